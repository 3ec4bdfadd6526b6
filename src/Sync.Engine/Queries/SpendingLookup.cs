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
        var email = Email.Normalise(emailOrId) ?? throw new FormatException("Give an e-mail address or a customer id.");
        var id = emailOrId.Trim();
        var (opening, looking) = (SpendingCurrencies.OpenAsync(tenant, cancellation), tenant.GetAsync(SpendingDocument.KeyPath(email), cancellation));
        await Task.WhenAll(opening, looking);
        var currencies = await opening;
        if (await looking is { } byAddress)
            return SpendingAnswer.Stored(byAddress.Body.Read(), await currencies.OfAddressAsync(email, cancellation));
        return await StoredAsync(tenant, id, currencies, cancellation) ?? await LiveAsync(tenant, id, email, currencies, cancellation);
    }

    private static async Task<SpendingAnswer?> StoredAsync(ITenantStore tenant, string customer, SpendingCurrencies currencies, CancellationToken cancellation) =>
        await tenant.GetAsync(SpendingDocument.KeyPath("cid_" + customer), cancellation) is { } found
            ? SpendingAnswer.Stored(found.Body.Read(), currencies.OfCustomer(customer))
            : null;

    private async Task<SpendingAnswer> LiveAsync(ITenantStore tenant, string id, string email, SpendingCurrencies currencies, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(LiveLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            if (await CustomerIdAsync(tenant, id, email, both.Token) is not { } customer)
                return new SpendingAnswer(await SyncedAsync(tenant, currencies.Connections, both.Token) ? SpendingSource.UnknownCustomer : SpendingSource.NotYetKnown);
            if (customer != id && await StoredAsync(tenant, customer, currencies, both.Token) is { } known) return known;
            var currency = currencies.OfCustomer(customer);
            var (totals, others) = await SumAsync(tenant, customer, currency, both.Token);
            if (totals.Records > 0) return SpendingAnswer.Live(totals, currency);
            if (others) return new SpendingAnswer(SpendingSource.OtherCurrency);
            return new SpendingAnswer(await SyncedAsync(tenant, currencies.Connections, both.Token) ? SpendingSource.NoOrders : SpendingSource.NotYetKnown);
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

    // What was spent in the currency, and whether there is something in another one.
    private static async Task<(SpendingTotals Totals, bool Others)> SumAsync(ITenantStore tenant, string customer, Currency currency, CancellationToken cancellation)
    {
        var query = new DocumentQuery
        {
            Collection = Collections.Orders,
            Filters = [new DocumentFilter("customerId", FilterOperator.Equal, customer)],
            Select = ["createdAt", "currency", "refunded", "status", "total"],
        };
        var (totals, others) = (SpendingTotals.None, false);
        await foreach (var document in tenant.QueryAsync(query, cancellation))
        {
            var f = document.Body.Read();
            if ((f.Text("currency") ?? currency.Code) != currency.Code)
            {
                others = true; // one sum holds one currency
                continue;
            }

            var figures = SaleFigures.Of(
                OrderDocument.StatusOf(f.Text("status")), StoredAmount.Of(f, "total", currency).Minor, StoredAmount.Of(f, "refunded", currency).Minor);
            var at = Ledger.OrderRow.MicrosecondsOf(f.Time("createdAt") ?? DateTimeOffset.UnixEpoch);
            if (figures.Kind == SaleKind.Sale) totals = totals.WithSale(figures.Net, at);
            else if (figures.Kind == SaleKind.Return) totals = totals.WithReturn(figures.Net);
        }

        return (totals, others);
    }

    /// <summary>Whether the orders of every connection that has any were read to their end at least once.</summary>
    private static async Task<bool> SyncedAsync(ITenantStore tenant, IReadOnlyList<Connections.Connection> connections, CancellationToken cancellation)
    {
        foreach (var connection in connections)
        {
            var manifest = await tenant.GetAsync(Ledger.LedgerManifest.PathOf(connection.Id), cancellation);
            if (manifest is null || Ledger.LedgerManifest.From(manifest.Body) is not { } ledger) return false;
            if (!ledger.Completed.Union(ledger.NotOffered).Contains(StreamLoop.NameOf(PosStream.Orders))) return false;
        }

        return connections.Count > 0;
    }
}
