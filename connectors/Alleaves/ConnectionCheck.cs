using Sync.ConnectorKit;

namespace Sync.Connectors.Alleaves;

/// <summary>Tries the log-in and the first page of each stream.</summary>
internal static class ConnectionCheck
{
    public static async Task<CheckReport> RunAsync(ConnectionContext connection, AlleavesClient client, CancellationToken cancellation)
    {
        var login = await CheckVerdict.TryAsync("credentials", async () =>
        {
            _ = Mapping.Statuses.Of(connection.Settings); // words that cannot be read would stop each read of orders
            await client.EnsureTokenAsync(cancellation).ConfigureAwait(false);
            return client.Location is { } place ? $"The log-in works, for location {place}." : "The log-in works.";
        }).ConfigureAwait(false);
        if (!login.Ok) return new CheckReport([login]);

        var lastDay = connection.Time.GetUtcNow().AddDays(-1);
        var streams = await Task.WhenAll(
            CheckVerdict.TryAsync("customers", async () => Found("customers", (await client.CustomersAsync(1, cancellation).ConfigureAwait(false)).Total)),
            CheckVerdict.TryAsync("orders", async () => Found("orders since yesterday", (await client.OrdersAsync(lastDay, 1, cancellation).ConfigureAwait(false)).Total)),
            CheckVerdict.TryAsync("products", async () => Found("products", (await client.InventoryAsync(cancellation).ConfigureAwait(false)).Rows.Count)))
            .ConfigureAwait(false);
        return new CheckReport([login, .. streams]) { Accounts = [client.Account] };
    }

    private static string Found(string what, long? count) => count is { } n ? FormattableString.Invariant($"{n:N0} {what} found.") : $"Reading {what} works.";
}
