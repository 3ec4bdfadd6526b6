using System.Buffers;
using System.Collections.Concurrent;

namespace Sync.Store.Firestore;

/// <summary>Buffers for the bodies of commits, used again: each is up to a few megabytes, and a first sync sends hundreds.</summary>
internal sealed class CommitBuffers
{
    private const int MostIdle = 8;

    private readonly ConcurrentBag<ArrayBufferWriter<byte>> idle = [];

    /// <summary>An empty buffer with room for so many bytes.</summary>
    public ArrayBufferWriter<byte> Rent(int bytes)
    {
        var buffer = idle.TryTake(out var used) ? used : new ArrayBufferWriter<byte>(bytes);
        buffer.ResetWrittenCount();
        return buffer;
    }

    /// <summary>Takes a buffer back, of a request that was answered; one that failed may still be on its way out.</summary>
    public void Return(ArrayBufferWriter<byte> buffer)
    {
        if (idle.Count < MostIdle) idle.Add(buffer);
    }
}
