using System.Text;
using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Orders;

/// <summary>Numbers the orders by their ids, from 0 in the order that they come in, and finds them by the bytes of a cell.</summary>
internal sealed class OrderIds(PackedRecords packed)
{
    private readonly ChunkedList<Slot> slots = new();
    private int[] firsts = NewFirsts(1024); // a power of two, at least as many as there are ids
    private int last = NotThere;

    /// <summary>The number of an id that no order has.</summary>
    public const int NotThere = -1;

    private struct Slot
    {
        public int Hash;
        public int Place; // of the id's bytes
        public int Next; // number of the same place in firsts
    }

    /// <summary>The number of an id; <see cref="NotThere"/> where no order has it.</summary>
    public int Find(ReadOnlySpan<byte> id)
    {
        // The rows of an order mostly stand together.
        if (last != NotThere && id.SequenceEqual(BytesOf(last))) return last;
        var hash = Utf8Comparer.Instance.GetHashCode(id);
        for (var at = firsts[hash & (firsts.Length - 1)]; at != NotThere; at = slots[at].Next)
            if (slots[at].Hash == hash && id.SequenceEqual(BytesOf(at))) return last = at;
        return NotThere;
    }

    /// <summary>Numbers an id that no order has yet.</summary>
    public int Add(ReadOnlySpan<byte> id)
    {
        if (slots.Count == firsts.Length) Grow();
        var hash = Utf8Comparer.Instance.GetHashCode(id);
        ref var first = ref firsts[hash & (firsts.Length - 1)];
        last = slots.Add(new Slot { Hash = hash, Place = Keep(id), Next = first });
        return first = last;
    }

    public string TextOf(int order) => Encoding.UTF8.GetString(BytesOf(order));

    private ReadOnlySpan<byte> BytesOf(int order)
    {
        var reader = new PackReader(packed.At(slots[order].Place));
        return reader.Bytes((int)reader.Whole());
    }

    private int Keep(ReadOnlySpan<byte> id)
    {
        Span<byte> record = stackalloc byte[IdText.LongestBytes + PackWriter.LongestValue];
        var writer = new PackWriter(record);
        writer.Whole(id.Length);
        writer.Bytes(id);
        return packed.Add(writer.Written);
    }

    private void Grow()
    {
        firsts = NewFirsts(firsts.Length * 2);
        for (var order = 0; order < slots.Count; order++)
        {
            ref var slot = ref slots[order];
            ref var first = ref firsts[slot.Hash & (firsts.Length - 1)];
            slot.Next = first;
            first = order;
        }
    }

    private static int[] NewFirsts(int length)
    {
        var made = new int[length];
        Array.Fill(made, NotThere);
        return made;
    }
}
