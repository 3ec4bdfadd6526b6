namespace Sync.Connectors.Alleaves.Mapping;

/// <summary>Counts what is odd but loses no record.</summary>
internal sealed class Warnings
{
    // A server that sends another word with each record must not fill the log.
    private const int MostKinds = 20;
    private const string Rest = "further odd values";

    private readonly Dictionary<string, int> counts = [];

    public void Add(string text)
    {
        if (counts.Count >= MostKinds && !counts.ContainsKey(text)) text = Rest;
        counts[text] = counts.GetValueOrDefault(text) + 1;
    }

    public IEnumerable<string> Lines => counts.Select(c => c.Value == 1 ? c.Key : $"{c.Key} ({c.Value} times)");
}
