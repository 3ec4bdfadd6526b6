using System.Collections.Concurrent;

namespace Sync.Store.Rules;

/// <summary>Remembers what was made for a text, up to so many; beyond that it is made anew each time.</summary>
internal sealed class BoundedCache<T>(int capacity)
    where T : class
{
    private readonly ConcurrentDictionary<string, T> entries = new(StringComparer.Ordinal);

    /// <summary>What is remembered for a text, or null.</summary>
    public T? Find(string key) => entries.GetValueOrDefault(key);

    /// <summary>Remembers, if there is room.</summary>
    public T Add(string key, T made)
    {
        if (entries.Count < capacity) entries.TryAdd(key, made);
        return made;
    }
}
