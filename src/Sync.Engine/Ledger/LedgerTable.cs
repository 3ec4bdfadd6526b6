using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Sync.Engine.Ledger;

/// <summary>
/// A packed table in memory: an id and a row of bytes for each record, found by the id's hash. Rows lie one behind another in
/// large blocks, so that a million of them cost little more than their bytes. What a row means is the caller's business.
/// </summary>
internal sealed class LedgerTable
{
    private const int BlockBytes = 256 * 1024;

    private readonly List<byte[]> blocks = [];
    private readonly Dictionary<UInt128, Entry> index = [];
    private readonly HashSet<int> dirtyBuckets = [];
    private int used = BlockBytes; // of the last block; full, so that the first row makes one
    private long wasted;

    private struct Entry
    {
        public int Block;
        public int Offset;
        public int Length; // of id and row together, as packed
        public bool Seen;
        public bool Written;
    }

    /// <summary>How many buckets the stored form has; a power of two.</summary>
    public int Buckets { get; private set; } = 1;

    public int Count => index.Count;

    /// <summary>Bytes of the rows that stand.</summary>
    public long Bytes { get; private set; }

    public bool Dirty => dirtyBuckets.Count > 0;

    public IReadOnlySet<int> DirtyBuckets => dirtyBuckets;

    /// <summary>Loads the stored form: the bucket count, then each bucket's bytes.</summary>
    public static LedgerTable Load(int buckets, IEnumerable<byte[]> packed)
    {
        var table = new LedgerTable { Buckets = Math.Max(1, buckets) };
        foreach (var bytes in packed) table.LoadBucket(bytes);
        return table;
    }

    public bool Contains(UInt128 key) => index.ContainsKey(key);

    /// <summary>The row of a key; valid until the table is changed.</summary>
    public bool TryGet(UInt128 key, out ReadOnlySpan<byte> row)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(index, key);
        if (Unsafe.IsNullRef(ref entry))
        {
            row = default;
            return false;
        }

        row = RowOf(entry, out _);
        return true;
    }

    /// <summary>The id that a key was made from.</summary>
    public string IdOf(UInt128 key)
    {
        RowOf(index[key], out var id);
        return Encoding.UTF8.GetString(id);
    }

    public void Set(string id, UInt128 key, ReadOnlySpan<byte> row)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(index, key, out var known);
        if (known) Waste(entry.Length);
        var header = Encoding.UTF8.GetByteCount(id);
        Append(header, row, ref entry);
        var (block, offset) = (blocks[entry.Block], entry.Offset);
        offset += WriteLength(block.AsSpan(offset), header);
        Encoding.UTF8.GetBytes(id, block.AsSpan(offset));
        MarkDirty(key);
        if (wasted > 4 * 1024 * 1024 && wasted > Bytes) Compact();
    }

    public void Remove(UInt128 key)
    {
        if (!index.Remove(key, out var entry)) return;
        Waste(entry.Length);
        MarkDirty(key);
    }

    /// <summary>What puts a record's row back as it is now.</summary>
    public Action Restore(string id, UInt128 key)
    {
        if (!TryGet(key, out var row)) return () => Remove(key);
        var former = row.ToArray();
        return () => Set(id, key, former);
    }

    /// <summary>Notes that a run met the record, where there is one; see <see cref="Unseen"/>.</summary>
    public void MarkSeen(UInt128 key)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(index, key);
        if (!Unsafe.IsNullRef(ref entry)) entry.Seen = true;
    }

    public bool IsSeen(UInt128 key) => index.TryGetValue(key, out var entry) && entry.Seen;

    /// <summary>Notes that the run has sent a write of the record; returns whether it had before.</summary>
    public bool MarkWritten(UInt128 key)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(index, key);
        var before = entry.Written;
        entry.Written = true;
        return before;
    }

    /// <summary>Keys of the records that the run has not met.</summary>
    public List<UInt128> Unseen() => index.Where(e => !e.Value.Seen).Select(e => e.Key).ToList();

    /// <summary>All keys, in no order. Rows may be set (but not added or removed) while the copy is walked.</summary>
    public List<UInt128> Keys() => [.. index.Keys];

    /// <summary>Calls back for each row, in no order. The table must not change meanwhile.</summary>
    public void ForEach(RowAction action)
    {
        foreach (var (key, entry) in index)
        {
            var row = RowOf(entry, out var id);
            action(key, id, row);
        }
    }

    public delegate void RowAction(UInt128 key, ReadOnlySpan<byte> id, ReadOnlySpan<byte> row);

    /// <summary>Chooses the number of buckets for today's size; when it changes, every bucket has to be stored again.</summary>
    public void FitBuckets(int targetBytes)
    {
        var fit = 1;
        while (Bytes / fit > targetBytes) fit *= 2;
        // Shrinks only when far too many, so that a table on the edge does not go to and fro.
        if (fit == Buckets || (fit < Buckets && fit * 4 > Buckets)) return;
        Buckets = fit;
        dirtyBuckets.Clear();
        for (var b = 0; b < fit; b++) dirtyBuckets.Add(b);
    }

    /// <summary>
    /// The stored form of the buckets that changed: rows in the order of their keys, each with its length before it.
    /// </summary>
    public IReadOnlyDictionary<int, byte[]> PackDirty()
    {
        var rows = dirtyBuckets.ToDictionary(b => b, _ => new List<KeyValuePair<UInt128, Entry>>());
        foreach (var row in index)
            if (rows.TryGetValue(BucketOf(row.Key), out var bucket)) bucket.Add(row);
        return rows.ToDictionary(b => b.Key, b => Pack(b.Value));
    }

    private byte[] Pack(List<KeyValuePair<UInt128, Entry>> rows)
    {
        rows.Sort((a, b) => a.Key.CompareTo(b.Key));
        var packed = new byte[rows.Sum(r => r.Value.Length + LengthBytes(r.Value.Length))];
        var at = 0;
        foreach (var (_, entry) in rows)
        {
            at += WriteLength(packed.AsSpan(at), entry.Length);
            blocks[entry.Block].AsSpan(entry.Offset, entry.Length).CopyTo(packed.AsSpan(at));
            at += entry.Length;
        }

        return packed;
    }

    public void MarkAllDirty() => dirtyBuckets.UnionWith(Enumerable.Range(0, Buckets));

    public void MarkStored() => dirtyBuckets.Clear();

    private int BucketOf(UInt128 key) => (int)((ulong)key & (ulong)(Buckets - 1));

    private void MarkDirty(UInt128 key) => dirtyBuckets.Add(BucketOf(key));

    private void Waste(int length)
    {
        wasted += length;
        Bytes -= length;
    }

    private void LoadBucket(byte[] bytes)
    {
        blocks.Add(bytes);
        used = BlockBytes;
        for (var at = 0; at < bytes.Length;)
        {
            at += ReadLength(bytes.AsSpan(at), out var length);
            var entry = new Entry { Block = blocks.Count - 1, Offset = at, Length = length };
            RowOf(entry, out var id);
            index[StableHash.Of(id)] = entry;
            Bytes += length;
            at += length;
        }
    }

    private ReadOnlySpan<byte> RowOf(Entry entry, out ReadOnlySpan<byte> id)
    {
        var all = blocks[entry.Block].AsSpan(entry.Offset, entry.Length);
        var header = ReadLength(all, out var idLength);
        id = all.Slice(header, idLength);
        return all[(header + idLength)..];
    }

    private void Append(int idBytes, ReadOnlySpan<byte> row, ref Entry entry)
    {
        var header = LengthBytes(idBytes) + idBytes;
        var length = header + row.Length;
        if (used + length > BlockBytes)
        {
            blocks.Add(new byte[Math.Max(BlockBytes, length)]);
            used = 0;
        }

        entry.Block = blocks.Count - 1;
        entry.Offset = used;
        entry.Length = length;
        row.CopyTo(blocks[^1].AsSpan(used + header));
        used += length;
        Bytes += length;
    }

    /// <summary>Copies the rows that stand into new blocks, where most of the old ones' bytes are rows long replaced.</summary>
    private void Compact()
    {
        var old = blocks.ToArray();
        blocks.Clear();
        used = BlockBytes;
        Bytes = 0;
        wasted = 0;
        foreach (var key in index.Keys.ToArray())
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(index, key);
            var all = old[entry.Block].AsSpan(entry.Offset, entry.Length);
            var header = ReadLength(all, out var idLength);
            Append(idLength, all[(header + idLength)..], ref entry);
            all[..(header + idLength)].CopyTo(blocks[entry.Block].AsSpan(entry.Offset));
        }
    }

    private static int LengthBytes(int length) => length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x200000 ? 3 : 4;

    private static int WriteLength(Span<byte> to, int length)
    {
        var at = 0;
        while (length >= 0x80)
        {
            to[at++] = (byte)(length | 0x80);
            length >>= 7;
        }

        to[at++] = (byte)length;
        return at;
    }

    private static int ReadLength(ReadOnlySpan<byte> from, out int length)
    {
        length = 0;
        for (var at = 0; ; at++)
        {
            length |= (from[at] & 0x7f) << (7 * at);
            if (from[at] < 0x80) return at + 1;
        }
    }
}
