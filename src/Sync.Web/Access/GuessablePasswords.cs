using System.Text.RegularExpressions;

namespace Sync.Web.Access;

/// <summary>
/// Passwords that are guessed first, long as they may be (NIST SP 800-63B, section 3.1.1.2: compare with what is commonly used,
/// expected or compromised, words of the context among it). What is left of one without such words, numbers and repetitions has to
/// be something.
/// </summary>
internal static partial class GuessablePasswords
{
    private const int LeastLeft = 6;
    private const int ShortestWord = 4;
    private const int LeastKinds = 4;

    // What stands again and again in published lists of leaked passwords, without digits; the longest of those that begin alike first.
    private static readonly string[] Words =
    [
        "correcthorsebatterystaple", "administrator", "qwertyuiop", "iloveyou", "password", "passwort", "motdepasse", "contrasena", "passw0rd", "pa55word", "p@ssword", "p@ssw0rd",
        "changeme", "superman", "starwars", "princess", "football", "baseball", "sunshine", "whatever", "trustno1", "asdfghjkl", "zxcvbnm", "qwertz", "azerty", "qwerty", "asdfgh",
        "letmein", "welcome", "dragon", "monkey", "master", "shadow", "secret", "default", "abcdef", "abc", "admin", "login", "hello", "summer", "winter", "spring", "autumn",
        "user", "test", "demo", "root", "guest", "shop", "store", "sync", "possync",
    ];

    /// <summary>Whether a password is one of them.</summary>
    /// <param name="password">The password.</param>
    /// <param name="context">What everybody knows who knows the account: its address, the org's name.</param>
    public static bool Has(string password, IEnumerable<string> context)
    {
        var text = Plain(password);
        if (text.Distinct().Count() < LeastKinds || IsRepeated(text) || IsRow(text)) return true;
        foreach (var word in context.SelectMany(PartsOf).OrderByDescending(w => w.Length).Concat(Words)) text = text.Replace(word, " ", StringComparison.Ordinal);
        var left = string.Concat(text.Where(char.IsLetter));
        // Where there was nothing but signs to begin with, they are what it is made of.
        if (left.Length == 0 && !Plain(password).Any(char.IsLetter)) left = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        return left.Length < LeastLeft || IsRepeated(left) || IsRow(left);
    }

    // Upper case at the beginning, and blanks and dashes between words, are what everybody thinks of.
    private static string Plain(string password) => Between().Replace(password.ToLowerInvariant(), "");

    private static IEnumerable<string> PartsOf(string known)
    {
        var plain = known.ToLowerInvariant();
        string[] parts = [plain, .. plain.Split('@', '.', ' ', '-', '_', '+'), Plain(plain)];
        return parts.Where(p => p.Length >= ShortestWord).Distinct();
    }

    // One word again and again, the last time perhaps cut short.
    private static bool IsRepeated(string text)
    {
        for (var length = 1; length <= text.Length / 2; length++)
            if (Enumerable.Range(length, text.Length - length).All(i => text[i] == text[i - length])) return true;
        return false;
    }

    // Each sign the one after, or before, the last: 123456789012, lkjihgfedcba; the ten digits go on from the beginning.
    private static bool IsRow(string text) => text.Length > 1 && ((int[])[1, -1]).Any(step => Enumerable.Range(1, text.Length - 1)
        .All(i => text[i] - text[i - 1] == step || (char.IsAsciiDigit(text[i]) && char.IsAsciiDigit(text[i - 1]) && (text[i] - text[i - 1] - step) % 10 == 0)));

    [GeneratedRegex(@"[\s\-_.,]+")]
    private static partial Regex Between();
}
