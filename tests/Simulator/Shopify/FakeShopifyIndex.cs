namespace Sync.Simulator.Shopify;

/// <summary>What is sorted and looked up, kept for as long as the truth does not change: a list of many pages is sorted once.</summary>
internal sealed class FakeShopifyIndex
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (object Of, object Made)> kept = [];

    public FakeShopifySorted Of<T>(string name, T[] snapshot, Func<T[], IEnumerable<Entry>> entries) =>
        Keep("sorted " + name, snapshot, () => new FakeShopifySorted([.. entries(snapshot)]));

    public Dictionary<string, T> ById<T>(string name, T[] snapshot, Func<T, string> id) =>
        Keep("by id " + name, snapshot, () => snapshot.GroupBy(id).ToDictionary(g => g.Key, g => g.First()));

    public ILookup<string, Kit.TruthLevel> Groups(Kit.TruthLevel[] snapshot) => Keep("levels", snapshot, () => snapshot.ToLookup(l => l.ProductId));

    private TMade Keep<TMade>(string name, object snapshot, Func<TMade> make) where TMade : class
    {
        lock (gate)
        {
            if (kept.TryGetValue(name, out var entry) && ReferenceEquals(entry.Of, snapshot)) return (TMade)entry.Made;
            var made = make();
            kept[name] = (snapshot, made);
            return made;
        }
    }
}

/// <summary>The entries of a list in either order.</summary>
internal sealed class FakeShopifySorted(IReadOnlyList<Entry> entries)
{
    private readonly Lazy<Entry[]> byId = new(() => [.. entries.OrderBy(e => e.Key(false))]);
    private readonly Lazy<Entry[]> byTime = new(() => [.. entries.OrderBy(e => e.Key(true))]);

    public IEnumerable<Entry> By(bool time, bool reverse)
    {
        var sorted = (time ? byTime : byId).Value;
        for (var i = 0; i < sorted.Length; i++) yield return sorted[reverse ? sorted.Length - 1 - i : i];
    }
}
