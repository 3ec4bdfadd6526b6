using Sync.Engine.Streams;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>
/// Reads amounts and quantities out of stored documents. We write none beyond <see cref="OrderAmounts.Largest"/>; one that others wrote reads as
/// nothing, since no sum could hold it, until the POS shows the record again.
/// </summary>
internal static class StoredAmount
{
    /// <summary>An amount in major units.</summary>
    public static Money Of(DocumentFields fields, string name, Currency currency) => Money.FromMajor(NumberOf(fields, name), currency);

    /// <summary>A quantity.</summary>
    public static decimal NumberOf(DocumentFields fields, string name) =>
        fields.Number(name) is { } number && Math.Abs(number) <= OrderAmounts.Largest ? number : 0;
}
