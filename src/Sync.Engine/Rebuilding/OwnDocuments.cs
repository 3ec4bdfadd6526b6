using System.Runtime.CompilerServices;
using Sync.Engine.Documents;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>
/// Reads the stored documents of one connection out of the collections that it shares with the org's others. Those of another lie
/// together, by the prefix of their ids, and are left out unread: each costs a read on Firestore, and a second POS system or a large
/// file would be read through whenever its neighbour is put right.
/// </summary>
internal sealed class OwnDocuments(ITenantStore store, DocumentScope scope)
{
    // Before the POS's id of a customer, in the id of what they have spent.
    private const string Spending = "cid_";

    // No id sorts after one that goes on with it; one that did would be read and be found to be another's.
    private const string Last = "\U0010FFFF";

    /// <summary>The documents of a collection whose ids are the POS's own.</summary>
    public IAsyncEnumerable<StoredDocument> In(string collection, CancellationToken cancellation) => In(collection, "", null, cancellation);

    /// <summary>What its customers have spent, under their ids.</summary>
    public IAsyncEnumerable<StoredDocument> SpendingAsync(CancellationToken cancellation) => In(Collections.CustomerSpending, Spending, null, cancellation);

    /// <summary>Every document of a collection, whosever it is.</summary>
    public IAsyncEnumerable<StoredDocument> AllAsync(string collection, CancellationToken cancellation) =>
        store.QueryAsync(new DocumentQuery { Collection = collection }, cancellation);

    /// <summary>Whether there is any document of the connection. All collections are asked at once: the first sync waits for it.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellation)
    {
        var asked = Collections.Tenant.Except([Collections.CustomerSpending, Collections.People]).Select(c => AnyAsync(c, "", cancellation))
            .Append(AnyAsync(Collections.CustomerSpending, Spending, cancellation));
        return (await Task.WhenAll(asked)).Contains(true);
    }

    private async Task<bool> AnyAsync(string collection, string before, CancellationToken cancellation)
    {
        await foreach (var _ in In(collection, before, 1, cancellation)) return true;
        return false;
    }

    private async IAsyncEnumerable<StoredDocument> In(
        string collection, string before, int? limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (after, end) in Ranges(before + scope.Prefix, before))
            await foreach (var document in store.QueryAsync(new DocumentQuery { Collection = collection, StartAfterId = after, BeforeId = end, Limit = limit }, cancellation))
                yield return document;
    }

    // From where to where ids begin with a text, and with none of the others' beginnings.
    private IEnumerable<(string? After, string? Before)> Ranges(string begin, string before)
    {
        string? after = begin.Length == 0 ? null : begin;
        foreach (var other in scope.OtherPrefixes.Select(p => before + p).Where(p => p.StartsWith(begin, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            yield return (after, other);
            after = other + Last;
        }

        yield return (after, begin.Length == 0 ? null : begin[..^1] + (char)(begin[^1] + 1));
    }
}
