using Sync.ConnectorKit;
using Sync.ConnectorKit.Paging;

namespace Sync.Connectors.Lightspeed;

/// <summary>Speaks to Lightspeed Retail X-Series: every stream is a feed of versions, each with a cursor of its own.</summary>
public sealed partial class LightspeedConnector : IPosConnector
{
    /// <inheritdoc />
    public ConnectorDescriptor Descriptor => LightspeedDescriptor.Value;

    /// <inheritdoc />
    public async Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        RetailerRow? store = null;
        var login = await CheckVerdict.TryAsync("credentials", async () =>
        {
            store = await SignInAsync(connection, cancellation).ConfigureAwait(false);
            return Words.OrNull(store?.Name) is { } name ? $"Connected to {name}." : "The token works.";
        }).ConfigureAwait(false);
        if (!login.Ok) return new CheckReport([login]);

        var client = ClientOf(connection);
        var streams = await Task.WhenAll(
            CheckVerdict.TryAsync("customers", () => FoundAsync("customers", client.CustomersAsync(0, cancellation, 1))),
            CheckVerdict.TryAsync("orders", () => OrdersAsync(client, cancellation)),
            CheckVerdict.TryAsync("products", () => ProductsAsync(client, cancellation)),
            CheckVerdict.TryAsync("inventory", () => FoundAsync("stock", client.InventoryAsync(0, cancellation, 1)))).ConfigureAwait(false);
        if (streams.All(s => s is { Ok: false, Undecided: false })) login = login with { Ok = false, Message = "Lightspeed accepts the token but lets it read nothing. Allow it what is named below; if it is, your plan may not include the API." };
        return new CheckReport([login, .. streams]) { Accounts = LightspeedAccounts.Of(store, connection) };
    }

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, CancellationToken cancellation) =>
        LightspeedStreams.ReadAsync(request, connection, ClientOf(connection), cancellation);

    private static async Task<RetailerRow?> SignInAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        var client = ClientOf(connection);
        await client.EnsureTokenAsync(cancellation).ConfigureAwait(false);
        try
        {
            return (await client.RetailerAsync(cancellation).ConfigureAwait(false)).Data;
        }
        catch (FixSettingsException e) when (e.Setting == Settings.AccessToken)
        {
            // The token is known: only the store's name may not be read with it, which no stream needs.
            return null;
        }
    }

    private static async Task<string> OrdersAsync(LightspeedClient client, CancellationToken cancellation)
    {
        var found = await FoundAsync("sales", client.SalesAsync(0, cancellation, 1)).ConfigureAwait(false);
        var outlets = await client.OutletsAsync(cancellation).ConfigureAwait(false);
        return outlets.Warnings is [] ? found : $"{found} But {string.Join("; ", outlets.Warnings)}.";
    }

    // Lightspeed leaves costs out, without a word, where the permission is missing. One product may have none.
    private static async Task<string> ProductsAsync(LightspeedClient client, CancellationToken cancellation)
    {
        var page = client.ProductsAsync(0, cancellation, 20);
        var found = await FoundAsync("products", page).ConfigureAwait(false);
        var rows = (await page.ConfigureAwait(false)).Rows;
        return rows.Count > 0 && rows.All(r => r?.SupplyPrice.Value is null) ? $"{found} But it tells no costs: allow '{Scopes.Costs}' if you want them." : found;
    }

    private static async Task<string> FoundAsync<T>(string what, Task<FeedPage<T>> page) where T : class, IFeedRow =>
        (await page.ConfigureAwait(false)).Rows.Count > 0 ? $"Reading {what} works." : $"Reading {what} works; there are none yet.";

    private static LightspeedClient ClientOf(ConnectionContext connection) => connection.Session(c => new LightspeedClient(c));
}

/// <summary>What a store is told by: its id, where that may be read, and its address.</summary>
internal static class LightspeedAccounts
{
    // A store may rename its address, but not its id. The address goes with it: another connection to the store may not read the id.
    public static IReadOnlyList<string> Of(RetailerRow? store, ConnectionContext connection)
    {
        var address = connection.Settings.Text(Settings.DomainPrefix)!;
        return Words.OrNull(store?.Id) is { } id ? [id, address] : [address];
    }

    /// <summary>By the ids where both are known: an address that was given up may be another store's now.</summary>
    public static bool AreApart(IReadOnlyList<string> before, IReadOnlyList<string> now) =>
        before is [var one, _] && now is [var other, _] ? one != other : ConnectorDescriptor.AreApart(before, now);
}
