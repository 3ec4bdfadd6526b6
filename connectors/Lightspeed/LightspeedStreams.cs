using System.Globalization;
using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Paging;
using Sync.Model;

namespace Sync.Connectors.Lightspeed;

/// <summary>
/// Where a read of a feed begins. Versions count the changes of a whole store: they grow with each, have gaps, and know no time.
/// </summary>
/// <param name="After">Only rows with a higher version are asked for.</param>
/// <param name="Seen">The highest version that earlier reads saw.</param>
/// <param name="Whole">Whether the read begins at the very first record.</param>
/// <param name="From">Sales made before are left out; null for none.</param>
/// <param name="Place">Of a read from the end down: up to where it came; else null.</param>
internal sealed record FeedStart(long After, long Seen, bool Whole, DateTimeOffset? From, FeedPlace? Place = null)
{
    private const string Ended = "v1";
    private const string Paused = "resume";
    private const string Descending = "down1";

    /// <summary>Whether the answer must hold the row that was seen last, or a newer one: an empty one shows a cursor from elsewhere.</summary>
    public bool Anchored => After < Seen;

    public static FeedStart Beginning(DateTimeOffset? from) => new(0, 0, true, from);

    /// <summary>Reads a cursor. One that cannot be read costs a whole read; refusing it would cost all of them.</summary>
    public static FeedStart Of(string? cursor, DateTimeOffset? from) => (cursor ?? "").Split('|') switch
    {
        [Ended, var text] when Version(text) is > 0 and var seen => new FeedStart(seen - 1, seen, false, null),
        [Paused, Ended, var text, var since] when Version(text) is { } seen => new FeedStart(seen, seen, false, Time(since)),
        [Paused, Descending, var text, var since] when FeedPlace.Parse(text) is { } place => new FeedStart(place.Top, place.Top, false, Time(since), place),
        _ => Beginning(from),
    };

    public static string Cursor(long seen) => $"{Ended}|{seen.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A cursor for the rest of a read that stops here.</summary>
    public string Checkpoint(long seen) => $"{Paused}|{Cursor(seen)}|{Since}";

    /// <summary>The same of a read from the end down.</summary>
    public string Checkpoint(FeedPlace place) => $"{Paused}|{Descending}|{place}|{Since}";

    /// <summary>What the read covers once it ends at an empty page: the feed lists each record once, at its last change.</summary>
    public CoverageKind Coverage(bool allNamed) => !Whole || !allNamed ? CoverageKind.Changes : From is null ? CoverageKind.Everything : CoverageKind.Window;

    private string? Since => From?.ToString("O", CultureInfo.InvariantCulture);

    private static long? Version(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) ? at : null;
}

/// <summary>Reads a feed of versions to where nothing follows: upwards, or a history from its end down.</summary>
/// <param name="fetch">Asks for the rows after a version.</param>
/// <param name="map">Maps rows, given from when on sales are wanted.</param>
/// <param name="warnings">What is worth telling at the end.</param>
/// <param name="from">From when on sales are wanted in a whole read; null for all.</param>
/// <param name="closed">Which locations are closed, asked at the end of a whole read; null where it does not matter.</param>
/// <param name="descent">Reads a history of several pages from its end down; null where the order does not matter.</param>
internal sealed class VersionFeed<T>(
    Func<long, CancellationToken, Task<FeedPage<T>>> fetch,
    Func<IReadOnlyList<T?>, DateTimeOffset?, CancellationToken, Task<RecordPage>> map,
    Func<IReadOnlyList<string>>? warnings = null,
    DateTimeOffset? from = null,
    Func<CancellationToken, Task<IReadOnlyCollection<string>>>? closed = null,
    FeedDescent<T>? descent = null) where T : class, IFeedRow
{
    private const string NoVersion = "the last records came without a version that can be read; what comes after them cannot be asked for";

    public async IAsyncEnumerable<RecordPage> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (start, page, next) = await OpenAsync(FeedStart.Of(cursor, from), cancellation).ConfigureAwait(false);
        var (seen, after, allNamed) = (start.Seen, start.After, true);
        if (start.Place is { } place && descent is not null)
        {
            (page, next) = (Nothing, null); // not held as long as a long history lasts
            await foreach (var (rows, at) in descent.ReadAsync(place, cancellation).ConfigureAwait(false))
            {
                allNamed &= rows.All(r => r?.Id is not null);
                yield return await map(rows, start.From, cancellation).ConfigureAwait(false) with { Checkpoint = start.Checkpoint(at) };
                place = at;
            }

            start = Upwards(start, place);
            (seen, after) = (start.Seen, start.After);
            page = await fetch(after, cancellation).ConfigureAwait(false);
            if (page.Rows.Count == 0) throw Short(after);
            if (page.Rows.Count == 1 && page.Top == seen) page = Nothing; // the record at the top alone, which may be one that cannot be read
        }

        while (!IsEnd(page, seen))
        {
            var rows = Unseen(page.Rows, start);
            if (page.Top is not { } top)
            {
                // No row of it tells where the next page begins: what it holds goes in, and the read ends before it.
                yield return await map(rows, start.From, cancellation).ConfigureAwait(false) with { End = End(start, seen, CoverageKind.Changes, NoVersion) };
                yield break;
            }

            if (top <= after) throw Stuck(after);
            allNamed &= rows.All(r => r?.Id is not null);
            yield return await map(rows, start.From, cancellation).ConfigureAwait(false) with { Checkpoint = start.Checkpoint(top) };
            seen = after = top;
            (page, next) = (next ?? await fetch(after, cancellation).ConfigureAwait(false), null);
        }

        if (seen < start.Place?.Top) throw Short(seen);
        var end = End(start, seen, start.Coverage(allNamed));
        if (closed is not null && end.Coverage == CoverageKind.Everything) end = end with { ClosedLocations = await closed(cancellation).ConfigureAwait(false) };
        yield return new RecordPage([]) { End = end };
    }

    // The first page, and the one after it where that was needed to know how to go on.
    private async Task<(FeedStart Start, FeedPage<T> Page, FeedPage<T>? Next)> OpenAsync(FeedStart start, CancellationToken cancellation)
    {
        if (start.Place is not null && descent is null) start = FeedStart.Beginning(from);
        if (start.Place is not null) return (start, Nothing, null);
        var page = await fetch(start.After, cancellation).ConfigureAwait(false);
        if (page.Rows.Count == 0 && start.Anchored)
        {
            // The last row that we saw is not there: the cursor is ahead of this store, or the row was purged. All is read again.
            start = FeedStart.Beginning(from);
            page = await fetch(start.After, cancellation).ConfigureAwait(false);
        }

        if (descent is null || !start.Whole || page.Top is not { } top) return (start, page, null);
        var next = await fetch(top, cancellation).ConfigureAwait(false);
        return IsEnd(next, top)
            ? (start, page, next)
            : (start with { Place = await descent.FindTopAsync(page, next, cancellation).ConfigureAwait(false) }, page, next);
    }

    // What is left once all is read that was there at the beginning; or all of it, where reading downwards met a contradiction. The
    // record at the top is asked for again: it, or what has changed since, has to come, so that an empty answer is known for wrong.
    private static FeedStart Upwards(FeedStart start, FeedPlace place) => place.IsDone
        ? start with { After = place.Top - 1, Seen = place.Top }
        : start with { After = place.Bottom, Seen = place.Bottom };

    private static FeedPage<T> Nothing { get; } = new([], null);

    private StreamEnd End(FeedStart start, long seen, CoverageKind coverage, params string[] more) =>
        new(FeedStart.Cursor(seen), coverage, coverage == CoverageKind.Window ? start.From : null) { Warnings = [.. warnings?.Invoke() ?? [], .. more] };

    // Nothing, or only the row that was seen last: so a read that finds nothing new is one request.
    private static bool IsEnd(FeedPage<T> page, long seen) =>
        page.Rows.Count == 0 || (page.Rows.Count == 1 && page.Top == seen && Envelope.Whole(page.Rows[0]?.Version) == seen);

    private static IReadOnlyList<T?> Unseen(IReadOnlyList<T?> rows, FeedStart start) =>
        start is { Whole: true, Place: null } ? rows : [.. rows.Where(r => !(Envelope.Whole(r?.Version) <= start.Seen))];

    private static RestartPagingException Stuck(long after) => new(
        "Lightspeed sent the same records again. Sync will read them from the start; nothing was removed.",
        $"A page after version {after.ToString(CultureInfo.InvariantCulture)} holds no higher version.");

    private static RestartPagingException Short(long seen) => new(
        "Lightspeed's list ended before records that it had shown earlier. Sync will read them from the start; nothing was removed.",
        $"Nothing follows version {seen.ToString(CultureInfo.InvariantCulture)}, where higher ones were seen.");
}

/// <summary>Maps the rows of a page: a deleted one is named, one that cannot be understood is named and counted, the rest goes in.</summary>
internal static class PageMapping
{
    public static RecordPage Map<T>(IReadOnlyList<T?> rows, Func<T, string, IPosRecord?> map, Func<T, string?>? idOf = null) where T : class, IFeedRow
    {
        var (records, rejected, deleted) = (new List<IPosRecord>(rows.Count), new List<RejectedRecord>(), new List<string>());
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var id = row is null ? null : Words.OrNull(idOf is null ? row.Id : idOf(row));
            if (row is null) rejected.Add(new RejectedRecord($"row {i + 1} of its page", "unreadable", "It does not have the shape of a record."));
            else if (id is null) rejected.Add(new RejectedRecord($"row {i + 1} of its page", "no id", "It has no id."));
            else if (Words.OrNull(row.DeletedAt) is not null) deleted.Add(id);
            else Add(row, id, map, records, rejected);
        }

        return new RecordPage(records) { Rejected = rejected, Deleted = deleted };
    }

    private static void Add<T>(T row, string id, Func<T, string, IPosRecord?> map, List<IPosRecord> records, List<RejectedRecord> rejected)
    {
        try
        {
            if (map(row, id) is { } record) records.Add(record);
        }
        catch (SkipRecordException e)
        {
            rejected.Add(RejectedRecord.Of(id, e));
        }
        catch (OverflowException)
        {
            rejected.Add(new RejectedRecord(id, "bad amount", "It comes to more than any amount."));
        }
    }
}

/// <summary>The four streams.</summary>
internal static partial class LightspeedStreams
{
    // A century, lest a generous setting lead out of the calendar.
    private const int MostDays = 36_500;

    public static IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, LightspeedClient client, CancellationToken cancellation) => request.Stream switch
    {
        PosStream.Customers => new VersionFeed<CustomerRow>(
            (after, token) => client.CustomersAsync(after, token), (rows, _, _) => Task.FromResult(PageMapping.Map(rows, CustomerMapping.Map))).ReadAsync(request.Cursor, cancellation),
        PosStream.Orders => new VersionFeed<SaleRow>(
            (after, token) => client.SalesAsync(after, token), (rows, from, token) => OrdersAsync(rows, from, connection, client, token), client.Warnings, HistoryFrom(connection), descent: NewestFirst(client)).ReadAsync(request.Cursor, cancellation),
        PosStream.Products => new VersionFeed<ProductRow>(
            (after, token) => client.ProductsAsync(after, token), (rows, _, token) => ProductsAsync(rows, connection, client, token), client.Warnings).ReadAsync(request.Cursor, cancellation),
        PosStream.Inventory => new VersionFeed<InventoryRow>(
            (after, token) => client.InventoryAsync(after, token), (rows, _, token) => LevelsAsync(rows, connection, client, token), closed: token => ClosedAsync(client, token)).ReadAsync(request.Cursor, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Stream, "Lightspeed has no such stream."),
    };

    private static FeedDescent<SaleRow> NewestFirst(LightspeedClient client) => new(
        (after, token) => client.SalesAsync(after, token), (after, token) => client.SalesAsync(after, token, size: 1), row => Envelope.Whole(row.Version));

    // The outlets are asked for only once there is something to map.
    private static async Task<RecordPage> OrdersAsync(
        IReadOnlyList<SaleRow?> rows, DateTimeOffset? from, ConnectionContext connection, LightspeedClient client, CancellationToken cancellation)
    {
        var mapping = new OrderMapping(connection, await client.OutletsAsync(cancellation).ConfigureAwait(false), from);
        return PageMapping.Map(rows, mapping.Map);
    }

    private static async Task<RecordPage> ProductsAsync(
        IReadOnlyList<ProductRow?> rows, ConnectionContext connection, LightspeedClient client, CancellationToken cancellation)
    {
        var mapping = new ProductMapping(connection.Currency, await client.OutletsAsync(cancellation).ConfigureAwait(false));
        return PageMapping.Map(rows, mapping.Map);
    }

    // Of an outlet that is closed no stock may be told any more, or all of it as deleted (UNVERIFIED): neither is a reason to remove it.
    private static async Task<RecordPage> LevelsAsync(
        IReadOnlyList<InventoryRow?> rows, ConnectionContext connection, LightspeedClient client, CancellationToken cancellation)
    {
        var outlet = connection.Settings.Text(Settings.OutletId);
        var page = PageMapping.Map(rows, (row, _) => LevelMapping.Map(row, outlet), LevelMapping.IdOf);
        if (page.Deleted.Count == 0) return page;
        var closed = await ClosedAsync(client, cancellation).ConfigureAwait(false);
        return page with { Deleted = [.. page.Deleted.Where(id => !closed.Any(c => id.StartsWith(c + ":", StringComparison.Ordinal)))] };
    }

    private static async Task<IReadOnlyCollection<string>> ClosedAsync(LightspeedClient client, CancellationToken cancellation) =>
        (await client.OutletsAsync(cancellation).ConfigureAwait(false)).Closed;

    private static DateTimeOffset? HistoryFrom(ConnectionContext connection) =>
        connection.Settings.Number(Settings.HistoryDays) is { } days ? connection.Time.GetUtcNow().AddDays(-Math.Min(days, MostDays)) : null;
}
