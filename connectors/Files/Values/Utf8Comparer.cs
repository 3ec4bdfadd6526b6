using System.Text;

namespace Sync.Connectors.Files.Values;

/// <summary>Lets a dictionary of strings be asked with the bytes of a cell, so that a text seen before costs no string.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public static readonly Utf8Comparer Instance = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y);

    public int GetHashCode(string text) => GetHashCode(Encoding.UTF8.GetBytes(text));

    public string Create(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    public bool Equals(ReadOnlySpan<byte> bytes, string text)
    {
        if (Ascii.Equals(bytes, text)) return true;

        // One to three bytes make a char; other lengths cannot be the same text.
        if (bytes.Length <= text.Length || bytes.Length > 3L * text.Length || Ascii.IsValid(bytes)) return false;
        return bytes.SequenceEqual(Encoding.UTF8.GetBytes(text));
    }

    // Seeded for each process: a file cannot be written so that its texts collide.
    public int GetHashCode(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
