using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Engine.Writing;
using Sync.Insights.Spending;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.People;

/// <summary>
/// Writes what was spent under each address, at whichever connection. Pounds and dollars make no sum: the earliest connection
/// that sold to an address says in which currency its document is.
/// </summary>
internal sealed class EmailSpendingWriter(ITenantStore tenant, DocumentSink sink, LedgerTable book, IReadOnlyList<ConnectionCustomers> connections)
{
    private readonly Dictionary<StableHash, Sum> sums = [];
    private readonly HashSet<StableHash> untold = [];
    private readonly RowWriter row = new();

    /// <summary>Brings all addresses up to date.</summary>
    /// <param name="anew">Whether the stored documents tell what there is, and not what is remembered.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task WriteAsync(bool anew, CancellationToken cancellation)
    {
        foreach (var connection in connections) Add(connection);
        var before = anew ? await StoredAsync(cancellation) : Remembered();
        foreach (var (key, sum) in sums)
            if (!untold.Contains(key)) await WriteAsync(key, sum, before);
        foreach (var (key, (email, _)) in before)
            if (!sums.ContainsKey(key) && !untold.Contains(key)) await RemoveAsync(key, email);
    }

    private void Add(ConnectionCustomers connection) => connection.Table.ForEach((_, _, bytes) =>
    {
        CustomerRow.ReadKeys(bytes, out var email, out _);
        if (CustomerDirectory.KeyOfEmail(email) is not { } key) return;
        if (connection.Blocked) untold.Add(key);
        var lifetime = CustomerRow.Read(bytes).Lifetime;
        if (lifetime.Records == 0) return;
        if (!sums.TryGetValue(key, out var sum)) sums[key] = new Sum(email!, connection.Currency, lifetime);
        else if (sum.Currency.Equals(connection.Currency)) sums[key] = sum with { Totals = sum.Totals + lifetime };
    });

    private async Task WriteAsync(StableHash key, Sum sum, Dictionary<StableHash, (string Email, ulong Print)> before)
    {
        var body = SpendingDocument.Body(tenant.Org, null, sum.Email, sum.Totals, sum.Currency);
        var print = BodyParts.Print(body);
        var isNew = !before.TryGetValue(key, out var known);
        if (isNew || known.Print != print)
            await sink.AddAsync(new PendingRecord
            {
                Id = sum.Email,
                Upserts = [new Upsert(SpendingDocument.EmailPath(sum.Email), body, DocumentBody.Empty, SpendingDocument.Gone(sum.Totals, sum.Email), isNew)],
            });
        row.Clear();
        row.Fingerprint(print);
        if (!book.TryGet(key, out var bytes) || !bytes.SequenceEqual(row.Written)) book.Set(sum.Email, key, row.Written);
    }

    private ValueTask RemoveAsync(StableHash key, string email)
    {
        book.Remove(key);
        return sink.AddAsync(new PendingRecord { Id = email, Upserts = [], Deletes = [SpendingDocument.EmailPath(email)] });
    }

    private Dictionary<StableHash, (string Email, ulong Print)> Remembered()
    {
        var known = new Dictionary<StableHash, (string, ulong)>();
        foreach (var key in book.Keys())
        {
            book.TryGet(key, out var bytes);
            known[key] = (book.IdOf(key), new RowReader(bytes).Fingerprint64());
        }

        return known;
    }

    private async Task<Dictionary<StableHash, (string Email, ulong Print)>> StoredAsync(CancellationToken cancellation)
    {
        foreach (var key in book.Keys()) book.Remove(key);
        var known = new Dictionary<StableHash, (string, ulong)>();
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collections.CustomerSpending }, cancellation))
        {
            var email = DocumentId.Unescape(document.Path.Id);
            if (email.StartsWith("cid_", StringComparison.Ordinal) || CustomerDirectory.KeyOfEmail(email) is not { } key) continue;
            known[key] = (email, BodyParts.Print(document.Body.CanonicalOf(SpendingDocument.Fields)));
        }

        return known;
    }

    private sealed record Sum(string Email, Currency Currency, SpendingTotals Totals);
}
