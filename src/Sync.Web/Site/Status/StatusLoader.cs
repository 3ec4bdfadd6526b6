using System.Globalization;
using Sync.Engine.Connections;
using Sync.Engine.Queries;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Runs;

namespace Sync.Web.Site.Status;

/// <summary>Puts together how an org stands: its connections, what their last runs left, the run that goes on, what was sold.</summary>
internal sealed class StatusLoader(SyncServices services, LiveRuns live, ElsewhereLooks elsewhere, SalesOfDays sales)
{
    private static readonly TimeSpan CoveredFor = TimeSpan.FromSeconds(2);

    /// <summary>What tells of a run.</summary>
    public async Task<StatusFacts> FactsAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var status = await StatusReader.ReadAsync(tenant, cancellation);
        return new StatusFacts(status, status.Connections.ToDictionary(c => c.Id, c => services.Connectors.Find(c.Connector).Descriptor));
    }

    /// <summary>The same with the run that another process carries out, and how far it has come, for somebody who watches: one read, often none.</summary>
    public async Task<StatusFacts> ElsewhereAsync(ITenantStore tenant, StatusFacts known, CancellationToken cancellation)
    {
        var other = await elsewhere.FindAsync(tenant, services.Runner, cancellation);
        if (other is null) return known with { Elsewhere = null };
        var same = other.Id == known.Elsewhere?.Id;
        var covered = known.CoveredAt is { } at && services.Time.GetElapsedTime(at) < CoveredFor;
        if (same && (covered || other.Run is { Stages.Count: > 0 })) return known with { Elsewhere = other };
        // Another run than before may read what was connected meanwhile; of one that does not say how far it is, what is stored of the past does.
        var facts = same ? known : await FactsAsync(tenant, cancellation);
        return facts with { Elsewhere = other, Coverage = await CoverageAsync(tenant, facts, cancellation), CoveredAt = services.Time.GetTimestamp() };
    }

    /// <summary>The whole page.</summary>
    public async Task<StatusModel> LoadAsync(SiteContext site, CancellationToken cancellation)
    {
        var tenant = site.Scope!.Tenant;
        var facts = await AllAsync(tenant, cancellation);
        var now = facts.Live(live.Find(tenant.Org), services.Time.GetUtcNow());
        var connections = facts.Status.Connections.Select(c => Connection(site, facts, c, now)).ToList();
        var known = KnownDays.Of(facts, site.Settings!, services.Time.GetUtcNow());
        return new StatusModel(site, connections, now) { Sales = connections.Count == 0 ? null : await sales.LoadAsync(tenant, site.Settings!, facts.Status.Version, known, cancellation) };
    }

    /// <summary>One connection; null where the org has none of that id.</summary>
    public async Task<ConnectionPageModel?> LoadAsync(SiteContext site, string id, CancellationToken cancellation)
    {
        var facts = await AllAsync(site.Scope!.Tenant, cancellation);
        if (facts.Status.Connections.FirstOrDefault(c => c.Id == id) is not { } connection) return null;
        var now = facts.Live(live.Find(site.Scope.Org), services.Time.GetUtcNow());
        return new ConnectionPageModel(site, Connection(site, facts, connection, now), now);
    }

    private async Task<StatusFacts> AllAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var known = await FactsAsync(tenant, cancellation);
        var (coverage, ties, other) = (CoverageAsync(tenant, known, cancellation), TieOut.LastAsync(tenant, cancellation), services.Runner.FindElsewhereAsync(tenant, cancellation));
        await Task.WhenAll(coverage, ties, other);
        var runs = known.Status.Connections.Any(c => c.Imports.Count > 0) && await new FileImports(services.Time).MayGoOnAsync(tenant, cancellation);
        return known with { Coverage = await coverage, Ties = await ties, RunsSomewhere = runs, Elsewhere = await other };
    }

    private Task<IReadOnlyList<ConnectionCoverage>> CoverageAsync(ITenantStore tenant, StatusFacts known, CancellationToken cancellation) =>
        HistoryCoverage.ReadAsync(tenant, services.Connectors, known.Status.Connections.Select(c => (c.Id, c.Connector)), cancellation);

    private ConnectionModel Connection(SiteContext site, StatusFacts facts, ConnectionStatus status, LiveModel now)
    {
        var at = services.Time.GetUtcNow();
        var clock = new ShopTime(site.Settings!, at);
        var descriptor = services.Connectors.Find(status.Connector).Descriptor;
        var running = now is { Running: true, Dry: false } && (now.Connection == status.Id || (now.Connection is null && status.State == ConnectionState.NeverRun));
        var coverage = facts.Coverage.FirstOrDefault(c => c.Connection == status.Id);
        var soFar = descriptor.Scheduled && status.Streams.Count == 0 && coverage?.Import is not null;
        var cutOff = status.StateWhile(facts.RunsSomewhere || now.Running) == ConnectionState.CutOff;
        var state = ConnectionStates.Of(status, running ? now : null, new StateFacts(descriptor.Scheduled, cutOff) { Begun = soFar }, clock, at);
        return new ConnectionModel(status.Id, descriptor.NameOf(status.Given), state)
        {
            Connector = status.Connector,
            Active = status.State is not (ConnectionState.Paused or ConnectionState.Removing or ConnectionState.Unconfirmed),
            Scheduled = descriptor.Scheduled,
            Running = running,
            Unconfirmed = status.State == ConnectionState.Unconfirmed,
            CutOff = cutOff ? string.Join(" ", status.Imports.Select(i => $"The import of “{i.Name}”, begun at {clock.At(i.At)}, was cut off, such as by a restart.").Append(FileImport.HowToMend)) : null,
            OtherCurrency = OtherCurrency(status, site.Settings!.Currency),
            Removing = status.State == ConnectionState.Removing,
            Today = Iso(clock.Today),
            Waiting = [.. status.Waiting.Select(w => (Iso(w.From), Iso(w.To), $"{ShopTime.Day(w.From)} to {ShopTime.Day(w.To)}", clock.At(w.AskedAt)))],
            SignsIn = descriptor.OAuth is not null && services.Apps.ContainsKey(status.Connector),
            Reconnect = status.Reconnect?.Why,
            Error = status.Error,
            LastRun = status.LastRunAt is { } last && descriptor.Scheduled ? $"{clock.At(last)} ({clock.Ago(last)})" : null,
            SoFar = soFar ? $"Orders: {CoverageWords.Of(coverage, clock.Today)}. {(now.Running ? "What is done is kept." : "The import is not done; the next sync goes on with it.")}" : null,
            Stored = [.. Stored(status.Counts)],
            Held = [.. status.Held.Select(h => HeldRows.Of(h, status.State == ConnectionState.Paused, clock))],
            Streams = [.. StreamRows.Of(status, coverage, descriptor.Scheduled, clock, at)],
            Ties = [.. (facts.Ties?.Days ?? []).Where(d => d.Connection == status.Id).Select(d => TieRows.Of(d, status.Currencies.CountedIn ?? site.Settings!.Currency, clock, status.Locations))],
            TiesAt = facts.Ties is { } ties ? TieRows.When(ties, status.Id, clock) : null,
        };
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? OtherCurrency(ConnectionStatus status, string counted) => status.Currencies.SellsIn is { } sells && sells != (status.Currencies.CountedIn ?? counted)
        ? $"This account sells in {sells}, and its sales are counted in {status.Currencies.CountedIn ?? counted}: what is in {sells} is left out. Set the shop's currency to {sells}, or connect this account to an org of its own."
        : null;

    private static IEnumerable<(string What, string Count)> Stored(RecordCounts counts)
    {
        foreach (var (count, what) in new[]
        {
            (counts.Customers, "Customers"), (counts.Orders, "Orders"), (counts.Unmatched, "Sales without a known customer"), (counts.Products, "Products"), (counts.Inventory, "Stock records"),
        })
            if (count > 0) yield return (what, ShopTime.Number(count));
    }
}
