using System.Buffers.Binary;

namespace Sync.Connectors.Files.Values;

/// <summary>Reads what <see cref="PackWriter"/> packed, in the same order.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> record)
{
    private ReadOnlySpan<byte> rest = record;

    public byte Byte()
    {
        var value = rest[0];
        rest = rest[1..];
        return value;
    }

    public int Fixed() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(sizeof(int)));

    public long Whole()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = Byte();
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    public decimal Decimal()
    {
        var scale = Byte();
        if (scale == PackWriter.Wide) return new decimal([Fixed(), Fixed(), Fixed(), Fixed()]);
        var digits = Whole();
        var magnitude = Math.Abs(digits);
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, digits < 0, scale);
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
