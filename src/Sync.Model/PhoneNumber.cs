namespace Sync.Model;

/// <summary>How a phone number becomes a key.</summary>
public static class PhoneNumber
{
    private const int Shortest = 8;
    private const int Longest = 15; // ITU-T E.164: at most fifteen digits, the country's code included

    /// <summary>
    /// The number in E.164 form (<c>+14155550100</c>), or null where it cannot be told: a number without its country's code is
    /// told only where the shop's own is known, and an extension is none of it.
    /// </summary>
    /// <param name="text">As the POS has it: spaces, dots, dashes, brackets and slashes are nothing.</param>
    /// <param name="callingCode">The code of the shop's country, such as <c>1</c>; null where it is not known.</param>
    public static string? E164(string? text, string? callingCode)
    {
        if (text is null || Digits(text, out var international) is not { } digits) return null;
        if (international) return Of(digits);
        if (digits.StartsWith("00", StringComparison.Ordinal)) return Of(digits[2..]);
        return callingCode is null ? null : callingCode == "1" ? NorthAmerican(digits) : National(digits, callingCode);
    }

    // Eleven digits that begin with 1 are a number with its country's code: no area code begins with 1.
    private static string? NorthAmerican(string digits) => digits switch
    {
        { Length: 10 } when digits[0] >= '2' => "+1" + digits,
        { Length: 11 } when digits[0] == '1' && digits[1] >= '2' => "+" + digits,
        _ => null,
    };

    // The zero in front is dialled only within the country; Italy's is part of the number.
    private static string? National(string digits, string callingCode) =>
        Of(callingCode + (digits[0] == '0' && callingCode != "39" ? digits[1..] : digits));

    private static string? Of(string digits) => digits.Length is >= Shortest and <= Longest && digits[0] != '0' ? "+" + digits : null;

    private static string? Digits(string text, out bool international)
    {
        Span<char> digits = stackalloc char[Longest + 2]; // 00 may stand for +
        var count = 0;
        international = false;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (count == digits.Length) return null;
                digits[count++] = c;
            }
            else if (c == '+' && count == 0 && !international) international = true;
            else if (!char.IsWhiteSpace(c) && c is not ('-' or '.' or '(' or ')' or '/' or '\u2011' or '\u2013')) return null;
        }

        return count == 0 ? null : new string(digits[..count]);
    }
}
