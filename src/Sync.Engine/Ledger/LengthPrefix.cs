namespace Sync.Engine.Ledger;

/// <summary>A length before what it is the length of, in one to four bytes.</summary>
internal static class LengthPrefix
{
    /// <summary>How many bytes it takes.</summary>
    public static int Bytes(int length) => length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x200000 ? 3 : 4;

    /// <summary>Writes it and returns how many bytes it took.</summary>
    public static int Write(Span<byte> to, int length)
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

    /// <summary>Reads it and returns how many bytes it took.</summary>
    public static int Read(ReadOnlySpan<byte> from, out int length)
    {
        length = 0;
        for (var at = 0; ; at++)
        {
            length |= (from[at] & 0x7f) << (7 * at);
            if (from[at] < 0x80) return at + 1;
        }
    }
}
