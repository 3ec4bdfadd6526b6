using System.Runtime.CompilerServices;
using System.Text;
using Sync.Store;

namespace Sync.Engine.Ledger;

/// <summary>
/// A packed table in memory: an id and a row of bytes for each record, found by the id's hash. Rows lie one behind another in
/// blocks, so that a million of them cost little more than their bytes. What a row means is the caller's business.
/// </summary>
internal sealed class LedgerTable
{
    // Below what the runtime holds to be a large object: those are given back late.
    private const int BlockBytes = 64 * 1024;

    // Less is not worth a copy.
    private const int MostWasted = 1024 * 1024;

    /// <summary>The most buckets: beyond, a single row is what does not fit.</summary>
    public const int MostBuckets = 65_536;

    private readonly List<byte[]> blocks = [];
    private readonly LedgerIndex index = new();
    private readonly HashSet<int> dirtyBuckets = [];
    private int used; // of the last block
    private long wasted;

    /// <summary>How many buckets the stored form has; a power of two.</summary>
    public int Buckets { get; private set; } = 1;

    public int Count => index.Count;

    /// <summary>Bytes of the rows that stand.</summary>
    public long Bytes { get; private set; }

    public bool Dirty => dirtyBuckets.Count > 0;

    public IReadOnlySet<int> DirtyBuckets => dirtyBuckets;

    /// <summary>Loads the stored form: the bucket count, then each bucket's bytes as <see cref="PackDirty"/> gives them.</summary>
    /// <param name="buckets">How many there are.</param>
    /// <param name="packed">What was stored, and from which byte on the rows stand in it.</param>
    public static LedgerTable Load(int buckets, IEnumerable<(byte[] Bytes, int From)> packed)
    {
        var table = new LedgerTable { Buckets = Math.Max(1, buckets) };
        foreach (var (bytes, from) in packed) table.LoadBucket(bytes, from);
        return table;
    }

    public bool Contains(StableHash key) => !Unsafe.IsNullRef(ref index.Find(key));

    /// <summary>The row of a key; valid until the table is changed.</summary>
    public bool TryGet(StableHash key, out ReadOnlySpan<byte> row)
    {
        ref var entry = ref index.Find(key);
        if (Unsafe.IsNullRef(ref entry))
        {
            row = default;
            return false;
        }

        row = RowOf(entry, out _);
        return true;
    }

    /// <summary>The id that a key was made from.</summary>
    public string IdOf(StableHash key)
    {
        ref var entry = ref index.Find(key);
        if (Unsafe.IsNullRef(ref entry)) throw new KeyNotFoundException("The ledger has no row of that key.");
        RowOf(entry, out var id);
        return Encoding.UTF8.GetString(id);
    }

    public void Set(string id, StableHash key, ReadOnlySpan<byte> row)
    {
        ref var entry = ref index.FindOrAdd(key, out var known);
        var header = Encoding.UTF8.GetByteCount(id);
        var length = LengthPrefix.Bytes(header) + header + row.Length;
        if (known && entry.Length >= length) Shorten(length, ref entry); // where the former row stood
        else Append(length, ref entry, known);
        var to = blocks[entry.Block].AsSpan(entry.Offset, length);
        row.CopyTo(to[^row.Length..]);
        to = to[LengthPrefix.Write(to, header)..];
        Encoding.UTF8.GetBytes(id, to);
        MarkDirty(key);
        if (wasted > MostWasted && wasted > Bytes / 2) Compact();
    }

    public void Remove(StableHash key)
    {
        if (!index.Remove(key, out var entry)) return;
        Waste(entry.Length);
        MarkDirty(key);
    }

    /// <summary>What puts a record's row back as it is now.</summary>
    public Action Restore(string id, StableHash key)
    {
        if (!TryGet(key, out var row)) return () => Remove(key);
        var former = row.ToArray();
        return () => Set(id, key, former);
    }

    /// <summary>Notes that a run met the record, where there is one; see <see cref="Unseen"/>.</summary>
    public void MarkSeen(StableHash key)
    {
        ref var entry = ref index.Find(key);
        if (!Unsafe.IsNullRef(ref entry)) entry.Seen = true;
    }

    public bool IsSeen(StableHash key)
    {
        ref var entry = ref index.Find(key);
        return !Unsafe.IsNullRef(ref entry) && entry.Seen;
    }

    /// <summary>Notes that the run has sent a write of the record; returns whether it had before.</summary>
    public bool MarkWritten(StableHash key)
    {
        ref var entry = ref index.Find(key);
        var before = entry.Written;
        entry.Written = true;
        return before;
    }

    /// <summary>Notes that what derives from the record has to be looked at in this run.</summary>
    public void MarkTouched(StableHash key)
    {
        ref var entry = ref index.Find(key);
        if (!Unsafe.IsNullRef(ref entry)) entry.Touched = true;
    }

    public bool IsTouched(StableHash key)
    {
        ref var entry = ref index.Find(key);
        return !Unsafe.IsNullRef(ref entry) && entry.Touched;
    }

    /// <summary>Keys of the records that the run has not met.</summary>
    public List<StableHash> Unseen() => [.. index.Numbers().Where(n => !index[n].Seen).Select(n => index[n].Key)];

    /// <summary>All keys, in no order. Rows may be set (but not added or removed) while the copy is walked.</summary>
    public List<StableHash> Keys()
    {
        var keys = new List<StableHash>(Count); // grown step by step it would leave as much again behind
        keys.AddRange(index.Numbers().Select(n => index[n].Key));
        return keys;
    }

    /// <summary>Calls back for each row, in no order. The table must not change meanwhile.</summary>
    public void ForEach(RowAction action)
    {
        foreach (var number in index.Numbers())
        {
            ref var entry = ref index[number];
            var row = RowOf(entry, out var id);
            action(entry.Key, id, row);
        }
    }

    public delegate void RowAction(StableHash key, ReadOnlySpan<byte> id, ReadOnlySpan<byte> row);

    /// <summary>Chooses the number of buckets for today's size; when it changes, every bucket has to be stored again.</summary>
    /// <param name="targetBytes">What a bucket holds on average, at most.</param>
    /// <param name="mostBytes">What the fullest one holds, at most: a few rows may be large, as those of orders with thousands of lines.</param>
    public void FitBuckets(int targetBytes, int mostBytes)
    {
        var fit = 1;
        while (Bytes / fit > targetBytes) fit *= 2;
        while (fit < MostBuckets && FullestOf(fit, mostBytes) > mostBytes) fit *= 2;
        // Shrinks only when far too many, so that a table on the edge does not go to and fro.
        if (fit == Buckets || (fit < Buckets && fit * 4 > Buckets)) return;
        Buckets = fit;
        dirtyBuckets.Clear();
        for (var b = 0; b < fit; b++) dirtyBuckets.Add(b);
    }

    /// <summary>
    /// The stored form of the buckets that changed, one after another: their print (<see cref="BucketPrint"/>), then the rows in the order of
    /// their keys, each with its length before it, as the bytes of a field. The table must not change meanwhile.
    /// </summary>
    /// <param name="field">The field's name.</param>
    public IEnumerable<(int Bucket, DocumentBody Body)> PackDirty(string field)
    {
        using var packer = new BucketPacker(index, Buckets, BucketOf);
        foreach (var bucket in dirtyBuckets) yield return (bucket, DocumentBody.OfBytes(field, packer.Pack(bucket, AllOf)));
    }

    public void MarkAllDirty() => dirtyBuckets.UnionWith(Enumerable.Range(0, Buckets));

    public void MarkStored() => dirtyBuckets.Clear();

    // A row that is too large by itself is left out: no number of buckets helps it, and the store names it when it refuses it.
    private long FullestOf(int buckets, int mostBytes)
    {
        var bytes = new long[buckets];
        foreach (var number in index.Numbers())
        {
            var (length, bucket) = (index[number].Length, (int)(index[number].Key.Low & (ulong)(buckets - 1)));
            if (length + LengthPrefix.Bytes(length) is var whole && whole <= mostBytes) bytes[bucket] += whole;
        }

        return bytes.Max();
    }

    private int BucketOf(StableHash key) => (int)(key.Low & (ulong)(Buckets - 1));

    private void MarkDirty(StableHash key) => dirtyBuckets.Add(BucketOf(key));

    private void Waste(int length)
    {
        wasted += length;
        Bytes -= length;
    }

    private void LoadBucket(byte[] bytes, int from)
    {
        blocks.Add(bytes);
        used = bytes.Length;
        for (var at = from; at < bytes.Length;)
        {
            at += LengthPrefix.Read(bytes.AsSpan(at), out var length);
            var place = new LedgerIndex.Slot { Block = blocks.Count - 1, Offset = at, Length = length };
            RowOf(place, out var id);
            ref var entry = ref index.FindOrAdd(StableHash.Of(id), out _);
            (entry.Block, entry.Offset, entry.Length) = (place.Block, at, length);
            Bytes += length;
            at += length;
        }
    }

    private ReadOnlySpan<byte> AllOf(LedgerIndex.Slot entry) => blocks[entry.Block].AsSpan(entry.Offset, entry.Length);

    private ReadOnlySpan<byte> RowOf(in LedgerIndex.Slot entry, out ReadOnlySpan<byte> id)
    {
        var all = AllOf(entry);
        var header = LengthPrefix.Read(all, out var idLength);
        id = all.Slice(header, idLength);
        return all[(header + idLength)..];
    }

    /// <summary>Gives a row a place of its own.</summary>
    private void Append(int length, ref LedgerIndex.Slot entry, bool known)
    {
        if (known) Waste(entry.Length);
        if (blocks.Count == 0 || used + length > blocks[^1].Length)
        {
            blocks.Add(new byte[Math.Max(BlockBytes, length)]);
            used = 0;
        }

        (entry.Block, entry.Offset) = (blocks.Count - 1, used);
        used += length;
        entry.Length = length;
        Bytes += length;
    }

    private void Shorten(int length, ref LedgerIndex.Slot entry)
    {
        Waste(entry.Length - length);
        entry.Length = length;
    }

    /// <summary>
    /// Moves the rows that stand together, where a third of the blocks' bytes are rows long replaced. In the order in which they lie
    /// none moves over another, so that no second copy of the table is needed.
    /// </summary>
    private void Compact()
    {
        var numbers = index.Numbers().ToArray();
        Array.Sort(numbers, (a, b) => (index[a].Block, index[a].Offset).CompareTo((index[b].Block, index[b].Offset)));
        var (block, end) = (0, 0);
        foreach (var number in numbers)
        {
            ref var entry = ref index[number];
            while (end + entry.Length > blocks[block].Length) (block, end) = (block + 1, 0);
            AllOf(entry).CopyTo(blocks[block].AsSpan(end)); // right where the two overlap
            (entry.Block, entry.Offset) = (block, end);
            end += entry.Length;
        }

        blocks.RemoveRange(block + 1, blocks.Count - block - 1);
        used = end;
        wasted = 0;
    }
}
