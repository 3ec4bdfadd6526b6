using System.Buffers.Binary;

namespace Sync.Connectors.Files.Values;

/// <summary>Packs a record's values into few bytes, exactly; <see cref="PackReader"/> reads them in the same order.</summary>
internal ref struct PackWriter(Span<byte> to)
{
    /// <summary>The most bytes that a decimal takes; whole numbers take fewer.</summary>
    public const int LongestValue = 17;

    /// <summary>What stands for the scale of a decimal whose digits need more than 63 bits: its four parts follow.</summary>
    public const byte Wide = 255;

    private readonly Span<byte> to = to;
    private int length;

    public readonly ReadOnlySpan<byte> Written => to[..length];

    public void Byte(byte value) => to[length++] = value;

    /// <summary>Four bytes, so that it can be changed where it stands.</summary>
    public void Fixed(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to[length..], value);
        length += sizeof(int);
    }

    /// <summary>A whole number of either sign, small ones in few bytes.</summary>
    public void Whole(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7) to[length++] = (byte)(rest | 0x80);
        to[length++] = (byte)rest;
    }

    /// <summary>A decimal: its scale, then its digits.</summary>
    public void Decimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        if (parts[2] != 0 || parts[1] < 0)
        {
            Byte(Wide);
            foreach (var part in parts) Fixed(part);
            return;
        }

        var digits = ((long)parts[1] << 32) | (uint)parts[0];
        Byte(value.Scale);
        Whole(value < 0 ? -digits : digits);
    }

    public void Bytes(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(to[length..]);
        length += value.Length;
    }
}
