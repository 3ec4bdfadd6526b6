using System.Runtime.CompilerServices;

namespace Sync.Engine.Ledger;

/// <summary>
/// Where the rows of a table stand, by key. Slots lie in chunks that are never copied, so that a growing table holds each of
/// them once; a dictionary would hold twice as many, and while it grows three times.
/// </summary>
internal sealed class LedgerIndex
{
    private const int Shift = 8;
    private const int ChunkSize = 1 << Shift;
    private const int None = -1;

    private readonly List<Slot[]> chunks = [];
    private int[] firsts = [None]; // by the key's bits: the first slot of those that share them; as many as a power of two
    private int used; // of the slots in chunks, removed ones included
    private int removed = None; // the last one removed; each points to the one before

    /// <summary>What is known of a row besides its key.</summary>
    internal struct Slot
    {
        private const int SeenBit = 1 << 30;
        private const int WrittenBit = 1 << 29;
        private const int TouchedBit = 1 << 28;
        private const int Marks = SeenBit | WrittenBit | TouchedBit;

        internal StableHash Key;
        internal int Next;

        /// <summary>The number of its block; negative where the slot is free.</summary>
        public int Block;
        public int Offset;
        private int lengthAndMarks;

        /// <summary>Of id and row together, as packed; below 256 MiB.</summary>
        public int Length
        {
            readonly get => lengthAndMarks & ~Marks;
            set => lengthAndMarks = (lengthAndMarks & Marks) | value;
        }

        public bool Seen
        {
            readonly get => (lengthAndMarks & SeenBit) != 0;
            set => lengthAndMarks = value ? lengthAndMarks | SeenBit : lengthAndMarks & ~SeenBit;
        }

        public bool Written
        {
            readonly get => (lengthAndMarks & WrittenBit) != 0;
            set => lengthAndMarks = value ? lengthAndMarks | WrittenBit : lengthAndMarks & ~WrittenBit;
        }

        public bool Touched
        {
            readonly get => (lengthAndMarks & TouchedBit) != 0;
            set => lengthAndMarks = value ? lengthAndMarks | TouchedBit : lengthAndMarks & ~TouchedBit;
        }
    }

    /// <summary>How many keys there are.</summary>
    public int Count { get; private set; }

    /// <summary>The slot of a number, as <see cref="Numbers"/> gives them.</summary>
    public ref Slot this[int number] => ref chunks[number >> Shift][number & (ChunkSize - 1)];

    /// <summary>The numbers of the slots that hold a key, in no order. No key may be added or removed meanwhile.</summary>
    public IEnumerable<int> Numbers()
    {
        for (var number = 0; number < used; number++)
            if (this[number].Block >= 0) yield return number;
    }

    /// <summary>The slot of a key; a null reference where there is none. It stays where it is until the key is removed.</summary>
    public ref Slot Find(StableHash key)
    {
        for (var at = firsts[PlaceOf(key)]; at != None;)
        {
            ref var slot = ref this[at];
            if (slot.Key == key) return ref slot;
            at = slot.Next;
        }

        return ref Unsafe.NullRef<Slot>();
    }

    /// <summary>The slot of a key, an empty one where there was none.</summary>
    public ref Slot FindOrAdd(StableHash key, out bool known)
    {
        ref var slot = ref Find(key);
        known = !Unsafe.IsNullRef(ref slot);
        return ref known ? ref slot : ref Add(key);
    }

    private ref Slot Add(StableHash key)
    {
        if (Count == firsts.Length) Grow();
        var number = Free();
        ref var slot = ref this[number];
        ref var first = ref firsts[PlaceOf(key)];
        slot = new Slot { Key = key, Next = first };
        first = number;
        Count++;
        return ref slot;
    }

    /// <summary>Takes a key out; returns whether it was there, and its slot as it was.</summary>
    public bool Remove(StableHash key, out Slot was)
    {
        ref var link = ref firsts[PlaceOf(key)];
        while (link != None)
        {
            var number = link;
            ref var slot = ref this[number];
            if (slot.Key == key)
            {
                was = slot;
                link = slot.Next;
                slot = new Slot { Block = -1, Next = removed };
                removed = number;
                Count--;
                return true;
            }

            link = ref slot.Next;
        }

        was = default;
        return false;
    }

    // The low bits choose a row's bucket in the store, and would be alike in a small part of a table.
    private int PlaceOf(StableHash key) => (int)(key.High & (ulong)(firsts.Length - 1));

    private int Free()
    {
        if (removed != None)
        {
            var number = removed;
            removed = this[number].Next;
            return number;
        }

        if (used == chunks.Count << Shift) chunks.Add(new Slot[ChunkSize]);
        return used++;
    }

    private void Grow()
    {
        firsts = new int[firsts.Length * 2];
        Array.Fill(firsts, None);
        foreach (var number in Numbers())
        {
            ref var slot = ref this[number];
            ref var first = ref firsts[PlaceOf(slot.Key)];
            slot.Next = first;
            first = number;
        }
    }
}
