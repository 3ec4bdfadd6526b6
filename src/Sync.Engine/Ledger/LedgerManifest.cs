using System.Globalization;
using Sync.Store;

namespace Sync.Engine.Ledger;

/// <summary>
/// The head of a connection's ledger: which tables there are and where each stream stands. A commit of this one document
/// puts a whole new state of the ledger in force.
/// </summary>
internal sealed class LedgerManifest
{
    public const string Collection = "ledger";

    /// <summary>Of how many records a stream remembers that they are listed twice.</summary>
    public const int MostListedTwice = 200;

    /// <summary>The tables by name.</summary>
    public SortedDictionary<string, TableEntry> Tables { get; } = new(StringComparer.Ordinal);

    /// <summary>Where each stream's next read starts, by stream.</summary>
    public SortedDictionary<string, string> Cursors { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Where a read that ended early is gone on with, by stream. The cursors beside it stand where the last whole read ended.
    /// </summary>
    public SortedDictionary<string, string> Progress { get; } = new(StringComparer.Ordinal);

    /// <summary>The streams that were read to their end at least once.</summary>
    public SortedSet<string> Completed { get; } = new(StringComparer.Ordinal);

    /// <summary>The streams that were never read, because the connection, as it is set up, has none such.</summary>
    public SortedSet<string> NotOffered { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether what the customers have spent is known: their orders were read to their end, or the connection has none (a list of
    /// customers) and nobody has spent anything.
    /// </summary>
    /// <param name="orders">How many orders are stored.</param>
    public bool KnowsSpending(long orders) => Completed.Contains("orders") || (orders == 0 && NotOffered.Contains("orders"));

    /// <summary>How many orders the tables hold.</summary>
    public long Orders => Tables.Where(t => TableNames.MonthOfTable(t.Key) is not null).Sum(t => t.Value.Rows);

    /// <summary>Months whose rows changed while the orders were incomplete, so that what derives from them is behind.</summary>
    public SortedSet<string> PendingMonths { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys of what stood on several pages of one read with different content, by stream.</summary>
    public SortedDictionary<string, SortedSet<StableHash>> ListedTwice { get; } = new(StringComparer.Ordinal);

    /// <summary>Locations that orders were met from.</summary>
    public SortedSet<string> Locations { get; } = new(StringComparer.Ordinal);

    /// <summary>The earliest of the store's days that an order was met from; null where there was none.</summary>
    public DateOnly? OldestDay { get; set; }

    /// <summary>Whether the orders were ever read to their end; a run that compares everything anew does not take that away.</summary>
    public bool Imported { get; set; }

    /// <summary>How far the first import of orders has come; null where it is done or has not begun.</summary>
    public ImportProgress? Import { get; set; }

    /// <summary>Which state of those who asked to be forgotten was carried out here; empty for nobody.</summary>
    public string Erasures { get; set; } = "";

    /// <summary>What the rows depend on besides the records (time zone and the like); a change makes the next run a full one.</summary>
    public string Basis { get; set; } = "";

    /// <summary>The currency that the rows are in, as <see cref="Basis"/> has it; null where it is not known yet.</summary>
    public string? Currency => Basis.Split('|') is [_, _, _, var code, ..] ? code : null;

    /// <summary>The time zone that the rows' days go by where an order names none, as <see cref="Basis"/> has it; null where it is not known yet.</summary>
    public string? TimeZone => Basis.Split('|') is [_, var zone, _, _, ..] ? zone : null;

    /// <summary>Whether the days' documents carry their location in the id.</summary>
    public bool DaysByLocation { get; set; }

    /// <summary>
    /// Set before a run's first document is written and gone once its manifest is in force: where it stands, a run died between
    /// the two, and the ledger may not tell what is really stored.
    /// </summary>
    public bool Unsettled { get; init; }

    /// <summary>Whether a table is not named as it was written, so that its rows cannot be found.</summary>
    public bool LacksTables { get; private init; }

    /// <summary>Which run has set <see cref="Unsettled"/>; null where none has, or one of a former version.</summary>
    public UnsettledRun? UnsettledBy { get; set; }

    /// <summary>When the stored documents were last compared whole.</summary>
    public DateTimeOffset? LastFullAt { get; set; }

    /// <summary>When a run last began to compare them whole, whatever became of it; null for never.</summary>
    public DateTimeOffset? FullTriedAt { get; set; }

    /// <summary>Notes a day that has an order.</summary>
    public void NoteDay(DateOnly day)
    {
        if (OldestDay is null || day < OldestDay) OldestDay = day;
    }

    public static DocumentPath PathOf(string connectionId) => new(Collection, connectionId);

    /// <summary>The write that says that documents are about to change; the manifest that follows lacks the mark.</summary>
    public static DocumentWrite Unsettle(string connectionId, UnsettledRun? run) => DocumentWrite.Merge(PathOf(connectionId), DocumentBody.Build(w => WriteUnsettled(w, run)));

    /// <summary>The write that notes that the stored documents are about to be compared whole; it stands though the run be killed.</summary>
    public static DocumentWrite TryFull(string connectionId, DateTimeOffset now) => DocumentWrite.Merge(PathOf(connectionId), DocumentBody.Build(w => w.Time("fullTriedAt", now)));

    /// <summary>The write that makes a connection's next run a full one.</summary>
    public static DocumentWrite Unbase(string connectionId) => DocumentWrite.Merge(PathOf(connectionId), DocumentBody.Build(w => w.Text("basis", "changed")));

    public static LedgerManifest From(DocumentBody body)
    {
        var fields = body.Read();
        var tables = fields.List("tables").Select(TableOf).ToList();
        var manifest = new LedgerManifest
        {
            Basis = fields.Text("basis") ?? "",
            DaysByLocation = fields.Flag("daysByLocation") ?? false,
            Erasures = fields.Text("erasures") ?? "",
            Import = ImportProgress.From(fields.Map("import")),
            FullTriedAt = fields.Time("fullTriedAt"),
            LastFullAt = fields.Time("lastFullAt"),
            OldestDay = DateOnly.TryParseExact(fields.Text("oldestDay"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            // Where a table is not named as it was written, what is stored has to be looked up.
            LacksTables = tables.Exists(t => t.Entry is null),
            Unsettled = (fields.Flag("unsettled") ?? false) || tables.Exists(t => t.Entry is null),
            UnsettledBy = fields.Map("unsettledBy") is { } by && by.Text("run") is { } run && by.Time("startedAt") is { } since ? new UnsettledRun(run, since) : null,
        };
        foreach (var (name, entry) in tables)
            if (entry is not null) manifest.Tables[name!] = entry;
        Take(fields.Map("cursors"), manifest.Cursors);
        Take(fields.Map("progress"), manifest.Progress);
        manifest.Completed.UnionWith(fields.TextList("completed"));
        manifest.Imported = fields.Flag("imported") ?? manifest.Completed.Contains("orders");
        manifest.NotOffered.UnionWith(fields.TextList("notOffered"));
        if (fields.Map("listedTwice") is { } twice)
            foreach (var stream in twice.Names) manifest.ListedTwice[stream] = [.. twice.TextList(stream).Where(k => k.Length == 32 && k.All(char.IsAsciiHexDigit)).Select(StableHash.Parse)];
        manifest.PendingMonths.UnionWith(fields.TextList("pendingMonths").Where(IsMonth));
        manifest.Locations.UnionWith(fields.TextList("locations"));
        return manifest;
    }

    // Null where it is no table of ours.
    private static (string? Name, TableEntry? Entry) TableOf(DocumentFields t) =>
        t.Text("name") is { } name && (TableNames.MonthOfTable(name) is not { } month || IsMonth(month)) && t.Integer("buckets") is > 0 and <= LedgerTable.MostBuckets and var buckets
            && t.Text("slots") is { } slots && slots.Length == buckets && slots.All(s => s is 'a' or 'b')
            ? (name, new TableEntry((int)buckets, slots, t.Integer("rows") ?? 0, t.Integer("marked") ?? 0, t.Integer("stored") ?? 0))
            : default;

    private static void Take(DocumentFields? stored, SortedDictionary<string, string> to)
    {
        if (stored is not { } texts) return;
        foreach (var stream in texts.Names)
            if (texts.Text(stream) is { } text) to[stream] = text;
    }

    private static bool IsMonth(string text) => DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>The stored form.</summary>
    /// <param name="unsettled">Whether the run that writes it goes on; see <see cref="Unsettled"/>.</param>
    public DocumentBody ToBody(bool unsettled = false) => DocumentBody.Build(w =>
    {
        w.Text("basis", Basis);
        w.TextList("completed", Completed);
        w.Map("cursors", m =>
        {
            foreach (var (stream, cursor) in Cursors) m.Text(stream, cursor);
        });
        w.Flag("daysByLocation", DaysByLocation);
        if (Erasures.Length > 0) w.Text("erasures", Erasures);
        if (FullTriedAt is { } tried) w.Time("fullTriedAt", tried);
        if (Import is { } import) w.Map("import", import.Write);
        if (Imported) w.Flag("imported", true);
        if (LastFullAt is { } at) w.Time("lastFullAt", at);
        if (ListedTwice.Count > 0)
            w.Map("listedTwice", m =>
            {
                foreach (var (stream, keys) in ListedTwice) m.TextList(stream, keys.Select(k => k.ToString()));
            });
        w.TextList("locations", Locations);
        if (NotOffered.Count > 0) w.TextList("notOffered", NotOffered);
        if (OldestDay is { } oldest) w.Text("oldestDay", oldest.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        w.TextList("pendingMonths", PendingMonths);
        if (Progress.Count > 0)
            w.Map("progress", m =>
            {
                foreach (var (stream, checkpoint) in Progress) m.Text(stream, checkpoint);
            });
        w.List("tables", Tables, (m, table) =>
        {
            m.Number("buckets", table.Value.Buckets);
            m.Number("marked", table.Value.Marked);
            m.Text("name", table.Key);
            m.Number("rows", table.Value.Rows);
            m.Text("slots", table.Value.Slots);
            m.Number("stored", table.Value.Stored);
        });
        if (unsettled) WriteUnsettled(w, UnsettledBy);
    });

    private static void WriteUnsettled(DocumentBodyWriter w, UnsettledRun? run)
    {
        w.Flag("unsettled", true);
        if (run is not { } by) return;
        w.Map("unsettledBy", m =>
        {
            m.Text("run", by.Record);
            m.Time("startedAt", by.StartedAt);
        });
    }
}
