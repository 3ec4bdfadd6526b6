using System.Buffers.Binary;
using System.Text;

namespace Sync.Engine.Ledger;

/// <summary>Packs a ledger row's values into few bytes, one row after another. Not safe to use from several threads.</summary>
internal sealed class RowWriter
{
    private byte[] buffer = new byte[512];
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public void Clear() => length = 0;

    public void Byte(byte value)
    {
        Reserve(1);
        buffer[length++] = value;
    }

    /// <summary>A number that is small and not negative most of the time: seven bits a byte.</summary>
    public void Unsigned(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            buffer[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[length++] = (byte)value;
    }

    /// <summary>A number of either sign, small ones in few bytes.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A text; null is told from empty.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Unsigned(0);
            return;
        }

        var bytes = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)bytes + 1);
        Reserve(bytes);
        length += Encoding.UTF8.GetBytes(value, buffer.AsSpan(length));
    }

    /// <summary>An exact decimal: its scale, then its digits.</summary>
    public void Decimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        if (bits[2] != 0 || bits[1] < 0)
        {
            Byte(255); // wider than 63 bits: rare enough for 16 plain bytes
            Reserve(16);
            foreach (var part in bits)
            {
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(length), part);
                length += 4;
            }

            return;
        }

        Byte(value.Scale);
        var digits = ((long)bits[1] << 32) | (uint)bits[0];
        Signed(value < 0 ? -digits : digits);
    }

    public void Fingerprint(StableHash value)
    {
        Reserve(StableHash.Bytes);
        value.Write(buffer.AsSpan(length));
        length += StableHash.Bytes;
    }

    public void Fingerprint(ulong value)
    {
        Reserve(8);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(length), value);
        length += 8;
    }

    /// <summary>Bytes that are packed already.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    private void Reserve(int more)
    {
        if (length + more > buffer.Length) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + more));
    }
}
