using System.Collections.Concurrent;

namespace Sync.Store.Firestore;

/// <summary>Buffers for the bodies of commits, used again: each is up to a few megabytes, and a first sync sends hundreds.</summary>
/// <param name="make">Makes one with room for so many bytes.</param>
/// <param name="clear">Empties one.</param>
internal sealed class IdleBuffers<T>(Func<int, T> make, Action<T> clear)
{
    private const int MostIdle = 8;

    private readonly ConcurrentBag<T> idle = [];

    /// <summary>An empty buffer, with room for so many bytes where it is a new one.</summary>
    public T Rent(int bytes)
    {
        var buffer = idle.TryTake(out var used) ? used : make(bytes);
        clear(buffer);
        return buffer;
    }

    /// <summary>Takes a buffer back, of a request that was answered; one that failed may still be on its way out.</summary>
    public void Return(T buffer)
    {
        if (idle.Count < MostIdle) idle.Add(buffer);
    }
}
