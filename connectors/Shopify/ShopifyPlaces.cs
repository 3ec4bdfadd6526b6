using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.Shopify;

/// <summary>
/// Where a read stands. A whole read goes down by id, so newest first, and nothing that is edited meanwhile moves; a read of
/// changes goes by the time of the change.
/// </summary>
internal sealed record Place
{
    /// <summary>All records, by id; else the changes since <see cref="Since"/>.</summary>
    public required bool Whole { get; init; }

    /// <summary>From when on the next read asks for changes.</summary>
    public required DateTimeOffset Next { get; init; }

    /// <summary>Only those that changed then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those with smaller ids.</summary>
    public string? Below { get; init; }

    /// <summary>Shopify's own cursor.</summary>
    public string? After { get; init; }

    /// <summary>How many records this list brought.</summary>
    public int Seen { get; init; }

    /// <summary>This read does not see all, since an earlier one saw the first part.</summary>
    public bool Resumed { get; init; }

    /// <summary>The smallest id so far.</summary>
    public string? LastId { get; init; }

    /// <summary>How far a bulk operation's file was read; null where pages are read.</summary>
    public BulkMark? Bulk { get; init; }

    public string Cursor => "v1|" + Text(Next);

    /// <summary>Ids never go stale as Shopify's cursors may; among equal times only the cursor tells the place.</summary>
    public string Checkpoint => this switch
    {
        { Bulk: { } mark } => $"{(mark.Windows.IsWhole ? "r1" : "r2")}|B|{Text(Next)}|{mark.Text}",
        { Whole: true } => $"r1|W|{Text(Next)}|{LastId}",
        _ => FormattableString.Invariant($"r2|C|{Text(Next)}|{Text(Since ?? Next)}|{Seen}|{After}"),
    };

    public static Place For(string? cursor, ConnectionSettings settings, DateTimeOffset now)
    {
        var next = now.AddMinutes(-(settings.Number(Settings.OverlapMinutes) ?? ShopifyDescriptor.DefaultOverlapMinutes));
        var parts = cursor?.Split('|', cursor.StartsWith("r2|", StringComparison.Ordinal) ? 6 : 5) ?? [];
        // A cursor that cannot be read costs one whole read; refusing it would cost all of them.
        return parts switch
        {
            ["v1", var since] when Time(since) is { } at => new Place { Whole = false, Next = next, Since = at < next ? at : next },
            ["r1", "W", var then, var id] when Time(then) is { } at => new Place { Whole = true, Next = at, Below = OrNull(id), LastId = OrNull(id), Resumed = true },
            ["r1", "B", var then, var operation, var read] when Time(then) is { } at && BulkMark.From(operation, read, BulkWindows.Whole) is { } mark =>
                new Place { Whole = true, Next = at, Bulk = mark, Resumed = true },
            ["r2", "B", var then, var operation, var read, var windows] when Time(then) is { } at && BulkMark.From(operation, read, BulkWindows.From(windows)) is { } mark =>
                new Place { Whole = true, Next = at, Bulk = mark, Resumed = true },
            // Without the number of records that the list has brought, as it was written before.
            ["r1", "C", var then, var since, var after] when Time(then) is { } at && Time(since) is { } from =>
                new Place { Whole = false, Next = at, Since = from, After = OrNull(after), Resumed = true },
            ["r2", "C", var then, var since, var seen, var after] when Time(then) is { } at && Time(since) is { } from && Number(seen) is { } brought =>
                new Place { Whole = false, Next = at, Since = from, Seen = brought, After = OrNull(after), Resumed = true },
            _ => new Place { Whole = true, Next = next },
        };
    }

    public static string? OrNull(string text) => text.Length > 0 ? text : null;

    public static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>As a filter takes it.</summary>
    public static string Quoted(DateTimeOffset time) => $"'{time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}'";

    public static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;
}

/// <summary>How one kind of record is asked for and read.</summary>
internal sealed record Kind<TRow>(
    Func<Place, CancellationToken, Task<Chunk<TRow>>> Ask,
    Func<TRow, string?> Gid,
    Func<TRow, string?> ChangedAt,
    Func<TRow, string, CancellationToken, Task<IReadOnlyList<IPosRecord>>> Map) where TRow : class
{
    /// <summary>Changes come newest first; else oldest first.</summary>
    public bool NewestChangeFirst { get; init; }

    /// <summary>A row holds several records: of one that is rejected, their ids are not known.</summary>
    public bool RowsHoldSeveral { get; init; }

    /// <summary>What all of the rows together show; null where nothing is odd.</summary>
    public Func<string?> Warning { get; init; } = () => null;

    /// <summary>What a whole read proves.</summary>
    public Func<Place, (CoverageKind Kind, DateTimeOffset? From)> Coverage { get; init; } = _ => (CoverageKind.Everything, null);
}

/// <summary>A page as it came.</summary>
internal sealed record Chunk<TRow>(IReadOnlyList<TRow?> Rows, string? Next);

/// <summary>Where a read of stock stands.</summary>
internal sealed record StockPlace
{
    public required DateTimeOffset Next { get; init; }

    /// <summary>Only what changed then or later; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Shopify's cursor among the locations.</summary>
    public string? After { get; init; }

    /// <summary>All locations were listed.</summary>
    public bool Listed { get; init; }

    /// <summary>Locations of which more is to be read.</summary>
    public IReadOnlyList<OpenPlace> Pending { get; init; } = [];

    public bool Resumed { get; init; }

    public bool Ended => Listed && Pending.Count == 0;

    public string Cursor => "v1|" + Place.Text(Next);

    public string? Filter => Since is { } since
        ? $"updated_at:>='{since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}'"
        : null;

    public string Checkpoint => string.Join(
        '|', "r1", "S", Place.Text(Next), Since is { } since ? Place.Text(since) : "", Listed ? "1" : "0", Uri.EscapeDataString(After ?? ""),
        string.Join(',', Pending.Select(p => p.Text)));

    public static StockPlace For(string? cursor, ConnectionSettings settings, DateTimeOffset now)
    {
        var next = now.AddMinutes(-(settings.Number(Settings.OverlapMinutes) ?? ShopifyDescriptor.DefaultOverlapMinutes));
        var whole = settings.Text(Settings.Stock) == Settings.StockWhole;
        return cursor?.Split('|') switch
        {
            ["v1", var text] when !whole && Place.Time(text) is { } at => new StockPlace { Next = next, Since = at < next ? at : next },
            ["r1", "S", var then, var since, var listed, var after, var pending] when Place.Time(then) is { } at => new StockPlace
            {
                Next = at,
                Since = Place.Time(since),
                Listed = listed == "1",
                After = Place.OrNull(Uri.UnescapeDataString(after)),
                Pending = [.. pending.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(OpenPlace.From)],
                Resumed = true,
            },
            _ => new StockPlace { Next = next },
        };
    }
}

/// <summary>
/// A location of which more levels are to be read. A list of levels takes no sort key, and all levels of a location share the
/// number in their ids: what it goes by are the items, as far as they show that it does.
/// </summary>
/// <param name="Id">The location's id.</param>
internal sealed record OpenPlace(string Id)
{
    /// <summary>Shopify's cursor; null where the list begins.</summary>
    public string? After { get; init; }

    /// <summary>How many levels this list brought.</summary>
    public int Seen { get; init; }

    /// <summary>The highest item so far; null where they did not come in that order.</summary>
    public ulong? Last { get; init; } = 0;

    /// <summary>Only the levels of higher items: an earlier list brought the others. Null for all.</summary>
    public ulong? Above { get; init; }

    public string Text => FormattableString.Invariant($"{Id}:{Uri.EscapeDataString(After ?? "")}:{Seen}:{Last}:{Above}");

    public static OpenPlace From(string text) => text.Split(':') switch
    {
        [var id, var after, var seen, var last, var above] =>
            new OpenPlace(id) { After = Place.OrNull(Uri.UnescapeDataString(after)), Seen = Place.Number(seen) ?? 0, Last = Item(last), Above = Item(above) },
        // As it was written before: whether the items came in order nobody knows.
        var parts => new OpenPlace(parts[0]) { After = Place.OrNull(Uri.UnescapeDataString(parts[^1])), Last = null },
    };

    /// <summary>After a page of its levels.</summary>
    public OpenPlace With(Connection<LevelRow>? page) => this with
    {
        After = page?.Next(),
        Seen = Seen + (page?.Rows.Count ?? 0),
        Last = (page?.Rows ?? []).Aggregate(Last, (last, row) => Item(Wire.Id(row?.Item?.Id)) is { } item && item > last ? item : null),
    };

    private static ulong? Item(string? text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var item) ? item : null;
}
