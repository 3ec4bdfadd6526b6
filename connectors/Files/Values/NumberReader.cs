using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sync.Connectors.Files.Values;

/// <summary>Reads numbers exactly. What could be read in two ways is refused, never guessed.</summary>
internal sealed partial class NumberReader(bool decimalComma)
{
    private const int SafeDigits = 18;

    private readonly byte mark = (byte)(decimalComma ? ',' : '.');

    /// <summary>Reads a number; null where the text is none.</summary>
    public decimal? Read(ReadOnlySpan<byte> text) => Simple(text) ?? Dressed(text);

    /// <summary>Digits with an optional sign and decimals: nearly every cell.</summary>
    private decimal? Simple(ReadOnlySpan<byte> text)
    {
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
    private decimal? Dressed(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty || cell.Length > 60) return null;
        var text = Undressed(Encoding.UTF8.GetString(cell), out var negative);
        if (decimalComma) text = string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = from[i] switch { ',' => '.', '.' => ',', var c => c };
        });
        if (Grouped().IsMatch(text)) text = text.Replace(",", "");
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out var value) ? negative ? -value : value : null;
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

    private static bool IsDress(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol;

    // 1,234.56 and 1,234,567 can only be thousands; 1,234 alone could be one and a bit in half of the world.
    [GeneratedRegex(@"^[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?$|^[+-]?\d{1,3},\d{3}\.\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();
}
