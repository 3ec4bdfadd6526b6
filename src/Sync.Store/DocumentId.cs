using System.Text;

namespace Sync.Store;

/// <summary>
/// Makes any text a document id that Firestore takes, reversibly. Source of the rules:
/// https://firebase.google.com/docs/firestore/quotas (at most 1,500 bytes of UTF-8; no <c>/</c>; not <c>.</c> or <c>..</c>; not <c>__.*__</c>).
/// </summary>
public static class DocumentId
{
    /// <summary>An id's greatest length, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1500;

    /// <summary>The id of a text: the text itself nearly always; <c>%</c>, <c>/</c>, controls and the forbidden forms are percent-encoded.</summary>
    /// <exception cref="FormatException">The text is empty, is not well-formed, or makes an id of more than 1,500 bytes.</exception>
    public static string Escape(string text)
    {
        if (string.IsNullOrEmpty(text)) throw new FormatException("A record without an id cannot be stored.");
        var wholly = text is "." or ".." || (text.StartsWith("__", StringComparison.Ordinal) && text.EndsWith("__", StringComparison.Ordinal));
        if (!wholly && !text.AsSpan().ContainsAny('%', '/') && !HasControl(text)) return Bounded(text);

        var id = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '%' or '/' || char.IsControl(c) || (wholly && i == 0)) AppendEncoded(id, c);
            else id.Append(c);
        }

        return Bounded(id.ToString());
    }

    /// <summary>The id of a text that somebody has sent; null where no document can have it.</summary>
    public static string? TryEscape(string text)
    {
        try
        {
            return Escape(text);
        }
        catch (FormatException)
        {
            return null; // no id, so there is nothing of it
        }
    }

    /// <summary>The text that an id was made from.</summary>
    public static string Unescape(string id) => id.Contains('%') ? Uri.UnescapeDataString(id) : id;

    private static bool HasControl(string text)
    {
        foreach (var c in text)
            if (char.IsControl(c)) return true;
        return false;
    }

    private static void AppendEncoded(StringBuilder id, char c)
    {
        Span<byte> bytes = stackalloc byte[4];
        var n = Encoding.UTF8.GetBytes([c], bytes);
        foreach (var b in bytes[..n]) id.Append('%').Append(b.ToString("X2"));
    }

    private static string Bounded(string id)
    {
        int bytes;
        try
        {
            bytes = StrictUtf8.GetByteCount(id);
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException("An id holds half of a surrogate pair and cannot be stored.", e);
        }

        return bytes <= MaxBytes ? id : throw new FormatException($"An id of {bytes} bytes cannot be stored; {MaxBytes} is the most.");
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
}
