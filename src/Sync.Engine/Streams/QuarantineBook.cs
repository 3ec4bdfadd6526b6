using Sync.ConnectorKit;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Streams;

/// <summary>
/// Keeps in mind which records the store refused: they stand in <c>quarantine</c> with the reason, are counted in every run,
/// and are tried again once they change.
/// </summary>
internal sealed class QuarantineBook(RunContext run, LedgerTable table)
{
    private const string AsBefore = "The store refused it before, and it has not changed since.";

    private readonly RowWriter writer = new();
    private readonly List<DocumentWrite> writes = [];

    /// <summary>
    /// Opens it. Should its part of the ledger be lost, the stored refusals tell what there is: each is tried again, and no run fails for it.
    /// </summary>
    public static async Task<QuarantineBook> OpenAsync(RunContext run, CancellationToken cancellation)
    {
        var table = await run.Ledger.TableOrNewAsync(TableNames.Quarantine, cancellation);
        if (run.Ledger.HasLost && table.Count == 0) await RememberAsync(run, table, cancellation);
        return new QuarantineBook(run, table);
    }

    private static async Task RememberAsync(RunContext run, LedgerTable table, CancellationToken cancellation)
    {
        var row = new RowWriter();
        row.Fingerprint(default(StableHash));
        var (begin, end) = (run.ConnectionId + "~", run.ConnectionId + (char)('~' + 1));
        await foreach (var document in run.Store.QueryAsync(new DocumentQuery { Collection = Collections.Quarantine, StartAfterId = begin, BeforeId = end }, cancellation))
        {
            var fields = document.Body.Read();
            var name = fields.Text("stream") + "|" + fields.Text("recordId");
            if (PathOf(run, name) == document.Path) table.Set(name, StableHash.Of(name), row.Written); // else its id was too long to be told
        }
    }

    /// <summary>Whether this very content was refused before; counts it if so.</summary>
    public bool Knows(PosStream stream, StreamReport report, string id, StableHash fingerprint)
    {
        if (run.Options.Full || table.Count == 0 || !table.TryGet(KeyOf(stream, id, out _), out var row)) return false;
        if (new RowReader(row).Fingerprint128() != fingerprint) return false;
        report.CountQuarantined();
        run.NameRefused(stream, id, AsBefore);
        return true;
    }

    /// <summary>Notes a refusal.</summary>
    public void Add(PosStream stream, StreamReport report, string id, StableHash fingerprint, string reason)
    {
        report.CountQuarantined();
        run.NameRefused(stream, id, reason);
        writer.Clear();
        writer.Fingerprint(fingerprint);
        var key = KeyOf(stream, id, out var name);
        table.Set(name, key, writer.Written);
        writes.Add(DocumentWrite.Replace(PathOf(run, name), DocumentBody.Build(w =>
        {
            w.Time("at", run.Now);
            w.Text("connection", run.ConnectionId);
            w.Text("detail", RecordText.Bounded(reason));
            w.Text("orgId", run.Scope.Org.Value);
            w.Text("recordId", RecordText.Bounded(id));
            w.Text("stream", StreamLoop.NameOf(stream));
        })));
    }

    /// <summary>Forgets a refusal: the record is stored now, or gone.</summary>
    public void Clear(PosStream stream, string id)
    {
        if (table.Count == 0) return;
        var key = KeyOf(stream, id, out var name);
        if (!table.Contains(key)) return;
        table.Remove(key);
        writes.Add(DocumentWrite.Delete(PathOf(run, name)));
    }

    /// <summary>The writes since the last time that tell of refusals or forget them, to go with the table.</summary>
    public IReadOnlyList<DocumentWrite> TakeWrites()
    {
        IReadOnlyList<DocumentWrite> taken = [.. writes];
        writes.Clear();
        return taken;
    }

    /// <summary>The records that a run names, with the reason of each refusal that was known before: a read for each of those.</summary>
    public static async Task<IReadOnlyList<(PosStream Stream, string Id, string Reason)>> WithReasonsAsync(RunContext run, CancellationToken cancellation)
    {
        var named = run.Named.ToArray();
        for (var i = 0; i < named.Length; i++)
        {
            if (named[i].Reason != AsBefore) continue;
            var (stream, id, _) = named[i];
            var document = await run.Store.GetAsync(PathOf(run, StreamLoop.NameOf(stream) + "|" + id), cancellation);
            if (document?.Body.Read().Text("detail") is { } detail) named[i].Reason = detail;
        }

        return named;
    }

    private static StableHash KeyOf(PosStream stream, string id, out string name)
    {
        name = StreamLoop.NameOf(stream) + "|" + id;
        return StableHash.Of(name);
    }

    // The record's id may be the very thing that the store refuses, so the document is named by its hash.
    private static DocumentPath PathOf(RunContext run, string name) => new(Collections.Quarantine, $"{run.ConnectionId}~{StableHash.Of(name)}");
}
