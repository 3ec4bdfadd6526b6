namespace Sync.Store;

/// <summary>
/// Firestore's list price in US dollars for single documents, the multi-region of the United States. Source:
/// https://cloud.google.com/firestore/pricing. Storage and traffic are not in it.
/// </summary>
public static class PriceList
{
    /// <summary>100,000 reads.</summary>
    public const decimal Reads = 0.06m;

    /// <summary>100,000 writes.</summary>
    public const decimal Writes = 0.18m;

    /// <summary>100,000 deletes.</summary>
    public const decimal Deletes = 0.02m;

    /// <summary>Syncs of a tenant in a month of 30 days, at one each half hour.</summary>
    public const int RunsPerMonth = 48 * 30;

    /// <summary>What these operations cost, in US dollars.</summary>
    public static decimal Of(StoreOperations operations) =>
        ((operations.Reads * Reads) + (operations.Writes * Writes) + (operations.Deletes * Deletes)) / 100_000m;

    /// <summary>What a tenant costs in a month if every run costs these operations, in US dollars.</summary>
    public static decimal PerMonth(StoreOperations perRun) => Of(perRun) * RunsPerMonth;
}
