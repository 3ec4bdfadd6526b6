using System.Globalization;
using System.Text;
using Sync.ConnectorKit;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Streams;
using Sync.Store;

namespace Sync.Engine.Deletes;

/// <summary>
/// Weighs a stream's removals against the org's limit and the owner's word. Which records were asked about, and which the owner
/// keeps though the POS has them no longer, stands in the ledger; what is to be shown, in <c>held_deletes</c>. Both change in
/// the run's last commit, so that a run which was killed asks, or was told, the same again.
/// </summary>
internal sealed class HeldBook
{
    private const byte Asked = 0;
    private const byte Kept = 1;

    private readonly RunContext run;
    private readonly LedgerTable table;
    private readonly IReadOnlyDictionary<PosStream, DocumentFields> documents;
    private readonly Dictionary<PosStream, Dictionary<StableHash, (string Id, byte State)>> rows;
    private readonly SortedDictionary<PosStream, DocumentWrite> writes = [];
    private readonly RowWriter row = new();

    private HeldBook(
        RunContext run, LedgerTable table, Dictionary<PosStream, Dictionary<StableHash, (string Id, byte State)>> rows, IReadOnlyDictionary<PosStream, DocumentFields> documents) =>
        (this.run, this.table, this.rows, this.documents) = (run, table, rows, documents);

    /// <summary>What changed, to go with the run's last commit.</summary>
    public IEnumerable<DocumentWrite> Writes => writes.Values;

    /// <summary>Reads what is held and decided; costs nothing where nothing is.</summary>
    public static async Task<HeldBook> OpenAsync(RunContext run, CancellationToken cancellation)
    {
        // Should this part of the ledger be lost, what was held is asked again; no run fails for it.
        var table = await run.Ledger.TableOrNewAsync(TableNames.Held, cancellation);
        var rows = RowsOf(table);
        var asked = rows.Where(r => r.Value.Values.Any(v => v.State == Asked)).Select(r => r.Key).ToList();
        var documents = new Dictionary<PosStream, DocumentFields>();
        if (asked.Count == 0) return new HeldBook(run, table, rows, documents);
        var found = await run.Store.GetManyAsync([.. asked.Select(s => HeldDocument.PathOf(run.ConnectionId, s))], cancellation);
        foreach (var (stream, document) in asked.Zip(found))
            if (document is not null) documents[stream] = document.Body.Read();
        return new HeldBook(run, table, rows, documents);
    }

    /// <summary>Those of a stream's removals that may be carried out; the report says what of the rest.</summary>
    /// <param name="gone">What is gone at the POS.</param>
    /// <param name="report">The stream's report.</param>
    public IReadOnlyList<StableHash> Weigh(GoneRecords gone, StreamReport report)
    {
        report.Status = StreamStatus.Complete;
        var (stream, decision) = (gone.Stream, DecisionOf(gone.Stream));
        if (decision == HeldDecision.Rejected) KeepAsked(stream);
        ForgetShown(gone);
        var absent = gone.Absent.Where(k => !Is(stream, k, Kept)).ToList();
        var all = gone.Named.Where(k => !Is(stream, k, Kept)).Concat(absent).ToList();
        report.KeptDeletes = gone.Named.Count + gone.Absent.Count - all.Count;
        var empty = report.Read == 0 && absent.Count > 0;
        var limit = empty ? 0 : Math.Max(run.Org.DeleteLimitCount, (long)(gone.Stored * run.Org.DeleteLimitShare));
        var rest = all.FindAll(k => !IsApproved(stream, decision, Is(stream, k, Asked)));
        if (rest.Count <= limit) rest = [];
        else if (empty)
        {
            report.Status = StreamStatus.Suspicious;
            report.HeldDeletes = rest.Count;
            report.Error = $"The POS answered with an empty list where it had {gone.Stored} records before. Nothing was removed. Look whether the account or location was changed. If the list is empty indeed, approve the removal, or run again with --approve-deletes.";
            report.ErrorDetail = $"empty answer, {gone.Stored} stored";
        }
        else
        {
            report.Status = StreamStatus.Held;
            report.HeldDeletes = rest.Count;
            report.Error = $"{rest.Count} of {gone.Stored} records are gone at the POS; more than {limit} are not removed without a word from you. If that is right, approve it, or run again with --approve-deletes.";
            report.ErrorDetail = $"{rest.Count} removals held, limit {limit}";
        }

        Ask(gone, rest, limit);
        return [.. all.Except(rest)];
    }

    /// <summary>Whether the owner keeps a record though the POS has it no longer.</summary>
    public bool Keeps(PosStream stream, StableHash key) => Is(stream, key, Kept);

    private HeldDecision DecisionOf(PosStream stream) =>
        documents.TryGetValue(stream, out var document) ? HeldDocument.DecisionOf(document) : HeldDecision.None;

    private bool Is(PosStream stream, StableHash key, byte state) =>
        rows.TryGetValue(stream, out var of) && of.TryGetValue(key, out var found) && found.State == state;

    private bool IsApproved(PosStream stream, HeldDecision decision, bool asked) =>
        run.Options.ApproveDeletes
        || (decision == HeldDecision.Approved && asked)
        || run.Options.Approved.Any(a => a.Connection == run.ConnectionId && a.Stream == stream
            && (a.Set is null || (asked && documents.TryGetValue(stream, out var document) && document.Text("set") == a.Set)));

    private void KeepAsked(PosStream stream)
    {
        foreach (var (key, (id, state)) in rows[stream].ToList())
            if (state == Asked) Set(stream, key, id, Kept);
        writes[stream] = DocumentWrite.Delete(HeldDocument.PathOf(run.ConnectionId, stream));
    }

    // What the POS shows again is an ordinary record: should it go once more, that is weighed anew.
    private void ForgetShown(GoneRecords gone)
    {
        if (!rows.TryGetValue(gone.Stream, out var of)) return;
        foreach (var (key, (id, state)) in of.ToList())
            if (state == Kept && gone.IsShown(key)) Remove(gone.Stream, key, id);
    }

    private void Ask(GoneRecords gone, List<StableHash> rest, long limit)
    {
        var (stream, before) = (gone.Stream, AskedOf(gone.Stream));
        // Single records that were read again say nothing of the others that are held.
        var asked = run.IsPart ? [.. before.Keys.Except(gone.Named).Except(gone.Absent).Union(rest)] : rest.ToHashSet();
        if (asked.SetEquals(before.Keys)) return;
        foreach (var (key, id) in before)
            if (!asked.Contains(key)) Remove(stream, key, id);
        foreach (var key in asked.Except(before.Keys)) Set(stream, key, gone.IdOf(key), Asked);
        var path = HeldDocument.PathOf(run.ConnectionId, stream);
        writes[stream] = asked.Count == 0 ? DocumentWrite.Delete(path) : DocumentWrite.Replace(path, HeldDocument.Body(
            run.ConnectionId, stream, asked.Count, gone.Stored, limit, run.Now, SetOf(asked),
            AskedOf(stream).Values.Order(StringComparer.Ordinal).Take(HeldDocument.MostNamed)));
    }

    private Dictionary<StableHash, string> AskedOf(PosStream stream) =>
        rows.TryGetValue(stream, out var of) ? of.Where(r => r.Value.State == Asked).ToDictionary(r => r.Key, r => r.Value.Id) : [];

    private void Set(PosStream stream, StableHash key, string id, byte state)
    {
        row.Clear();
        row.Byte(state);
        table.Set(NameOf(stream, id), StableHash.Of(NameOf(stream, id)), row.Written);
        if (!rows.TryGetValue(stream, out var of)) rows[stream] = of = [];
        of[key] = (id, state);
    }

    private void Remove(PosStream stream, StableHash key, string id)
    {
        table.Remove(StableHash.Of(NameOf(stream, id)));
        rows[stream].Remove(key);
    }

    private static string SetOf(IEnumerable<StableHash> keys) =>
        StableHash.Of(Encoding.UTF8.GetBytes(string.Join('|', keys.Order()))).ToString();

    private static string NameOf(PosStream stream, string id) => StreamLoop.NameOf(stream) + "|" + id;

    private static Dictionary<PosStream, Dictionary<StableHash, (string Id, byte State)>> RowsOf(LedgerTable table)
    {
        var rows = new Dictionary<PosStream, Dictionary<StableHash, (string, byte)>>();
        foreach (var key in table.Keys())
        {
            var name = table.IdOf(key);
            var bar = name.IndexOf('|');
            var stream = Enum.GetValues<PosStream>().First(s => name.AsSpan(0, bar).SequenceEqual(StreamLoop.NameOf(s)));
            table.TryGet(key, out var state);
            if (!rows.TryGetValue(stream, out var of)) rows[stream] = of = [];
            of[StableHash.Of(name[(bar + 1)..])] = (name[(bar + 1)..], state[0]);
        }

        return rows;
    }
}
