using System.Globalization;
using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.Clover;

/// <summary>A page of a list.</summary>
/// <param name="Rows">What had not come before.</param>
/// <param name="Next">Where the next page is asked for.</param>
/// <param name="Anchor">The id that must be on it.</param>
/// <param name="Last">Whether this was the end.</param>
internal sealed record OffsetPage<T>(IReadOnlyList<T?> Rows, int Next, string? Anchor, bool Last) where T : class;

/// <summary>
/// Reads a list by offset without losing rows: each page begins with the last row of the one before, so that rows that moved
/// up (others were deleted) are noticed, and the reader steps back. Clover tells neither a total nor a next page.
/// </summary>
internal sealed class OffsetPages<T>(Func<int, CancellationToken, Task<List<T?>>> fetch, Func<T, string?> idOf) where T : class
{
    private const int MostSteps = 50;
    private readonly HashSet<string> seen = [];
    private int size;
    private int steps;

    /// <summary>Whether rows moved while they were read: nothing is lost, but nothing is proven either.</summary>
    public bool Moved { get; private set; }

    /// <summary>Whether a row came whose id could not be read: the record that it stands for is there, though nothing tells which.</summary>
    public bool Nameless { get; private set; }

    /// <summary>Whether what did not come is not there.</summary>
    public bool Proves => !Moved && !Nameless;

    public IReadOnlyList<string> Warnings => [.. Moved ? ["records moved while paging"] : (string[])[], .. Nameless ? [CloverStreams.Unreadable] : (string[])[]];

    public async IAsyncEnumerable<OffsetPage<T>> ReadAsync(int offset, string? anchor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (anchor is not null) seen.Add(anchor);
        OffsetPage<T>? page;
        do
        {
            var rows = await fetch(offset, cancellation).ConfigureAwait(false);
            page = LostItsFooting(rows, offset, anchor) ? null : Step(rows, offset, ref anchor);
            offset = page?.Next ?? StepBack(rows.Count, offset);
            if (page is not null) yield return page;
        }
        while (page?.Last != true);
    }

    private string? Id(T? row) => row is null ? null : idOf(row);

    private bool LostItsFooting(List<T?> rows, int offset, string? anchor) =>
        offset > 0 && anchor is not null && !rows.Exists(r => Id(r) is { } id && seen.Contains(id));

    private int StepBack(int count, int offset)
    {
        Moved = true;
        CountStep();
        return Math.Max(0, offset - Math.Max(1, Math.Max(size, count)));
    }

    private void CountStep()
    {
        if (++steps > MostSteps)
            throw new RestartPagingException("Clover's lists change faster than they can be read. Sync will read again; nothing was removed.", $"{steps} times a page was not the next one.");
    }

    private OffsetPage<T> Step(List<T?> rows, int offset, ref string? anchor)
    {
        if (offset > 0 && anchor is not null && Id(rows[0]) != anchor) Moved = true;
        Nameless |= rows.Exists(r => Id(r) is null);
        var fresh = new List<T?>(rows.Count);
        var (known, next) = (0, offset + rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            if (Id(rows[i]) is { } id)
            {
                (anchor, next) = (id, offset + i);
                if (seen.Add(id)) fresh.Add(rows[i]);
                else known++;
            }
            else
            {
                fresh.Add(rows[i]);
            }
        }

        if (known > (offset > 0 ? 1 : 0)) Moved = true;
        if (fresh.Count == 0 && rows.Count > 1) CountStep(); // rows moved down by a page, or it is the same page for ever
        if (next <= offset) (anchor, next) = (null, offset + rows.Count); // a page of one row: nothing to overlap with
        // A server may send fewer rows than asked for on every page: a page is short beside the first one only, on which a row
        // that came twice is one.
        if (size == 0) size = rows.Select(Id).Distinct().Count();
        return new OffsetPage<T>(fresh, next, anchor, rows.Count < size || (rows.Count < 2 && fresh.Count == 0));
    }
}

/// <summary>Maps the rows of a page: one that cannot be understood is named and counted, the rest goes in.</summary>
internal static class Rows
{
    /// <summary>Why a row is left out that has not the shape of its record.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The same for the log.</summary>
    public const string Shapeless = "It does not have the shape of a record.";

    /// <summary>The page of some rows.</summary>
    /// <param name="rows">The rows; null for one of which not even the id could be read.</param>
    /// <param name="idOf">A row's id.</param>
    /// <param name="map">Makes the record.</param>
    /// <param name="nameOf">The record's id, by the row's; null where they are the same.</param>
    public static RecordPage Map<T>(IReadOnlyList<T?> rows, Func<T, string?> idOf, Func<T, string, IPosRecord> map, Func<string, string>? nameOf = null) where T : class
    {
        var records = new List<IPosRecord>(rows.Count);
        var rejected = new List<RejectedRecord>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is not { } row) rejected.Add(new RejectedRecord($"row {i + 1} of its page", Unreadable, Shapeless));
            else if (idOf(row) is not { } id) rejected.Add(new RejectedRecord($"row {i + 1} of its page", "no id", "It has no id."));
            else Add(row, id, map, nameOf?.Invoke(id) ?? id, records, rejected);
        }

        return new RecordPage(records) { Rejected = rejected };
    }

    private static void Add<T>(T row, string id, Func<T, string, IPosRecord> map, string name, List<IPosRecord> records, List<RejectedRecord> rejected)
    {
        try
        {
            if (row is IListRow { Unread: true }) throw new SkipRecordException(Unreadable, Shapeless);
            records.Add(map(row, id));
        }
        catch (SkipRecordException e)
        {
            rejected.Add(RejectedRecord.Of(name, e));
        }
        catch (OverflowException)
        {
            rejected.Add(new RejectedRecord(name, "bad amount", "It comes to more than any amount."));
        }
    }
}

/// <summary>Where a read of a list stands.</summary>
/// <param name="From">The modification time it begins at; null reads all.</param>
/// <param name="Offset">Where the next page is asked for.</param>
/// <param name="Anchor">The id that must be on it.</param>
/// <param name="Began">When the whole read began.</param>
/// <param name="Latest">The latest modification seen.</param>
internal sealed record ListCursor(long? From, int Offset, string? Anchor, long Began, long Latest)
{
    /// <summary>Where the next incremental read begins: never later than what was seen, and never so late that a straggler is missed.</summary>
    public long Next => Math.Min(Began - Settings.Overlap, Math.Max(Latest + 1, From ?? 0));

    public string Resume() => string.Join('|', "v1", "page", Text(From ?? -1), Text(Offset), Text(Began), Text(Latest), Anchor);

    public string Done() => "v1|" + Text(Next);

    /// <summary>A cursor's meaning; one that is not understood reads all, one in the future reads from now.</summary>
    public static ListCursor Of(string? cursor, long now)
    {
        var parts = cursor?.Split('|', 7) ?? [];
        var numbers = parts.Skip(1).Where(p => p != "page").Take(4).Select(Number).ToList();
        if (parts is ["v1", "page", _, _, _, _, _] && numbers is [{ } from, { } offset, { } began, { } latest])
            return new ListCursor(from < 0 ? null : from, (int)offset, parts[6].Length > 0 ? parts[6] : null, Math.Min(began, now), latest);
        return parts is ["v1", _] && numbers is [{ } time]
            ? new ListCursor(Math.Min(time, now - Settings.Overlap), 0, null, now, 0)
            : new ListCursor(null, 0, null, now, 0);
    }

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Where a read of orders stands; all times in milliseconds since 1970.</summary>
/// <param name="At">Upwards: the modification time it goes on from. Downwards: the one it goes on below, itself included; null from the top.</param>
/// <param name="Checked">When refunds, payments and deletions were last looked up by their own times.</param>
internal sealed record OrderCursor(long? At, long Checked)
{
    /// <summary>For the first read, which goes down: what it needs to end as it began.</summary>
    public DownState? Down { get; init; }

    /// <summary>For a read that is taken up: where exactly it stood.</summary>
    public Footing? Footing { get; init; }

    public override string ToString() => Down is null && Footing is null
        ? string.Join('|', "v1", "up", Text(At), Text(Checked))
        : string.Join('|', "v1", Down is null ? "up" : "down", Text(At), Text(Checked), Text(Down?.Floor), Text(Down?.HighWater), Text(Footing?.Offset), Text(Footing?.Size), Down?.Zone, Footing?.Anchor);

    /// <summary>A cursor's meaning; null where there is none, or one that is not understood: everything is read then.</summary>
    public static OrderCursor? Parse(string? cursor, long now)
    {
        var parts = cursor?.Split('|', 10) ?? [];
        var numbers = parts.Skip(2).Take(6).Select(ListCursor.Number).ToList();
        if (parts.Length is not (4 or 10) || parts[0] != "v1" || numbers is not [{ } at, { } seen, ..]) return null;
        var footing = numbers is [_, _, _, _, { } offset, { } size] && parts[9].Length > 0 ? new Footing((int)offset, (int)size, parts[9]) : null;
        if (parts[1] == "up") return new OrderCursor(footing is null ? Math.Min(at, now - Settings.Overlap) : at, Math.Min(seen, now)) { Footing = footing };
        return parts[1] == "down" && numbers is [_, _, { } floor, { } high, ..]
            ? new OrderCursor(at < 0 ? null : at, seen) { Down = new DownState(floor, high, parts[8].Length > 0 ? parts[8] : null), Footing = footing }
            : null;
    }

    private static string Text(long? number) => ListCursor.Text(number ?? -1);
}

/// <summary>Where a read stood within a window.</summary>
/// <param name="Offset">Rows of the edge's time to pass over.</param>
/// <param name="Size">The largest page so far, by which a short one is known.</param>
/// <param name="Anchor">The last order that was read.</param>
internal sealed record Footing(int Offset, int Size, string Anchor);

/// <summary>What a first read carries along.</summary>
/// <param name="Floor">Nothing was changed before.</param>
/// <param name="HighWater">Where the changes begin that came after the read's beginning.</param>
/// <param name="Zone">The merchant's time zone.</param>
internal sealed record DownState(long Floor, long HighWater, string? Zone);

/// <summary>Reads the lists that are read by offset: customers, products and stock.</summary>
internal sealed partial class CloverStreams(ConnectionContext connection, CloverClient client)
{
    public static readonly ListQuery CustomerQuery = new("customers", "CUSTOMERS_R") { Expand = "emailAddresses,phoneNumbers" };
    public static readonly ListQuery ItemQuery = new("items", "INVENTORY_R") { Expand = "categories,options,itemStock" };
    public static readonly ListQuery StockQuery = new("item_stocks", "INVENTORY_R");

    /// <summary>For the end of a read that held a row without an id that can be read.</summary>
    public const string Unreadable = "a record could not be read, so that no absent one counts as gone";

    private long Now => connection.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>All customers: Clover has no filter by modification for them.</summary>
    public async IAsyncEnumerable<RecordPage> CustomersAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var at = ListCursor.Of(cursor, Now);
        var pages = Pages(CustomerQuery, CloverJson.Default.CustomerRow, r => r.Id);
        await foreach (var page in pages.ReadAsync(at.Offset, at.Anchor, cancellation).ConfigureAwait(false))
            yield return Whole(Rows.Map(page.Rows, r => r.Id, CustomerMapping.Map), page, at, pages);
    }

    /// <summary>
    /// All items. The list leaves deleted items out, so that the changed ones alone would take a second request to learn of
    /// deletions; the whole list takes one for 1,000 items and proves them.
    /// </summary>
    public async IAsyncEnumerable<RecordPage> ProductsAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var at = ListCursor.Of(cursor, Now);
        var pages = Pages(ItemQuery, CloverJson.Default.ItemRow, r => r.Id);
        await foreach (var page in pages.ReadAsync(at.Offset, at.Anchor, cancellation).ConfigureAwait(false))
        {
            var grouped = page.Rows.Any(r => r?.ItemGroup?.Id is not null);
            var groups = grouped ? await client.GroupsAsync(cancellation).ConfigureAwait(false) : null;
            var mapping = new ProductMapping(connection.Currency, groups);
            var gone = page.Rows.Where(ProductMapping.IsDeleted).Select(r => r!.Id!).ToList();
            var there = page.Rows.Where(r => !ProductMapping.IsDeleted(r)).ToList();
            yield return Whole(Rows.Map(there, r => r.Id, mapping.Map), page, at, pages) with { Deleted = gone };
        }
    }

    /// <summary>The stock that changed since the cursor; what changes while it is read is there again in the next read.</summary>
    public async IAsyncEnumerable<RecordPage> InventoryAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var at = ListCursor.Of(cursor, Now);
        var whole = at is { From: null, Offset: 0 };
        var query = at.From is { } from ? StockQuery with { Filters = ["modifiedTime>=" + ListCursor.Text(from)] } : StockQuery;
        var pages = Pages(query, CloverJson.Default.StockRow, r => r.Item?.Id);
        await foreach (var page in pages.ReadAsync(at.Offset, at.Anchor, cancellation).ConfigureAwait(false))
        {
            at = at with { Offset = page.Next, Anchor = page.Anchor, Latest = Math.Max(at.Latest, page.Rows.Max(r => Wire.Whole(r?.ModifiedTime ?? default)) ?? 0) };
            // An item that was never counted has no quantity: unknown, not none.
            var counted = page.Rows.Where(r => r is null or { Unread: true } || r.Quantity.Stated).ToList();
            yield return Rows.Map(counted, r => r.Item?.Id, Level, LevelId) with
            {
                Checkpoint = page.Last ? null : at.Resume(),
                End = page.Last ? new StreamEnd(at.Done(), whole && pages.Proves ? CoverageKind.Everything : CoverageKind.Changes) { Warnings = pages.Warnings } : null,
            };
        }
    }

    private OffsetPages<T> Pages<T>(ListQuery query, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T, string?> idOf) where T : class =>
        new((offset, stop) => client.ListAsync(query, type, offset, stop), idOf);

    private InventoryLevel Level(StockRow row, string id) => new()
    {
        ProductId = id,
        LocationId = client.MerchantId,
        Quantity = row.Quantity.Value ?? throw new SkipRecordException("bad quantity", "Its quantity is not a number."),
    };

    private string LevelId(string item) => InventoryLevel.IdOf(client.MerchantId, item);

    private static RecordPage Whole<T>(RecordPage mapped, OffsetPage<T> page, ListCursor at, OffsetPages<T> pages) where T : class => mapped with
    {
        Checkpoint = page.Last ? null : (at with { Offset = page.Next, Anchor = page.Anchor }).Resume(),
        End = page.Last ? new StreamEnd(null, at.Offset == 0 && pages.Proves ? CoverageKind.Everything : CoverageKind.Changes) { Warnings = pages.Warnings } : null,
    };
}
