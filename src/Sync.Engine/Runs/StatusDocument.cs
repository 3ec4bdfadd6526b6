using Sync.Engine.Documents;
using Sync.Engine.Streams;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>How the org stands, in <c>sync_status/pos</c>: one document that tells whether what is stored is whole and fresh.</summary>
public static class StatusDocument
{
    private const string Paused = "paused";

    /// <summary>Where it stands.</summary>
    public static DocumentPath Path { get; } = new(Collections.SyncStatus, "pos");

    internal static async Task<DocumentWrite> UpdateAsync(
        ITenantStore tenant, OrgReport report, DateTimeOffset now, CancellationToken cancellation)
    {
        var before = (await tenant.GetAsync(Path, cancellation))?.Body.Read();
        var connections = before?.Map("connections");
        var counts = await ConnectionCounts.OfAsync(tenant, report, connections, cancellation);
        return DocumentWrite.Merge(Path, DocumentBody.Build(w =>
        {
            w.Map("connections", m =>
            {
                foreach (var id in counts.Keys)
                {
                    var run = report.Runs.Find(r => r.Connection == id && (!r.IsPartOnly || connections?.Map(id) is null));
                    if (run is null) m.Map(id, c => CopyConnection(c, counts[id], connections!.Value.Map(id)!.Value));
                    else m.Map(id, c => WriteConnection(c, run, counts[id], connections?.Map(id)));
                }
            });
            w.Number("customerCount", counts.Values.Sum(c => c.Customers));
            w.Number("inventoryCount", counts.Values.Sum(c => c.Inventory));
            // A POS that answers nothing leaves what is stored as old as it is.
            if (report.Runs.Exists(r => !r.IsPartOnly && r.Result != RunResult.Failed)) w.Time("lastSyncAt", now);
            if (report.Runs.Exists(r => r.ByHints)) w.Time("lastWebhookAt", now);
            w.Number("menuProductsCount", counts.Values.Sum(c => c.Products));
            w.Number("orderCount", counts.Values.Sum(c => c.Orders));
            w.Text("orgId", tenant.Org.Value);
            w.Time("updatedAt", now);
        }));
    }

    /// <summary>Says that a connection was connected again: what its last run asked for is done.</summary>
    public static async Task ConnectedAgainAsync(ITenantStore tenant, string connection, CancellationToken cancellation = default)
    {
        while (await tenant.GetAsync(Path, cancellation) is { } document && document.Body.Read() is var status
            && status.Map("connections")?.Map(connection)?.Has("reconnect") == true)
        {
            var body = DocumentBody.Build(w => WriteWithout(w, status, "connections", connection, "reconnect"));
            try
            {
                await tenant.CommitAsync([DocumentWrite.Replace(Path, body, document.Version)], cancellation);
                return;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged)
            {
                // A run has written its status meanwhile; what it says now counts.
            }
        }
    }

    /// <summary>The write that says of a connection that it is paused, or no longer; null where the status does not know it yet.</summary>
    internal static async Task<DocumentWrite?> PausedAsync(ITenantStore tenant, string connection, bool paused, CancellationToken cancellation)
    {
        if (await tenant.GetAsync(Path, cancellation) is not { } document) return null;
        var status = document.Body.Read();
        if (status.Map("connections") is not { } connections || connections.Map(connection) is not { } known) return null;
        return DocumentWrite.Replace(Path, DocumentBody.Build(w =>
        {
            foreach (var name in status.Names.Where(n => n != "connections")) w.Copy(name, status.Value(name)!.Value);
            w.Map("connections", m =>
            {
                foreach (var id in connections.Names.Where(n => n != connection)) m.Copy(id, connections.Value(id)!.Value);
                m.Map(connection, c =>
                {
                    foreach (var name in known.Names.Where(n => n is not (Paused or "nextRunAt"))) c.Copy(name, known.Value(name)!.Value);
                    if (paused) c.Flag(Paused, true);
                });
            });
        }), document.Version);
    }

    // Copies all fields but the one at the end of the way.
    private static void WriteWithout(DocumentBodyWriter w, DocumentFields fields, params ReadOnlySpan<string> way)
    {
        foreach (var name in fields.Names)
        {
            if (name != way[0]) w.Copy(name, fields.Value(name)!.Value);
            else if (way.Length > 1)
            {
                var (inner, rest) = (fields.Map(name)!.Value, way[1..].ToArray());
                w.Map(name, m => WriteWithout(m, inner, rest));
            }
        }
    }

    // Of single records that were read again only the counts can be told: how whole the streams are, they do not say.
    private static void CopyConnection(DocumentBodyWriter w, ConnectionCounts counts, DocumentFields before)
    {
        var now = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["customerCount"] = counts.Customers,
            ["inventoryCount"] = counts.Inventory,
            ["menuProductsCount"] = counts.Products,
            ["orderCount"] = counts.Orders,
            ["unmatchedOrderCount"] = counts.Unmatched,
        };
        foreach (var name in before.Names)
            if (now.TryGetValue(name, out var count)) w.Number(name, count);
            else w.Copy(name, before.Value(name)!.Value);
    }

    // Others of the org's connections may be read for hours after this one. Its data is as old as its own read, and of what came to
    // the POS while that went on nobody knows whether it was seen: so the times are those at which it began.
    private static void WriteConnection(DocumentBodyWriter w, RunReport run, ConnectionCounts counts, DocumentFields? before)
    {
        w.Text("connector", run.Connector);
        w.Number("customerCount", counts.Customers);
        w.OptionalText("error", run.Error);
        w.Number("inventoryCount", counts.Inventory);
        w.Time("lastRunAt", run.StartedAt);
        w.Number("menuProductsCount", counts.Products);
        // Paused while it ran: then nothing follows.
        var paused = before?.Flag(Paused) == true;
        if (!paused && run.NextRunAt is { } next) w.Time("nextRunAt", next);
        w.Number("orderCount", counts.Orders);
        if (paused) w.Flag(Paused, true);
        if (run.Reconnect is { } reconnect)
            w.Map("reconnect", m =>
            {
                if (run.ReconnectBy is { } by) m.Text(by.Name, by.Text);
                reconnect.Write(m);
            });
        w.Text("result", run.Result.ToString().ToLowerInvariant());
        w.Map("streams", m =>
        {
            foreach (var (stream, s) in run.Streams)
                m.Map(StreamLoop.NameOf(stream), o => WriteStream(o, s, before?.Map("streams")?.Map(StreamLoop.NameOf(stream)), run.StartedAt));
            if (before?.Map("streams") is not { } known) return;
            // A run that did not come as far as a stream, or brought a file without it, does not take away what is known of it; a POS
            // that has it no longer does.
            var gone = run.NextRunAt is null ? [] : run.NotOffered;
            foreach (var name in known.Names.Except(run.Streams.Keys.Concat(gone).Select(StreamLoop.NameOf))) m.Copy(name, known.Value(name)!.Value);
        });
        w.Number("unmatchedOrderCount", counts.Unmatched);
    }

    private static void WriteStream(DocumentBodyWriter w, StreamReport s, DocumentFields? before, DateTimeOffset began)
    {
        RunRecord.WriteStream(w, s);
        if (s.Error is not null || before?.Text("lastError") is not null) w.Text("lastError", s.Error ?? before!.Value.Text("lastError")!);
        if (s.Error is not null) w.Time("lastErrorAt", began);
        else if (before?.Time("lastErrorAt") is { } errorAt) w.Time("lastErrorAt", errorAt);
        if (s.Status == StreamStatus.Complete) w.Time("lastSuccessAt", began);
        else if (before?.Time("lastSuccessAt") is { } successAt) w.Time("lastSuccessAt", successAt);
    }
}
