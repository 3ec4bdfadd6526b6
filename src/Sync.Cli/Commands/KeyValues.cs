namespace Sync.Cli.Commands;

/// <summary>Reads <c>key=value</c> words; <c>key=@file</c> takes the value from a file, so that no secret stands on the command line.</summary>
internal static class KeyValues
{
    private const int LargestFile = 1024 * 1024;

    /// <exception cref="FormatException">A word has no <c>=</c>, or names its key twice; the value is not repeated.</exception>
    public static Dictionary<string, string> Parse(IEnumerable<string> words)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var cut = word.IndexOf('=');
            if (cut <= 0) throw new FormatException("Each setting is given as key=value, or key=@file for a value in a file.");
            var (key, value) = (word[..cut], word[(cut + 1)..]);
            if (!values.TryAdd(key, value.StartsWith('@') ? ReadFile(key, value[1..]) : value)) throw new FormatException($"'{key}' is given twice.");
        }

        return values;
    }

    private static string ReadFile(string key, string path)
    {
        if (!File.Exists(path)) throw new FormatException($"The file for '{key}' is not there: {path}");
        using var file = File.OpenRead(path);
        var bytes = new byte[LargestFile + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > LargestFile) throw new FormatException($"The file for '{key}' is larger than any setting: {path}");
        return new StreamReader(new MemoryStream(bytes, 0, length)).ReadToEnd().TrimEnd('\r', '\n');
    }
}
