using System.Globalization;
using System.Text;

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

    /// <summary>
    /// Whether a text is one line that can be told from others by its looks, as the names have to be that people give: something of
    /// it is seen, and nothing unseen stands at its ends. Between letters it may, as it joins them in some scripts and in emoji. An
    /// empty text is one. Not for what comes from a POS, which is taken as it is.
    /// </summary>
    public static bool IsName(string text)
    {
        if (!Is(text)) return false;
        Rune[] signs = [.. text.Trim().EnumerateRunes()];
        return signs.Length == 0 || (!IsBlank(signs[0]) && !IsBlank(signs[^1]) && !Array.TrueForAll(signs, s => IsBlank(s) || Rune.GetUnicodeCategory(s) == UnicodeCategory.NonSpacingMark))
            || IsRegionFlag(signs);
    }

    // Unicode's format signs, but for those of Arabic, Syriac and Kaithi that are drawn; Hangul's fillers; Braille without a dot.
    private static bool IsBlank(Rune sign) => sign.Value switch
    {
        0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 => true,
        (>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD => false,
        _ => Rune.GetUnicodeCategory(sign) == UnicodeCategory.Format,
    };

    // England's, Scotland's and Wales' flags end with a tag (UTS #51, emoji tag sequences).
    private static bool IsRegionFlag(Rune[] signs)
    {
        var flag = Array.FindLastIndex(signs, s => s.Value == 0x1F3F4);
        return flag >= 0 && !IsBlank(signs[0]) && flag < signs.Length - 1 && Array.TrueForAll(signs[(flag + 1)..], s => s.Value is >= 0xE0020 and <= 0xE007F);
    }

    /// <summary>Whether a sign breaks the line, or turns the direction of what follows (Unicode's UAX #9: embeddings, overrides, isolates).</summary>
    public static bool IsUnseen(char sign) =>
        char.IsControl(sign) || sign is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069'
        || char.GetUnicodeCategory(sign) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
