namespace Sync.Connectors.Files.Values;

/// <summary>Keeps each different text once, and a number for it.</summary>
internal sealed class TextPool
{
    /// <summary>The number of no text.</summary>
    public const int None = -1;

    private readonly List<string> texts = [];
    private readonly Dictionary<string, int> numbers = new(Utf8Comparer.Instance);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<byte>> lookup;

    public TextPool() => lookup = numbers.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The number of a text; <see cref="None"/> for an empty one.</summary>
    public int Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return None;
        if (lookup.TryGetValue(bytes, out var known)) return known;
        var text = Utf8Comparer.Instance.Create(bytes);
        numbers.Add(text, texts.Count);
        texts.Add(text);
        return texts.Count - 1;
    }

    /// <summary>As <see cref="Add(ReadOnlySpan{byte})"/>, where the text is likely that of a number already known: comparing is cheaper than searching.</summary>
    public int Add(ReadOnlySpan<byte> bytes, int likely) =>
        likely != None && Utf8Comparer.Instance.Equals(bytes, texts[likely]) ? likely : Add(bytes);

    /// <summary>The text of a number; null for <see cref="None"/>.</summary>
    public string? Get(int number) => number == None ? null : texts[number];
}
