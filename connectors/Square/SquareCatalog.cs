using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;
using Sync.Model;

namespace Sync.Connectors.Square;

/// <summary>Reads the catalog: items whole, or what changed of items and of variations.</summary>
internal sealed class CatalogStream(ConnectionContext connection, SquareClient client)
{
    private const int LargestPage = 1000;

    public async IAsyncEnumerable<RecordPage> ReadAsync(ReadState state, [EnumeratorCancellation] CancellationToken cancellation)
    {
        state = SoldAgain(state);
        var proof = new CatalogProof(state.Pieces[0].Since is null && !state.Resumed);
        StreamEnd Close(ReadState s) => proof.End(s.Cursor());
        await foreach (var page in new Paging(connection).ReadAsync(state, (at, stop) => PageAsync(at, proof, stop), Close, cancellation).ConfigureAwait(false))
            yield return page;
    }

    // What is sold out until a time is sold again without a change: all are looked at again then, beside what changed.
    private ReadState SoldAgain(ReadState state) => !state.Resumed && state.SoldAgain < connection.Time.GetUtcNow()
        ? state with { SoldAgain = null, Pieces = [.. state.Pieces, new Piece([], null)] }
        : state;

    // Variations are asked for by themselves where only changes are: a deleted one is not within its item any more.
    private async Task<Batch> PageAsync(ReadState at, CatalogProof proof, CancellationToken cancellation)
    {
        var since = at.Pieces[0].Since;
        var ask = new Ask
        {
            Limit = LargestPage,
            Cursor = at.Page,
            ObjectTypes = since is null ? ["ITEM"] : ["ITEM", "ITEM_VARIATION", "CATEGORY"],
            IncludeRelatedObjects = true,
            IncludeDeletedObjects = since is null ? null : true,
            BeginTime = since is { } time ? Paging.Text(time) : null,
        };
        var answer = await client.PostAsync("/v2/catalog/search", ask, Scope.Catalog, cancellation).ConfigureAwait(false);
        var page = new PageBuilder();
        var rows = page.Read(answer.Objects);
        var related = new PageBuilder().Read(answer.RelatedObjects);
        proof.Add(answer.LatestTime, answer.Objects?.Whole != false && rows.TrueForAll(Named));
        var shops = rows.Count == 0 ? [] : await OpenLocationsAsync(cancellation).ConfigureAwait(false);
        var mapping = new ProductMapping(connection, rows, related, shops);
        var missing = mapping.UnknownNames().ToList();
        // What a changed variation's item names is one level too deep to come along.
        if (missing.Count > 0) mapping.Knows(page.Read(await client.CatalogAsync(missing, cancellation).ConfigureAwait(false)));
        mapping.AddTo(page);
        // A category's new name stands on none of its items: all are read again.
        var renamed = rows.Any(r => r.Type == "CATEGORY" && r.IsDeleted != true);
        return new Batch(page.Build(), answer.Cursor, null) { Further = renamed ? new Piece([], null) : null, SoldAgain = mapping.SoldAgain };
    }

    // What has lost its id may be a product that is stored: then none may be called gone.
    private static bool Named(CatalogRow row) => row.Id is not null && (row.ItemData?.Variations ?? []).TrueForAll(v => v?.Id is not null);

    // Only to tell what is sold out everywhere; without the permission for locations nothing is.
    private async Task<List<string>> OpenLocationsAsync(CancellationToken cancellation)
    {
        try
        {
            var all = await client.LocationsAsync(cancellation).ConfigureAwait(false);
            return [.. all.Where(l => l.Status != "INACTIVE").Select(l => l.Id!)];
        }
        catch (FixSettingsException)
        {
            return [];
        }
    }
}

/// <summary>Whether all of the catalog was seen: it did not change from the first page to the last.</summary>
internal sealed class CatalogProof(bool whole)
{
    private string? latest;
    private int pages;
    private bool sure = true;

    /// <param name="latestTime">When the catalog changed last, as the page says.</param>
    /// <param name="readable">Whether all rows of the page could be read and have ids.</param>
    public void Add(string? latestTime, bool readable)
    {
        sure &= readable && (pages == 0 || (latestTime is not null && latestTime == latest));
        latest = latestTime;
        pages++;
    }

    public StreamEnd End(string cursor)
    {
        if (whole && sure) return new StreamEnd(cursor, CoverageKind.Everything);
        return new StreamEnd(cursor, CoverageKind.Changes) { Warnings = whole ? ["the catalog changed while paging, or not all of it could be read"] : [] };
    }
}

/// <summary>Maps a page of the catalog: one product for each variation of each item that is on it.</summary>
internal sealed class ProductMapping
{
    private readonly Amounts amounts;
    private readonly StoreClock clock;
    private readonly DateTimeOffset now;
    private readonly List<CatalogRow> rows;
    private readonly List<string> shops;
    private readonly Dictionary<string, CatalogRow> items = [];
    private readonly Dictionary<string, NameRow?> names = [];

    /// <param name="connection">Whose currency and clock hold.</param>
    /// <param name="rows">What changed.</param>
    /// <param name="related">The items, categories and pictures that those name.</param>
    /// <param name="shops">The open locations.</param>
    public ProductMapping(ConnectionContext connection, List<CatalogRow> rows, List<CatalogRow> related, List<string> shops)
    {
        amounts = new Amounts(connection.Currency);
        (clock, now) = (connection.StoreClock, connection.Time.GetUtcNow());
        this.rows = rows;
        this.shops = shops;
        Knows(related);
        Knows(rows);
    }

    /// <summary>When the first of those that were mapped and are sold out everywhere is sold again; null where none is by itself.</summary>
    public DateTimeOffset? SoldAgain { get; private set; }

    /// <summary>Notes items, categories and pictures.</summary>
    public void Knows(List<CatalogRow> some)
    {
        foreach (var row in some.Where(r => r.Id is not null))
        {
            if (row.Type == "ITEM") items[row.Id!] = row;
            if (row.Type is "CATEGORY" or "IMAGE") names[row.Id!] = row.CategoryData ?? row.ImageData;
        }
    }

    /// <summary>The categories and pictures that the items name and nothing tells of yet.</summary>
    public IEnumerable<string> UnknownNames() => items.Values.Select(i => i.ItemData).OfType<ItemRow>()
        .SelectMany(d => (string?[])[CategoryIds(d).FirstOrDefault(), .. (d.ImageIds ?? []).Take(1)])
        .OfType<string>().Where(id => !names.ContainsKey(id)).Distinct();

    public void AddTo(PageBuilder page)
    {
        var added = new HashSet<string>();
        foreach (var row in rows)
        {
            if (row.Type == "ITEM") AddItem(page, row, added);
            else if (row.Type == "ITEM_VARIATION" && row.IsDeleted == true) page.Delete(row.Id);
            else if (row.Type == "ITEM_VARIATION") AddParent(page, row, added);
        }
    }

    private void AddParent(PageBuilder page, CatalogRow variation, HashSet<string> added)
    {
        if (variation.ItemVariationData?.ItemId is { } parent && items.TryGetValue(parent, out var item)) AddItem(page, item, added);
        else page.Add(variation.Id, _ => throw new SkipRecordException("no item", "Square did not send the item that it is a variation of."));
    }

    private void AddItem(PageBuilder page, CatalogRow item, HashSet<string> added)
    {
        if (item.Id is null || !added.Add(item.Id)) return;
        var all = (item.ItemData?.Variations ?? []).OfType<CatalogRow>().ToList();
        var live = item.IsDeleted == true ? [] : all.Where(v => v.IsDeleted != true).ToList();
        foreach (var gone in all.Except(live)) page.Delete(gone.Id);
        foreach (var variation in live) page.Add(variation.Id, id => Map(item, variation, id, live.Count > 1));
    }

    private Product Map(CatalogRow item, CatalogRow row, string id, bool several)
    {
        var (data, own) = (item.ItemData, row.ItemVariationData);
        var name = Words.OrNull(data?.Name) ?? throw new SkipRecordException("no name", "Its item has no name.");
        var variant = several ? Words.OrNull(own?.Name) : null;
        return new Product
        {
            Id = id,
            Name = variant is null ? name : $"{name} - {variant}",
            ParentId = several ? item.Id : null,
            Variant = variant,
            Sku = Words.OrNull(own?.Sku),
            Barcode = Words.OrNull(own?.Upc),
            Category = CategoryOf(data) ?? "",
            Price = PriceOf(own),
            Available = data?.IsArchived != true && own?.Sellable != false && SoldSomewhere(row, own),
            ImageUrl = (own?.ImageIds ?? []).Concat(data?.ImageIds ?? []).Select(i => NameOf(i)?.Url).FirstOrDefault(u => u is not null),
        };
    }

    // One price for all locations; where it differs by location alone, the first.
    private Money? PriceOf(VariationRow? own) =>
        amounts.Of(own?.PriceMoney, "price") ?? (own?.LocationOverrides ?? []).Select(o => amounts.Of(o?.PriceMoney, "price")).FirstOrDefault(p => p is not null);

    // The one that reports go by, the first of those that the menu goes by, or the one of old.
    private static IEnumerable<string> CategoryIds(ItemRow? data) =>
        ((string?[])[data?.ReportingCategory?.Id, .. (data?.Categories ?? []).Select(c => c?.Id), data?.CategoryId]).OfType<string>();

    private string? CategoryOf(ItemRow? data) => CategoryIds(data).Select(id => Words.OrNull(NameOf(id)?.Name)).FirstOrDefault(n => n is not null);

    private NameRow? NameOf(string? id) => id is null ? null : names.GetValueOrDefault(id);

    private bool SoldSomewhere(CatalogRow row, VariationRow? own)
    {
        var everywhere = row.PresentAtAllLocations != false;
        var named = (everywhere ? row.AbsentAtLocationIds : row.PresentAtLocationIds ?? [])?.OfType<string>().ToList() ?? [];
        // Where the locations may not be read, only a list of its own can speak against it.
        if (shops.Count == 0) return everywhere || named.Count > 0;
        var places = everywhere ? shops.Except(named).ToList() : shops.Intersect(named).ToList();
        var soldOut = (own?.LocationOverrides ?? []).OfType<OverrideRow>().Where(o => o.SoldOut == true && !(Until(o) < now) && places.Contains(o.LocationId!)).ToList();
        if (places.Exists(p => !soldOut.Exists(o => o.LocationId == p))) return true;
        SoldAgain = soldOut.Select(Until).Append(SoldAgain).Min(); // which leaves out those that have none
        return false;
    }

    private DateTimeOffset? Until(OverrideRow row) => WireTime.Parse(row.SoldOutValidUntil, clock);
}

/// <summary>Maps counts.</summary>
internal static class InventoryMapping
{
    /// <summary>Whether it is stock of a variation that can be sold.</summary>
    public static bool Counts(CountRow row) => row.State is null or "IN_STOCK" && row.CatalogObjectType is null or "ITEM_VARIATION";

    public static string? IdOf(CountRow row) => row.CatalogObjectId is { Length: > 0 } product ? InventoryLevel.IdOf(row.LocationId, product) : null;

    public static InventoryLevel Map(CountRow row) => new()
    {
        ProductId = row.CatalogObjectId!,
        LocationId = Words.OrNull(row.LocationId) ?? throw new SkipRecordException("no location", "The count names no location."),
        Quantity = row.Quantity.Value ?? throw new SkipRecordException("bad quantity", "The count is not a number."),
    };
}

/// <summary>Whether all stock was seen: every row could be read, and none came twice.</summary>
/// <param name="closed">The closed locations; null where it is no read of all, or they are not known.</param>
internal sealed class StockProof(List<string>? closed)
{
    private readonly HashSet<string> seen = [];
    private bool sure = true;

    public void Add(ReadState at, RecordPage page, bool readable)
    {
        if (closed is null) return;
        sure &= readable && page.Rejected.Count == 0;
        if (at.Pieces[0].Kind == PieceKind.Moved) return; // these come again, of course
        if (at.Page is null) seen.Clear(); // begun anew
        foreach (var record in page.Records) sure &= seen.Add(record.Id);
    }

    public StreamEnd End(string cursor)
    {
        if (closed is not null && sure) return new StreamEnd(cursor, CoverageKind.Everything) { ClosedLocations = closed };
        return new StreamEnd(cursor, CoverageKind.Changes) { Warnings = closed is null ? [] : ["stock moved while paging, or not all of it could be read"] };
    }
}

internal sealed record CatalogRow
{
    public string? Type { get; set; }
    public string? Id { get; set; }
    public bool? IsDeleted { get; set; }
    public bool? PresentAtAllLocations { get; set; }
    public List<string?>? PresentAtLocationIds { get; set; }
    public List<string?>? AbsentAtLocationIds { get; set; }
    public ItemRow? ItemData { get; set; }
    public VariationRow? ItemVariationData { get; set; }
    public NameRow? CategoryData { get; set; }
    public NameRow? ImageData { get; set; }
}

internal sealed record NameRow(string? Name, string? Url);

internal sealed record IdRow(string? Id);

internal sealed record ItemRow
{
    public string? Name { get; set; }
    public bool? IsArchived { get; set; }
    public string? CategoryId { get; set; }
    public IdRow? ReportingCategory { get; set; }
    public List<IdRow?>? Categories { get; set; }
    public List<string?>? ImageIds { get; set; }
    public List<CatalogRow?>? Variations { get; set; }
}

internal sealed record VariationRow
{
    public string? ItemId { get; set; }
    public string? Name { get; set; }
    public string? Sku { get; set; }
    public string? Upc { get; set; }
    public MoneyRow? PriceMoney { get; set; }
    public bool? Sellable { get; set; }
    public List<string?>? ImageIds { get; set; }
    public List<OverrideRow?>? LocationOverrides { get; set; }
}

// Past its end a variation is sold out no more, though the flag still says so.
internal sealed record OverrideRow(string? LocationId, MoneyRow? PriceMoney, bool? SoldOut, string? SoldOutValidUntil);
