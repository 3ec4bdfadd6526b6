using Sync.Store;

namespace Sync.Engine.Ledger;

/// <summary>
/// What the store already holds of one connection. Tables are loaded when first asked for, changed in memory, and stored
/// beside the ones in force; nothing counts until the manifest is committed.
/// </summary>
internal sealed class ConnectionLedger
{
    /// <summary>A bucket is cut so that it stays well below a document's limit when the hash does not spread evenly.</summary>
    private const int BucketBytes = 600_000;

    /// <summary>What the fullest bucket may have beside its document's name and fields.</summary>
    private const int MostBucketBytes = 1_000_000;

    /// <summary>A bucket's print and rows.</summary>
    private const string Rows = "rows";

    /// <summary>A bucket's rows alone, as former versions stored them.</summary>
    private const string BareRows = "data";

    private readonly ITenantStore store;
    private readonly string connectionId;
    private readonly Dictionary<string, LedgerTable> loaded = new(StringComparer.Ordinal);
    private DocumentBody stored;

    private ConnectionLedger(ITenantStore store, string connectionId, LedgerManifest manifest, DocumentBody stored) =>
        (this.store, this.connectionId, Manifest, this.stored) = (store, connectionId, manifest, stored);

    public LedgerManifest Manifest { get; }

    /// <summary>The tables that are in memory, by name.</summary>
    public IReadOnlyDictionary<string, LedgerTable> Loaded => loaded;

    /// <summary>Whether there is none yet.</summary>
    public bool IsMissing { get; private init; }

    public static async Task<ConnectionLedger> OpenAsync(ITenantStore store, string connectionId, CancellationToken cancellation)
    {
        var document = await store.GetAsync(LedgerManifest.PathOf(connectionId), cancellation);
        return document is null
            ? new ConnectionLedger(store, connectionId, new LedgerManifest(), DocumentBody.Empty) { IsMissing = true }
            : new ConnectionLedger(store, connectionId, LedgerManifest.From(document.Body), document.Body.Canonical());
    }

    /// <summary>The write that must be stored before the first document changes; see <see cref="LedgerManifest.Unsettled"/>.</summary>
    public DocumentWrite Unsettle(UnsettledRun? run = null)
    {
        stored = DocumentBody.Empty; // so that the manifest is written in any case
        Manifest.UnsettledBy = run;
        return LedgerManifest.Unsettle(connectionId, run);
    }

    /// <summary>The run that died while it changed documents, once; null where none did.</summary>
    public UnsettledRun? TakeUnsettledBy()
    {
        var died = Manifest.Unsettled ? Manifest.UnsettledBy : null;
        Manifest.UnsettledBy = null;
        return died;
    }

    /// <summary>The write that notes, before anything is compared, that all is about to be.</summary>
    public DocumentWrite TryFull(DateTimeOffset now)
    {
        Manifest.FullTriedAt = now;
        return LedgerManifest.TryFull(connectionId, now);
    }

    /// <exception cref="LedgerDamagedException">A stored part is missing, or is not as it was written.</exception>
    public async Task<LedgerTable> TableAsync(string name, CancellationToken cancellation)
    {
        if (loaded.TryGetValue(name, out var table)) return table;
        table = Manifest.Tables.TryGetValue(name, out var entry) ? await LoadAsync(name, entry, cancellation) : new LedgerTable();
        return loaded[name] = table;
    }

    /// <summary>A table that a run can do without: where its stored form is damaged it begins anew, and <see cref="HasLost"/> says so.</summary>
    public async Task<LedgerTable> TableOrNewAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return await TableAsync(name, cancellation);
        }
        catch (LedgerDamagedException)
        {
            Replace(name, new LedgerTable());
            HasLost = true;
            return loaded[name];
        }
    }

    /// <summary>Whether a table was asked for whose stored form is damaged, so that it began anew.</summary>
    public bool HasLost { get; private set; }

    /// <summary>Puts a table made anew in the place of the stored one.</summary>
    public void Replace(string name, LedgerTable table)
    {
        table.MarkAllDirty();
        loaded[name] = table;
    }

    /// <summary>Loads every table.</summary>
    public async Task LoadAllAsync(CancellationToken cancellation)
    {
        foreach (var name in Manifest.Tables.Keys.ToList()) await TableAsync(name, cancellation);
    }

    /// <summary>The writes of the buckets that changed, each small enough to be committed; the manifest then names them.</summary>
    /// <param name="marked">Counts a table's marked rows.</param>
    /// <param name="which">Which tables; null for all.</param>
    public IEnumerable<DocumentWrite> StageTables(Func<string, LedgerTable, long> marked, Func<string, bool>? which = null)
    {
        foreach (var (name, table) in loaded.Where(t => t.Value.Dirty && which?.Invoke(t.Key) != false).OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            table.FitBuckets(BucketBytes, MostBucketBytes);
            var before = Manifest.Tables.GetValueOrDefault(name);
            var slots = NextSlots(before, table);
            foreach (var (bucket, body) in table.PackDirty(Rows)) yield return DocumentWrite.Replace(BucketPath(name, bucket, slots[bucket]), body);
            Manifest.Tables[name] = new TableEntry(table.Buckets, new string(slots), table.Count, marked(name, table), (before?.Stored ?? 0) + 1);
            table.MarkStored();
        }
    }

    /// <summary>The write that puts the staged state in force; null where nothing has changed.</summary>
    public DocumentWrite? StageManifest()
    {
        var body = Manifest.ToBody();
        if (body.Json.Span.SequenceEqual(stored.Json.Span)) return null;
        stored = body;
        return DocumentWrite.Replace(LedgerManifest.PathOf(connectionId), body);
    }

    /// <summary>
    /// Deletes of the documents that held the rows of tables in memory before those in force; they are overwritten one day in
    /// any case, but what somebody asked to be forgotten must not stand there until then.
    /// </summary>
    public IEnumerable<DocumentWrite> FormerBuckets() => Manifest.Tables.Where(t => loaded.ContainsKey(t.Key)).SelectMany(t =>
        Enumerable.Range(0, t.Value.Buckets).Select(b => DocumentWrite.Delete(BucketPath(t.Key, b, t.Value.Slots[b] == 'a' ? 'b' : 'a'))));

    /// <summary>The write that puts in force, in the midst of a run, how far it has come and which tables were staged by then.</summary>
    public DocumentWrite StageCheckpoint()
    {
        stored = DocumentBody.Empty; // so that the run's end takes its mark away
        return DocumentWrite.Replace(LedgerManifest.PathOf(connectionId), Manifest.ToBody(unsettled: true));
    }

    private static char[] NextSlots(TableEntry? before, LedgerTable table)
    {
        var slots = new char[table.Buckets];
        for (var b = 0; b < slots.Length; b++)
        {
            var old = before is not null && b < before.Slots.Length ? before.Slots[b] : 'b';
            slots[b] = table.DirtyBuckets.Contains(b) ? (old == 'a' ? 'b' : 'a') : old;
        }

        return slots;
    }

    private async Task<LedgerTable> LoadAsync(string name, TableEntry entry, CancellationToken cancellation)
    {
        var paths = Enumerable.Range(0, entry.Buckets).Select(b => BucketPath(name, b, entry.Slots[b])).ToList();
        var documents = await store.GetManyAsync(paths, cancellation);
        return LedgerTable.Load(entry.Buckets, documents.Select((d, b) => RowsOf(d, paths[b])));
    }

    private (byte[] Bytes, int From) RowsOf(StoredDocument? document, DocumentPath path)
    {
        if (document?.Body.Read() is not { } fields) throw new LedgerDamagedException($"The ledger of connection '{connectionId}' has lost {path}.");
        if (fields.Bytes(Rows) is { } printed && BucketPrint.Holds(printed)) return (printed, BucketPrint.Bytes);
        if (!fields.Has(Rows) && fields.Bytes(BareRows) is { } bare) return (bare, 0);
        throw new LedgerDamagedException($"The ledger of connection '{connectionId}' holds something else in {path} than was written there.");
    }

    private DocumentPath BucketPath(string table, int bucket, char slot) =>
        new(LedgerManifest.Collection, $"{connectionId}~{table}~{bucket}~{slot}");
}
