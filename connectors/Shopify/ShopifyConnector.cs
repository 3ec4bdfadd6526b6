using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.Shopify;

/// <summary>Speaks to Shopify's Admin GraphQL API: all records by id, or what changed by time.</summary>
public sealed partial class ShopifyConnector : IPosConnector
{
    /// <inheritdoc />
    public ConnectorDescriptor Descriptor => ShopifyDescriptor.Value;

    /// <inheritdoc />
    public Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation) =>
        new ShopifyCheck(connection, cancellation).RunAsync();

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, CancellationToken cancellation)
    {
        var streams = new ShopifyStreams(connection, connection.Session(c => new ShopifyClient(c)), new Warnings());
        var place = Place.For(request.Cursor, connection.Settings, connection.Time.GetUtcNow());
        return request.Stream switch
        {
            PosStream.Customers => streams.CustomersAsync(place, cancellation),
            PosStream.Orders => streams.OrdersAsync(place, cancellation),
            PosStream.Products => streams.ProductsAsync(place, cancellation),
            PosStream.Inventory => streams.StockAsync(request.Cursor, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Stream, "Shopify has no such stream."),
        };
    }
}

/// <summary>What is true of an app as a whole, in the owner's words.</summary>
internal static class Facts
{
    public const string OnlyRecent = "The app sees the last 60 days of orders only: for older ones Shopify must approve the permission read_all_orders";

    /// <summary>
    /// What is wrong with a version that Shopify does not list as supported; null where nothing is. Shopify answers for a
    /// retired version with its oldest living one, without an error.
    /// </summary>
    public static string? Retired(string version, List<VersionRow?>? versions) =>
        versions is not { Count: > 0 } || versions.Any(v => v?.Handle == version && v.Supported == true)
            ? null
            : $"Shopify does not support version {version} of its API any more and answers with another: update Sync, or set the API version to a supported one";
}

/// <summary>Tries the token, and each stream with a single record.</summary>
internal sealed class ShopifyCheck(ConnectionContext connection, CancellationToken cancellation)
{
    private const int SomeCustomers = 25;

    private static readonly (PosStream Stream, string[] Needs)[] Tried =
    [
        (PosStream.Customers, [Scopes.Customers]),
        (PosStream.Orders, [Scopes.Orders]),
        (PosStream.Products, [Scopes.Products]),
        (PosStream.Inventory, [Scopes.Inventory, Scopes.Locations]),
    ];

    public async Task<CheckReport> RunAsync()
    {
        var (shop, credentials) = await ShopAsync().ConfigureAwait(false);
        if (shop is null) return new CheckReport([credentials]);

        var granted = (shop.CurrentAppInstallation?.AccessScopes ?? []).Select(s => s?.Handle).ToHashSet();
        var streams = await Task.WhenAll(Tried.Select(t => StreamAsync(t.Stream, t.Needs, granted))).ConfigureAwait(false);
        return new CheckReport([credentials, .. streams, .. Odd(shop)]) { Accounts = [ShopifyOAuth.HostOf(connection.Settings.Text(Settings.Shop))] };
    }

    private async Task<(ShopData?, CheckVerdict)> ShopAsync()
    {
        try
        {
            var client = connection.Session(c => new ShopifyClient(c));
            var reply = await client.AskAsync(
                Queries.ShopInfo, _ => new JsonObject(), ShopifyJson.Default.AnswerShopData, "", cancellation).ConfigureAwait(false);
            return (reply.Data, new CheckVerdict("credentials", true, $"The token works, for the shop {reply.Data.Shop?.Name}."));
        }
        catch (ConnectorException e)
        {
            return (null, CheckVerdict.Failed("credentials", e));
        }
    }

    private async Task<CheckVerdict> StreamAsync(PosStream stream, string[] needs, HashSet<string?> granted)
    {
        var what = stream.ToString().ToLowerInvariant();
        // A permission to write brings the one to read with it.
        var missing = needs.Where(s => !granted.Contains(s) && !granted.Contains(s.Replace("read_", "write_", StringComparison.Ordinal))).ToList();
        if (granted.Count > 0 && missing.Count > 0)
            return new CheckVerdict(what, false, $"The app lacks the permission {string.Join(" and ", missing)}. Grant it at Shopify and install the app again.");
        try
        {
            var withheld = await TryAsync(stream).ConfigureAwait(false);
            var limits = stream == PosStream.Orders && !granted.Contains(Scopes.AllOrders) ? [Facts.OnlyRecent, .. withheld] : withheld;
            return new CheckVerdict(what, true, limits.Count == 0 ? $"Reading {what} works." : $"Reading {what} works. {string.Join(". ", limits)}.");
        }
        catch (ConnectorException e)
        {
            return CheckVerdict.Failed(what, e);
        }
    }

    // A single record of each shows what is refused and what is withheld.
    private async Task<IReadOnlyList<string>> TryAsync(PosStream stream)
    {
        var client = connection.Session(c => new ShopifyClient(c));
        var warnings = new Warnings();
        var withheld = stream switch
        {
            PosStream.Customers => await CustomersAsync(client, warnings).ConfigureAwait(false),
            PosStream.Orders => (await client.AskAsync(Queries.Orders, _ => One(("begin", false)), ShopifyJson.Default.AnswerOrdersData, Scopes.Orders, cancellation).ConfigureAwait(false)).Withheld,
            PosStream.Products => (await client.AskAsync(
                Queries.Products, _ => One(("cost", client.MaySeeCosts)), ShopifyJson.Default.AnswerProductsData, Scopes.Products, cancellation).ConfigureAwait(false)).Withheld,
            _ => (await client.AskAsync(
                Queries.Stock, _ => new JsonObject { ["places"] = 1, ["first"] = 1 }, ShopifyJson.Default.AnswerStockData, Scopes.Inventory, cancellation).ConfigureAwait(false)).Withheld,
        };
        warnings.Withheld(withheld);
        return warnings.Lines;
    }

    // What is withheld without a word shows in several only.
    private async Task<IReadOnlyList<string>> CustomersAsync(ShopifyClient client, Warnings warnings)
    {
        var some = One();
        some["first"] = SomeCustomers;
        var reply = await client.AskAsync(Queries.Customers, _ => some, ShopifyJson.Default.AnswerCustomersData, Scopes.Customers, cancellation).ConfigureAwait(false);
        var unsaid = new Unsaid();
        foreach (var row in reply.Data.Customers!.Rows.OfType<CustomerRow>()) unsaid.Note(row);
        if (reply.Withheld.Count == 0 && unsaid.Warning is { } warning) warnings.Once(warning);
        return reply.Withheld;
    }

    private static JsonObject One(params (string Name, bool Value)[] more)
    {
        var variables = new JsonObject { ["first"] = 1, ["sort"] = "ID", ["reverse"] = true };
        foreach (var (name, value) in more)
        {
            variables[name] = value;
            variables["nested"] = 1;
        }

        return variables;
    }

    private IEnumerable<CheckVerdict> Odd(ShopData shop)
    {
        var version = connection.Settings.Text(Settings.ApiVersion) ?? ShopifyDescriptor.DefaultVersion;
        if (Facts.Retired(version, shop.PublicApiVersions) is { } retired) yield return new CheckVerdict("api version", false, retired + ".");
        if (shop.Shop?.CurrencyCode is { Length: > 0 } code && code != connection.Currency.Code)
            yield return new CheckVerdict("currency", false, $"The shop sells in {code}, but Sync counts in {connection.Currency}: its sales would be left out. Set the currency to {code} in Sync's settings.");
    }
}
