using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Sync.Store.Firestore.Grpc;

/// <summary>
/// Writes protobuf messages into a buffer that grows and is used again. A message's length stands before it, so one byte is
/// left for it, and a message of more than 127 bytes is moved by the few bytes that its length takes; Google.Protobuf's own
/// writer would have each length worked out beforehand. Source: https://protobuf.dev/programming-guides/encoding/.
/// </summary>
internal sealed class ProtoWriter(int capacity)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int LongestVarint = 10;

    private byte[] data = new byte[Math.Max(capacity, 256)];

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written; good until the next write.</summary>
    public Memory<byte> Written => data.AsMemory(0, Length);

    /// <summary>Starts anew.</summary>
    public void Clear() => Length = 0;

    /// <summary>A whole number, a flag (0 or 1) or a member of an enum. Zero is written too, as members of a <c>oneof</c> must be.</summary>
    public void Number(int field, long value)
    {
        Tag(field, Varint);
        Raw((ulong)value);
    }

    /// <summary>A double.</summary>
    public void Double(int field, double value)
    {
        Tag(field, Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);
        Length += 8;
    }

    /// <summary>Bytes, or text that is UTF-8 already.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, Delimited);
        Raw((ulong)value.Length);
        value.CopyTo(Room(value.Length));
        Length += value.Length;
    }

    /// <summary>Text.</summary>
    public void Text(int field, string value)
    {
        Tag(field, Delimited);
        var bytes = Encoding.UTF8.GetByteCount(value);
        Raw((ulong)bytes);
        Encoding.UTF8.GetBytes(value, Room(bytes));
        Length += bytes;
    }

    /// <summary>Starts a message, or text whose length shows at its end.</summary>
    /// <returns>What <see cref="End"/> asks for.</returns>
    public int Begin(int field)
    {
        Tag(field, Delimited);
        Room(1);
        return ++Length;
    }

    /// <summary>Ends what was begun there.</summary>
    public void End(int start)
    {
        var content = Length - start;
        var more = VarintLength((ulong)content) - 1;
        if (more > 0)
        {
            Room(more);
            data.AsSpan(start, content).CopyTo(data.AsSpan(start + more));
        }

        Length = start - 1;
        Raw((ulong)content);
        Length += content;
    }

    /// <summary>Room for so many bytes at the end, to be filled and then counted by <see cref="Advance"/>.</summary>
    public Span<byte> Room(int bytes)
    {
        if (data.Length - Length < bytes) Array.Resize(ref data, Math.Max(data.Length * 2, Length + bytes));
        return data.AsSpan(Length);
    }

    /// <summary>Counts bytes that were filled in.</summary>
    public void Advance(int bytes) => Length += bytes;

    private void Tag(int field, int wireType) => Raw((ulong)((field << 3) | wireType));

    private void Raw(ulong value)
    {
        var to = Room(LongestVarint);
        var at = 0;
        for (; value >= 0x80; value >>= 7) to[at++] = (byte)(value | 0x80);
        to[at++] = (byte)value;
        Length += at;
    }

    private static int VarintLength(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;
}
