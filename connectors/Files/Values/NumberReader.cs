using System.Text;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Files.Values;

/// <summary>Reads numbers exactly. What could be read in two ways is refused, never guessed.</summary>
internal sealed class NumberReader(bool decimalComma)
{
    private const int SafeDigits = 18;

    /// <summary>Reads a number; null where the text is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="typed">Whether the file has it as a number, so that it goes by no country's way to write one.</param>
    public decimal? Read(ReadOnlySpan<byte> text, bool typed = false) => Simple(text, decimalComma && !typed) ?? Dressed(text, decimalComma && !typed);

    /// <summary>Digits with an optional sign and decimals: nearly every cell.</summary>
    private static decimal? Simple(ReadOnlySpan<byte> text, bool comma)
    {
        var mark = (byte)(comma ? ',' : '.');
        var negative = text.Length > 0 && text[0] == '-';
        var digits = negative ? text[1..] : text;
        if (digits.IsEmpty || digits.Length > SafeDigits || !char.IsAsciiDigit((char)digits[^1])) return null;

        long value = 0;
        var decimals = -1;
        foreach (var b in digits)
        {
            var digit = (uint)(b - '0');
            if (digit <= 9) value = value * 10 + digit;
            else if (b == mark && decimals < 0) { decimals = 0; continue; }
            else return null;
            if (decimals >= 0) decimals++;
        }

        return new decimal((int)value, (int)(value >> 32), 0, negative && value != 0, (byte)Math.Max(decimals, 0));
    }

    /// <summary>The rest: groups of thousands, currency signs, accountants' brackets, exponents.</summary>
    private static decimal? Dressed(ReadOnlySpan<byte> cell, bool comma)
    {
        if (cell.IsEmpty || cell.Length > 60) return null;
        var text = Undressed(Encoding.UTF8.GetString(cell), out var negative);
        if (comma) text = string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = from[i] switch { ',' => '.', '.' => ',', var c => c };
        });
        // Negative twice over is what no program writes and people mean in two ways.
        return NumberText.Parse(text) is not { } value || (negative && text.Contains('-')) ? null : negative ? -value : value;
    }

    private static string Undressed(string text, out bool negative)
    {
        negative = text.StartsWith('(') && text.EndsWith(')');
        if (negative) text = text[1..^1];
        else if (text.StartsWith('-') && text.Length > 1 && IsDress(text[1])) (negative, text) = (true, text[1..]);
        var from = 0;
        var to = text.Length;
        while (from < to && IsDress(text[from])) from++;
        while (to > from && IsDress(text[to - 1])) to--;
        return text[from..to];
    }

    private static bool IsDress(char c) => char.IsWhiteSpace(c) || CurrencySigns.IsSign(c);
}
