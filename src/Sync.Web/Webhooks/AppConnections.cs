using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Web.Webhooks;

/// <summary>
/// Which connections, of whatever org, read an account through the operator's app. All orgs are looked through for that, so what was
/// found is remembered; nothing of it is told to anybody, and each org's documents are read in that org's scope.
/// </summary>
internal sealed class AppConnections(SyncServices services, ILogger log)
{
    private const int AtOnce = 8;

    // Older than this, it is looked up again; meanwhile the old serves, so that nobody waits for hundreds of orgs.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(10);

    // An account that is not found may have been connected just now; whoever names many that are none must not have all read each time.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private volatile Found? last;
    private Task<Found>? under;

    /// <summary>The connections that read an account, in order of org and id; none where there are none.</summary>
    /// <exception cref="StoreException">The store does not answer.</exception>
    public async Task<IReadOnlyList<(OrgId Org, string Connection)>> FindAsync(string connector, string account)
    {
        var found = await RecentAsync();
        if (found.Of(connector, account) is { Count: > 0 } there) return there;
        if (AgeOf(found) < BetweenLooks) return [];
        return (await LookAgainAsync()).Of(connector, account);
    }

    private async Task<Found> RecentAsync()
    {
        if (last is not { } found || AgeOf(found) > Oldest) return await LookAgainAsync();
        if (AgeOf(found) > Life) _ = LookMeanwhileAsync();
        return found;
    }

    private async Task LookMeanwhileAsync()
    {
        try
        {
            await LookAgainAsync();
        }
        catch (Exception e)
        {
            WebhookLog.AccountsNotLookedUp(log, WebhookExchange.NameOf(e));
        }
    }

    private Task<Found> LookAgainAsync()
    {
        lock (gate) return under is { IsCompleted: false } ? under : under = Task.Run(LookAsync);
    }

    private async Task<Found> LookAsync()
    {
        var all = new ConcurrentBag<(string Connector, string Account, OrgId Org, string Connection)>();
        await Parallel.ForEachAsync(services.Store.ListTenantsAsync(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (org, cancellation) =>
        {
            foreach (var connection in (await ConnectionDirectory.ListAsync(services.Store.OpenTenant(org), cancellation)).Where(IsOfApp))
                foreach (var account in connection.Accounts) all.Add((connection.Connector, account, org, connection.Id));
        });
        var found = new Found(services.Time.GetTimestamp(), all.OrderBy(a => a.Org.Value, StringComparer.Ordinal).ThenBy(a => a.Connection, StringComparer.Ordinal)
            .ToLookup(a => (a.Connector, a.Account), a => (a.Org, a.Connection)));
        return last = found;
    }

    // One with an app of its own, or at another address than the POS's own, is no business of the operator's app: it could name any account.
    private bool IsOfApp(Connection connection) =>
        services.Apps.GetValueOrDefault(connection.Connector) is { } app && app.Serves(connection.Given) && services.Connectors.All.Any(c => c.Descriptor.Id == connection.Connector && c is IAppWebhookConnector);

    private TimeSpan AgeOf(Found found) => services.Time.GetElapsedTime(found.At);

    private sealed record Found(long At, ILookup<(string Connector, string Account), (OrgId Org, string Connection)> Accounts)
    {
        public IReadOnlyList<(OrgId Org, string Connection)> Of(string connector, string account) => [.. Accounts[(connector, account)]];
    }
}
