using Sync.Engine.Ledger;

namespace Sync.Engine.Streams;

/// <summary>
/// The ids that the pages of one read said are deleted. They wait for the read's end: a later page may bring the record
/// again, and all of a read's removals are weighed together against the org's limit.
/// </summary>
internal sealed class Deletions
{
    private readonly Dictionary<StableHash, string> ids = [];

    public bool Any => ids.Count > 0;

    /// <summary>What is to go, by key.</summary>
    public IReadOnlyDictionary<StableHash, string> Ids => ids;

    public void Add(string id) => ids[StableHash.Of(id)] = id;

    /// <summary>The record was there on a later page.</summary>
    public void TakeBack(StableHash key)
    {
        if (ids.Count > 0) ids.Remove(key);
    }

    public bool Has(StableHash key) => ids.Count > 0 && ids.ContainsKey(key);
}
