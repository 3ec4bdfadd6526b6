namespace Sync.Store.Firestore;

/// <summary>A top-level field's name as a field path, where anything but a plain name stands in backticks.</summary>
internal static class FieldPath
{
    /// <summary>The path of a name.</summary>
    public static string Of(string name) => IsPlain(name)
        ? name
        : "`" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal) + "`";

    private static bool IsPlain(string name)
    {
        if (char.IsAsciiDigit(name[0])) return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        return true;
    }
}
