using Sync.ConnectorKit;

namespace Sync.Connectors.Square;

/// <summary>Speaks to Square: customers, orders and returns, the catalog's variations and their stock, by what changed.</summary>
public sealed class SquareConnector : IPosConnector
{
    /// <inheritdoc />
    public ConnectorDescriptor Descriptor => SquareDescriptor.Value;

    /// <inheritdoc />
    public Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation) =>
        new SquareCheck(connection, ClientOf(connection)).RunAsync(cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, CancellationToken cancellation) =>
        new SquareStreams(connection, ClientOf(connection)).ReadAsync(request, cancellation);

    private static SquareClient ClientOf(ConnectionContext connection) => connection.Session(c => new SquareClient(c));
}

/// <summary>Asks Square which permissions the token has; where it does not say, tries the smallest read of each stream.</summary>
internal sealed class SquareCheck(ConnectionContext connection, SquareClient client)
{
    private static readonly (string What, string[] Scopes)[] Needs =
    [
        ("customers", [Scope.Customers]),
        ("orders", [Scope.Orders, Scope.Locations]),
        ("products", [Scope.Catalog]),
        ("inventory", [Scope.Inventory]),
    ];

    public async Task<CheckReport> RunAsync(CancellationToken cancellation)
    {
        List<string>? scopes = null;
        var credentials = await TryAsync("credentials", async () =>
        {
            scopes = await ScopesAsync(cancellation).ConfigureAwait(false);
            return "The sign-in works.";
        }).ConfigureAwait(false);
        if (!credentials.Ok) return new CheckReport([credentials]);

        var verdicts = scopes is null
            ? await Task.WhenAll(Needs.Select(n => TryStreamAsync(n.What, cancellation))).ConfigureAwait(false)
            : [.. Needs.Select(n => ByScopes(n.What, n.Scopes, scopes))];
        if (verdicts.Single(v => v.What == "orders").Ok) verdicts = [.. verdicts.Where(v => v.What != "orders"), await OrdersAsync(cancellation).ConfigureAwait(false)];
        return new CheckReport([credentials, .. verdicts, .. Loyalty(scopes)]);
    }

    // A token that may do anything at all may ask for its own permissions.
    private async Task<List<string>?> ScopesAsync(CancellationToken cancellation)
    {
        try
        {
            var answer = await client.PostAsync("/oauth2/token/status", new Ask(), null, cancellation).ConfigureAwait(false);
            var scopes = (answer.Scopes ?? []).OfType<string>().ToList();
            return scopes.Count > 0 ? scopes : null;
        }
        catch (Exception e) when (e is FixSettingsException { Setting: not Settings.BaseUrl } or ConnectorBugException)
        {
            return null;
        }
    }

    private static CheckVerdict ByScopes(string what, string[] needed, List<string> scopes)
    {
        var missing = needed.Except(scopes).ToList();
        return missing.Count == 0
            ? new CheckVerdict(what, true, $"Reading {what} is allowed.")
            : new CheckVerdict(what, false, $"The permission {string.Join(" and ", missing)} is missing. Connect to Square again and allow it.");
    }

    // Points are an extra: without the permission the rest is as good.
    private static IEnumerable<CheckVerdict> Loyalty(List<string>? scopes) => scopes is null ? [] :
    [
        new CheckVerdict("loyalty points", true, scopes.Contains(Scope.Loyalty)
            ? "Reading loyalty points is allowed."
            : $"Loyalty points are left out: the permission {Scope.Loyalty} was not given."),
    ];

    private Task<CheckVerdict> OrdersAsync(CancellationToken cancellation) => TryAsync("orders", async () =>
    {
        var places = await client.LocationsAsync(cancellation).ConfigureAwait(false);
        var others = places.Where(p => p.Currency is { Length: > 0 } code && code != connection.Currency.Code).ToList();
        return others.Count == 0
            ? FormattableString.Invariant($"{places.Count} locations found.")
            : throw new FixSettingsException(
                "currency", $"{others[0].Name ?? others[0].Id} sells in {others[0].Currency}, not in {connection.Currency.Code}: its orders would be left out.", "A location has another currency.");
    });

    private Task<CheckVerdict> TryStreamAsync(string what, CancellationToken cancellation) => TryAsync(what, async () =>
    {
        var one = new Ask { Limit = 1 };
        if (what == "customers") await client.PostAsync("/v2/customers/search", one, Scope.Customers, cancellation).ConfigureAwait(false);
        else if (what == "products") await client.PostAsync("/v2/catalog/search", one with { ObjectTypes = ["ITEM"] }, Scope.Catalog, cancellation).ConfigureAwait(false);
        else if (what == "inventory") await client.PostAsync("/v2/inventory/counts/batch-retrieve", one, Scope.Inventory, cancellation).ConfigureAwait(false);
        else await TryOrdersAsync(one, cancellation).ConfigureAwait(false);
        return $"Reading {what} works.";
    });

    private async Task TryOrdersAsync(Ask one, CancellationToken cancellation)
    {
        var places = await client.LocationsAsync(cancellation).ConfigureAwait(false);
        if (places.Count == 0) return;
        await client.PostAsync("/v2/orders/search", one with { LocationIds = [places[0].Id!] }, Scope.Orders, cancellation).ConfigureAwait(false);
    }

    private static async Task<CheckVerdict> TryAsync(string what, Func<Task<string>> attempt)
    {
        try
        {
            return new CheckVerdict(what, true, await attempt().ConfigureAwait(false));
        }
        catch (ConnectorException e)
        {
            return new CheckVerdict(what, false, e.OwnerMessage);
        }
    }
}
