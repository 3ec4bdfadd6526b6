using System.Globalization;

namespace Sync.Model;

/// <summary>
/// A text of one line that looks as it is: whoever reads a name in a list, a log or an audit line reads all of it and nothing else.
/// Names and settings that people give have to be one.
/// </summary>
public static class OneLine
{
    /// <summary>What to say of a text that is none, behind its name: <c>The name {Fault}</c>.</summary>
    public const string Fault = "holds a line break or another sign that is not seen, such as one that turns the direction of the text. Type it anew";

    /// <summary>Whether a text is one; an empty one is.</summary>
    public static bool Is(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsUnseen(text[i])) return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false; // half of a character
            i++;
        }

        return true;
    }

    /// <summary>Whether a sign breaks the line, or turns the direction of what follows (Unicode's UAX #9: embeddings, overrides, isolates).</summary>
    public static bool IsUnseen(char sign) =>
        char.IsControl(sign) || sign is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069'
        || char.GetUnicodeCategory(sign) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
