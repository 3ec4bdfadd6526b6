using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Deletes;
using Sync.Engine.Runs;
using Sync.Engine.Streams;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>Reads how an org stands: <c>sync_status/pos</c>, together with its connections as they are now and what is held.</summary>
public static class StatusReader
{
    /// <summary>How it stands. Connections that have never been run are there too.</summary>
    public static async Task<OrgStatus> ReadAsync(ITenantStore tenant, CancellationToken cancellation = default)
    {
        var (reading, listing, holding) = (
            tenant.GetAsync(StatusDocument.Path, cancellation), ConnectionDirectory.ListAsync(tenant, cancellation), HeldDeletes.ListAsync(tenant, cancellation));
        await Task.WhenAll(reading, listing, holding);
        var (document, held) = (await reading, await holding);
        var status = document?.Body.Read();
        var known = status?.Map("connections");
        return new OrgStatus(
            status?.Time("lastSyncAt"), status?.Time("lastWebhookAt"), Counts(status),
            [.. (await listing).Select(c => ConnectionOf(c, known?.Map(c.Id), [.. held.Where(h => h.Connection == c.Id)]))])
        { Document = document };
    }

    private static ConnectionStatus ConnectionOf(Connection connection, DocumentFields? known, IReadOnlyList<HeldRemovals> held)
    {
        var streams = known?.Map("streams");
        var result = Enum.TryParse<RunResult>(known?.Text("result"), true, out var parsed) ? parsed : (RunResult?)null;
        var way = known?.Map("reconnect") is { } r ? WayOf(r) : null;
        IReadOnlyList<StreamState> each = [.. (streams?.Names ?? []).Select(n => StreamOf(n, streams!.Value.Map(n)!.Value)).OrderBy(s => s.Stream)];
        return new ConnectionStatus(connection.Id, connection.Connector, StateOf(connection, result, held, each), result)
        {
            Counts = Counts(known),
            LastRunAt = known?.Time("lastRunAt"),
            NextRunAt = connection is { Active: true, Removing: false } ? known?.Time("nextRunAt") : null,
            Error = known?.Text("error"),
            Imports = connection.Imports,
            Waiting = connection.Waiting,
            Given = connection.Given,
            Locations = connection.Locations,
            Currencies = (connection.SellsIn, connection.Given.GetValueOrDefault("currency")),
            Reconnect = connection.Reconnect,
            ReconnectBy = connection.Reconnect is null ? null : way,
            Held = held,
            Streams = each,
        };
    }

    private static ConnectionState StateOf(Connection connection, RunResult? result, IReadOnlyList<HeldRemovals> held, IReadOnlyList<StreamState> streams) => connection switch
    {
        { Removing: true } => ConnectionState.Removing,
        { Unconfirmed: true } => ConnectionState.Unconfirmed,
        { Active: false } => ConnectionState.Paused,
        { Reconnect: not null } => ConnectionState.ReconnectNeeded,
        _ when result is null => ConnectionState.NeverRun,
        _ when result == RunResult.Failed => ConnectionState.Failed,
        _ when held.Any(h => h.Decision == HeldDecision.None) => ConnectionState.Held,
        _ when result == RunResult.Done => ConnectionState.UpToDate,
        // Nothing is asked of the owner any more, and nothing is missing: the next run carries out what they said.
        _ => held.Count > 0 && streams.All(s => s.Last.Status == StreamStatus.Complete || s.IsDecided(held)) ? ConnectionState.UpToDate : ConnectionState.Partial,
    };

    private static StreamState StreamOf(string name, DocumentFields f) => new(
        Enum.GetValues<PosStream>().First(s => StreamLoop.NameOf(s) == name), RunHistoryReader.StreamOf(f))
    {
        LastSuccessAt = f.Time("lastSuccessAt"),
        LastError = f.Text("lastError"),
        LastErrorAt = f.Time("lastErrorAt"),
    };

    private static RecordCounts Counts(DocumentFields? f) => new(
        f?.Integer("customerCount") ?? 0, f?.Integer("orderCount") ?? 0, f?.Integer("unmatchedOrderCount") ?? 0, f?.Integer("menuProductsCount") ?? 0, f?.Integer("inventoryCount") ?? 0);

    private static ReconnectWay? WayOf(DocumentFields f) =>
        f.Text("link") is { } link ? new ReconnectWay(link, true) : f.Text("command") is { } command ? new ReconnectWay(command, false) : null;
}
