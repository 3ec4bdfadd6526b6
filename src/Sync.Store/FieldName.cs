namespace Sync.Store;

/// <summary>How a field's name stands in a body: one that begins with <c>$</c> has one more, so that no name reads as a tag.</summary>
internal static class FieldName
{
    public static string Escape(string name) => name.StartsWith('$') ? "$" + name : name;

    public static string Unescape(string name) => name.StartsWith("$$", StringComparison.Ordinal) ? name[1..] : name;
}
