using System.Collections.Concurrent;

namespace Sync.Store.Rules;

/// <summary>Remembers what was made for a text, up to so many; beyond that it is made anew each time.</summary>
internal sealed class BoundedCache<T>(int capacity)
{
    private readonly ConcurrentDictionary<string, T> entries = new(StringComparer.Ordinal);

    public T GetOrAdd(string key, Func<string, T> make)
    {
        if (entries.TryGetValue(key, out var found)) return found;
        var made = make(key);
        if (entries.Count < capacity) entries.TryAdd(key, made);
        return made;
    }
}
