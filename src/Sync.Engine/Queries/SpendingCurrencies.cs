using Sync.Engine.Connections;
using Sync.Engine.Documents;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>Tells in which currency a sum of spending is: that of the connection which the customer is known by.</summary>
internal sealed class SpendingCurrencies(ITenantStore tenant, OrgSettings org, IReadOnlyList<Connection> connections)
{
    // More people than that do not share an address, and a lookup is to be quick.
    private const int MostOfOneAddress = 20;

    /// <summary>Where they are known from.</summary>
    /// <exception cref="Orgs.OrgException">There is no such org.</exception>
    public static async Task<SpendingCurrencies> OpenAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var (org, listing) = (Orgs.OrgDirectory.GetAsync(tenant, cancellation), ConnectionDirectory.ListAsync(tenant, cancellation));
        await Task.WhenAll(org, listing);
        return new SpendingCurrencies(tenant, await org, [.. (await listing).Where(c => !c.Unconfirmed)]);
    }

    /// <summary>The connections that count.</summary>
    public IReadOnlyList<Connection> Connections => connections;

    /// <summary>Of a customer, by the id that documents have.</summary>
    public Currency OfCustomer(string key) => Of(OwnerOf(key));

    /// <summary>Of an address: the first connection that has sold to it decides for all, as when its document is made.</summary>
    public async Task<Currency> OfAddressAsync(string email, CancellationToken cancellation)
    {
        if (connections.Select(Of).Distinct().ToList() is [var only]) return only;
        var query = new DocumentQuery
        {
            Collection = Collections.Customers,
            Filters = [new DocumentFilter("email", FilterOperator.Equal, email)],
            Select = ["id"],
            Limit = MostOfOneAddress,
        };
        List<string> keys = [];
        await foreach (var document in tenant.QueryAsync(query, cancellation))
            if (document.Body.Read().Text("id") is { } id) keys.Add(id);
        var sums = await tenant.GetManyAsync([.. keys.Select(k => SpendingDocument.KeyPath("cid_" + k))], cancellation);
        var sold = keys.Where((_, i) => sums[i] is not null).Select(OwnerOf).ToHashSet();
        return Of(connections.FirstOrDefault(sold.Contains));
    }

    private Connection? OwnerOf(string key) => KeyOwner.Of(connections, key);

    private Currency Of(Connection? connection) => Currency.Of(connection?.Given.GetValueOrDefault("currency") ?? org.Currency);
}
