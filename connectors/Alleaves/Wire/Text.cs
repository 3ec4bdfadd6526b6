namespace Sync.Connectors.Alleaves.Wire;

/// <summary>Small matters of text.</summary>
internal static class Text
{
    /// <summary>The text trimmed; null where nothing is left.</summary>
    public static string? OrNull(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) ? text.Trim() : text;
    }
}
