using System.Buffers.Binary;
using System.Text;

namespace Sync.Engine.Ledger;

/// <summary>Reads what <see cref="RowWriter"/> packed, in the same order.</summary>
internal ref struct RowReader(ReadOnlySpan<byte> row)
{
    private ReadOnlySpan<byte> rest = row;

    public readonly bool AtEnd => rest.IsEmpty;

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => rest;

    public byte Byte()
    {
        var value = rest[0];
        rest = rest[1..];
        return value;
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = Byte();
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return value;
        }
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public string? Text()
    {
        var bytes = TextBytes(out var isNull);
        return isNull ? null : Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A text as its UTF-8 bytes, where no string is needed.</summary>
    public ReadOnlySpan<byte> TextBytes(out bool isNull)
    {
        var length = Unsigned();
        isNull = length == 0;
        return isNull ? default : Take((int)length - 1);
    }

    public decimal Decimal()
    {
        var scale = Byte();
        if (scale == 255)
        {
            Span<int> bits = stackalloc int[4];
            var bytes = Take(16);
            for (var i = 0; i < 4; i++) bits[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * 4)..]);
            return new decimal(bits);
        }

        var digits = Signed();
        var magnitude = (ulong)Math.Abs(digits);
        return new decimal((int)(uint)magnitude, (int)(magnitude >> 32), 0, digits < 0, scale);
    }

    public StableHash Fingerprint128() => StableHash.Read(Take(StableHash.Bytes));

    public ulong Fingerprint64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> Take(int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
