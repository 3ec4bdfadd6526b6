using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Streams;
using Sync.Insights.Sales;
using Sync.Insights.Spending;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>
/// What a customer has spent: from the computed documents by address, else by id; where neither is there yet, summed live from
/// their orders within a time limit. Never answers zero for "not known".
/// </summary>
public sealed class SpendingLookup(IDocumentStore store, TimeProvider time)
{
    /// <summary>How long a live sum may take.</summary>
    public static TimeSpan LiveLimit { get; } = TimeSpan.FromSeconds(8);

    /// <summary>Looks up an address (in any case) or a customer id.</summary>
    public async Task<SpendingAnswer> FindAsync(OrgId org, string emailOrId, CancellationToken cancellation = default)
    {
        var tenant = store.OpenTenant(org);
        var settings = await Orgs.OrgDirectory.GetAsync(tenant, cancellation);
        var currency = Currency.Of(settings.Currency);
        var email = Email.Normalise(emailOrId) ?? throw new FormatException("Give an e-mail address or a customer id.");
        foreach (var key in (string[])[email, "cid_" + emailOrId.Trim()])
            if (await tenant.GetAsync(KeyOf(key), cancellation) is { } found) return SpendingAnswer.Stored(found.Body.Read(), currency);
        return await LiveAsync(tenant, emailOrId.Trim(), email, currency, cancellation);
    }

    private static DocumentPath KeyOf(string key) => new(Collections.CustomerSpending, DocumentId.Escape(key));

    private async Task<SpendingAnswer> LiveAsync(ITenantStore tenant, string id, string email, Currency currency, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(LiveLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var customer = await CustomerIdAsync(tenant, id, email, both.Token);
            if (customer is not null && customer != id && await tenant.GetAsync(KeyOf("cid_" + customer), both.Token) is { } known)
                return SpendingAnswer.Stored(known.Body.Read(), currency);
            var totals = customer is null ? SpendingTotals.None : await SumAsync(tenant, customer, currency, both.Token);
            if (totals.Records > 0) return SpendingAnswer.Live(totals, currency);
            return await SyncedAsync(tenant, both.Token)
                ? new SpendingAnswer(customer is null ? SpendingSource.UnknownCustomer : SpendingSource.NoOrders)
                : new SpendingAnswer(SpendingSource.NotYetKnown);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new SpendingAnswer(SpendingSource.NotYetKnown);
        }
    }

    private static async Task<string?> CustomerIdAsync(ITenantStore tenant, string id, string email, CancellationToken cancellation)
    {
        if (await tenant.GetAsync(new DocumentPath(Collections.Customers, DocumentId.Escape(id)), cancellation) is not null) return id;
        var query = new DocumentQuery
        {
            Collection = Collections.Customers,
            Filters = [new DocumentFilter("email", FilterOperator.Equal, email)],
            Select = ["id"],
            Limit = 1,
        };
        await foreach (var document in tenant.QueryAsync(query, cancellation)) return document.Body.Read().Text("id");
        return null;
    }

    private static async Task<SpendingTotals> SumAsync(ITenantStore tenant, string customer, Currency currency, CancellationToken cancellation)
    {
        var query = new DocumentQuery
        {
            Collection = Collections.Orders,
            Filters = [new DocumentFilter("customerId", FilterOperator.Equal, customer)],
            Select = ["createdAt", "currency", "refunded", "status", "total"],
        };
        var totals = SpendingTotals.None;
        await foreach (var document in tenant.QueryAsync(query, cancellation))
        {
            var f = document.Body.Read();
            if ((f.Text("currency") ?? currency.Code) != currency.Code) continue; // one sum holds one currency
            var figures = SaleFigures.Of(
                OrderDocument.StatusOf(f.Text("status")), Money.FromMajor(f.Number("total") ?? 0, currency).Minor, Money.FromMajor(f.Number("refunded") ?? 0, currency).Minor);
            var at = Ledger.OrderRow.MicrosecondsOf(f.Time("createdAt") ?? DateTimeOffset.UnixEpoch);
            if (figures.Kind == SaleKind.Sale) totals = totals.WithSale(figures.Net, at);
            else if (figures.Kind == SaleKind.Return) totals = totals.WithReturn(figures.Net);
        }

        return totals;
    }

    /// <summary>Whether the orders of every connection that has any were read to their end at least once.</summary>
    private static async Task<bool> SyncedAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var connections = (await Connections.ConnectionDirectory.ListAsync(tenant, cancellation)).Where(c => !c.Unconfirmed).ToList();
        foreach (var connection in connections)
        {
            var manifest = await tenant.GetAsync(Ledger.LedgerManifest.PathOf(connection.Id), cancellation);
            if (manifest is null || Ledger.LedgerManifest.From(manifest.Body) is not { } ledger) return false;
            if (!ledger.Completed.Union(ledger.NotOffered).Contains(StreamLoop.NameOf(PosStream.Orders))) return false;
        }

        return connections.Count > 0;
    }
}
