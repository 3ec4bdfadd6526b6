using System.Buffers.Text;
using System.Globalization;
using Sync.Model;

namespace Sync.Store;

/// <summary>Writes numbers in their shortest exact form, without an exponent: 42 and 42.0 are the same text.</summary>
internal static class NumberText
{
    /// <summary>Room for any of them.</summary>
    public const int MaxBytes = 40;

    /// <summary>Fifteen digits always fit a double, which is what Firestore keeps.</summary>
    private const ulong AlwaysExact = 1_000_000_000_000_000;

    /// <summary>An amount in major units.</summary>
    public static int Format(Money value, Span<byte> text) => value.Minor is > -(long)AlwaysExact and < (long)AlwaysExact
        ? Format(value.Minor, value.Currency.Decimals, text)
        : Format(value.Major, text);

    /// <summary>A decimal number.</summary>
    public static int Format(decimal value, Span<byte> text)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var digits = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        return bits[2] == 0 && digits < AlwaysExact
            ? Format(value < 0 ? -(long)digits : (long)digits, value.Scale, text)
            : FormatWide(AsStored(value), text);
    }

    private static int Format(long digits, int scale, Span<byte> text)
    {
        for (; scale > 0 && digits % 10 == 0; scale--) digits /= 10;
        if (scale == 0)
        {
            Utf8Formatter.TryFormat(digits, text, out var whole);
            return whole;
        }

        var at = 0;
        if (digits < 0) text[at++] = (byte)'-';
        var magnitude = (ulong)Math.Abs(digits);
        var length = Math.Max(CountDigits(magnitude), scale + 1) + 1;
        for (var i = length - 1; i >= 0; i--)
        {
            if (i == length - 1 - scale)
            {
                text[at + i] = (byte)'.';
                continue;
            }

            text[at + i] = (byte)('0' + (magnitude % 10));
            magnitude /= 10;
        }

        return at + length;
    }

    private static int CountDigits(ulong value)
    {
        var count = 1;
        for (; value >= 10; value /= 10) count++;
        return count;
    }

    private static int FormatWide(decimal value, Span<byte> text)
    {
        Utf8Formatter.TryFormat(value, text, out var length);
        if (value.Scale == 0) return length;
        while (text[length - 1] == (byte)'0') length--;
        if (text[length - 1] == (byte)'.') length--;
        return length;
    }

    // Firestore keeps 64-bit whole numbers and doubles. What fits neither exactly is rounded here, so that a body is the same
    // before it is stored and after, in every store.
    private static decimal AsStored(decimal value)
    {
        if (value == decimal.Truncate(value) && value is >= long.MinValue and <= long.MaxValue) return value;
        return decimal.Parse(((double)value).ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
