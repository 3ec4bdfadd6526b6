using System.Buffers;

namespace Sync.Engine.Ledger;

/// <summary>Puts the rows of a table in the order that they are stored in, without holding more of them than one bucket.</summary>
internal sealed class BucketPacker : IDisposable
{
    private readonly LedgerIndex index;
    private readonly int[] ends; // by bucket: where its rows end in sorted
    private readonly int[] sorted; // the rows' numbers, bucket by bucket
    private byte[] buffer = [];

    /// <summary>Groups the rows of an index.</summary>
    /// <param name="index">The rows; none may be added or removed while they are packed.</param>
    /// <param name="buckets">How many buckets there are.</param>
    /// <param name="bucketOf">The bucket of a key, from 0.</param>
    public BucketPacker(LedgerIndex index, int buckets, Func<StableHash, int> bucketOf)
    {
        this.index = index;
        sorted = ArrayPool<int>.Shared.Rent(index.Count);
        ends = new int[buckets];
        foreach (var number in index.Numbers()) ends[bucketOf(index[number].Key)]++;
        for (int b = 0, before = 0; b < buckets; b++) (ends[b], before) = (before, before + ends[b]);
        foreach (var number in index.Numbers()) sorted[ends[bucketOf(index[number].Key)]++] = number;
    }

    /// <summary>A bucket's print, then its rows in the order of their keys, each with its length before it; valid until the next is asked for.</summary>
    /// <param name="bucket">Which.</param>
    /// <param name="bytesOf">The packed id and row of a slot.</param>
    public ReadOnlySpan<byte> Pack(int bucket, Func<LedgerIndex.Slot, ReadOnlySpan<byte>> bytesOf)
    {
        var from = bucket == 0 ? 0 : ends[bucket - 1];
        var rows = sorted.AsSpan(from, ends[bucket] - from);
        rows.Sort((a, b) => index[a].Key.CompareTo(index[b].Key));
        var length = BucketPrint.Bytes;
        foreach (var row in rows) length += index[row].Length + LengthPrefix.Bytes(index[row].Length);
        Reserve(length);
        var at = BucketPrint.Bytes;
        foreach (var row in rows)
        {
            at += LengthPrefix.Write(buffer.AsSpan(at), index[row].Length);
            bytesOf(index[row]).CopyTo(buffer.AsSpan(at));
            at += index[row].Length;
        }

        BucketPrint.Put(buffer.AsSpan(0, length));
        return buffer.AsSpan(0, length);
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(sorted);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private void Reserve(int length)
    {
        if (length <= buffer.Length) return;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = ArrayPool<byte>.Shared.Rent(length);
    }
}
