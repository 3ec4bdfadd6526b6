namespace Sync.Store;

/// <summary>Counts store operations by collection, as Firestore bills them. Safe to use from several threads.</summary>
public sealed class StoreUsage
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, StoreOperations> byCollection = new(StringComparer.Ordinal);

    /// <summary>Adds operations on a collection (the tenant's own document counts under an empty name).</summary>
    public void Add(string collection, long reads = 0, long writes = 0, long deletes = 0)
    {
        lock (gate)
            byCollection[collection] = byCollection.GetValueOrDefault(collection) + new StoreOperations(reads, writes, deletes);
    }

    /// <summary>The counts so far, by collection.</summary>
    public IReadOnlyDictionary<string, StoreOperations> ByCollection
    {
        get { lock (gate) return new SortedDictionary<string, StoreOperations>(byCollection, StringComparer.Ordinal); }
    }

    /// <summary>All of the counts so far.</summary>
    public StoreOperations Total
    {
        get { lock (gate) return byCollection.Values.Aggregate(default(StoreOperations), (a, b) => a + b); }
    }
}

/// <summary>How many documents were read, written and deleted.</summary>
/// <param name="Reads">Documents read; a query that finds none counts one.</param>
/// <param name="Writes">Documents created, merged or replaced.</param>
/// <param name="Deletes">Documents removed.</param>
public readonly record struct StoreOperations(long Reads, long Writes, long Deletes)
{
    /// <summary>Both together.</summary>
    public static StoreOperations operator +(StoreOperations a, StoreOperations b) =>
        new(a.Reads + b.Reads, a.Writes + b.Writes, a.Deletes + b.Deletes);

    /// <summary>What the first has more than the second.</summary>
    public static StoreOperations operator -(StoreOperations a, StoreOperations b) =>
        new(a.Reads - b.Reads, a.Writes - b.Writes, a.Deletes - b.Deletes);
}
