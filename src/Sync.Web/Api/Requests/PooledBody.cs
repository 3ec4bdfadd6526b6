using System.Buffers;

namespace Sync.Web.Api.Requests;

/// <summary>
/// A body in a borrowed array: a page of hundreds of items is a large object, and one of its own for each request would have all
/// of the memory collected again and again. Disposed, it is given back; what was written is gone then.
/// </summary>
internal sealed class PooledBody(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] array = ArrayPool<byte>.Shared.Rent(capacity);
    private int length;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => array.AsMemory(0, length);

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (array.Length - length < Math.Max(1, sizeHint)) Grow(Math.Max(1, sizeHint));
        return array.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        if (array.Length > 0) ArrayPool<byte>.Shared.Return(array);
        (array, length) = ([], 0);
    }

    private void Grow(int by)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + by, array.Length * 2));
        array.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(array);
        array = larger;
    }
}
