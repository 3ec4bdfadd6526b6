using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.Shopify;

/// <summary>Stock, location by location.</summary>
internal sealed partial class ShopifyStreams
{
    private readonly HashSet<string> closed = [];

    /// <summary>Stock by location: the first levels of several at once, then the rest of each. Stock that moves stays on its place in the list.</summary>
    public async IAsyncEnumerable<RecordPage> StockAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var place = StockPlace.For(cursor, connection.Settings, connection.Time.GetUtcNow());
        while (true)
        {
            var (page, next) = place.Pending.Count > 0
                ? await RestOfPlaceAsync(place, cancellation).ConfigureAwait(false)
                : await NextPlacesAsync(place, cancellation).ConfigureAwait(false);
            stockUnsure |= page.Rejected.Count > 0;
            if (next.Ended)
            {
                var coverage = next.Since is null && !next.Resumed && !stockUnsure ? CoverageKind.Everything : CoverageKind.Changes;
                yield return page with { End = new StreamEnd(next.Cursor, coverage) { Warnings = warnings.Lines, ClosedLocations = closed } };
                yield break;
            }

            yield return page with { Checkpoint = next.Checkpoint };
            place = next;
        }
    }

    private async Task<(RecordPage, StockPlace)> NextPlacesAsync(StockPlace place, CancellationToken cancellation)
    {
        var reply = await client.AskAsync(
            Queries.Stock,
            size => new JsonObject { ["places"] = Places, ["after"] = place.After, ["first"] = Math.Max(1, size.First / 2), ["query"] = place.Filter },
            ShopifyJson.Default.AnswerStockData, Scopes.Inventory, cancellation).ConfigureAwait(false);
        warnings.Withheld(reply.Withheld);
        var levels = new Levels();
        var locations = reply.Data.Locations!;
        var open = new List<OpenPlace>();
        foreach (var row in locations.Rows.OfType<PlaceRow>())
        {
            AddLevels(row, levels);
            if (Wire.Id(row.Id) is not { } id) continue;
            if (row.IsActive == false) closed.Add(id);
            if (RestOf(new OpenPlace(id).With(row.InventoryLevels)) is { } more) open.Add(more);
        }

        return (levels.Page, place with { After = locations.Next(), Pending = open, Listed = !locations.HasMore });
    }

    private async Task<(RecordPage, StockPlace)> RestOfPlaceAsync(StockPlace place, CancellationToken cancellation)
    {
        var at = place.Pending[0];
        var filter = string.Join(" AND ", new[] { place.Filter, at.Above is { } above ? FormattableString.Invariant($"inventory_item_id:>{above}") : null }.OfType<string>());
        var reply = await client.AskAsync(
            Queries.StockOfPlace,
            size => new JsonObject { ["id"] = "gid://shopify/Location/" + at.Id, ["first"] = size.First, ["after"] = at.After, ["query"] = Place.OrNull(filter) },
            ShopifyJson.Default.AnswerPlaceData, Scopes.Inventory, cancellation).ConfigureAwait(false);
        warnings.Withheld(reply.Withheld);
        var levels = new Levels();
        if (reply.Data.Location is { } row) AddLevels(row with { Id = row.Id ?? at.Id }, levels);
        var read = at.With(reply.Data.Location?.InventoryLevels);
        if (read.After is not null && read.After == at.After)
            throw new RestartPagingException("Shopify lost its place in a list. Sync will read it again; nothing was lost.", "A page of stock leads to itself.");
        IReadOnlyList<OpenPlace> rest = [.. reply.Data.Location is not null && RestOf(read) is { } more ? new[] { more } : [], .. place.Pending.Skip(1)];
        // A location that was closed meanwhile does not show its stock to the end.
        return (levels.Page, place with { Pending = rest, Resumed = place.Resumed || reply.Data.Location is null });
    }

    // Where the location's levels go on; null where they have ended. By items that came in order a new list begins where this
    // one is; else this one is read for as far as it goes.
    private OpenPlace? RestOf(OpenPlace place)
    {
        // The list that was asked for has higher items, and at least one of them.
        var beside = place.Above is { } above && !(place.Last > above);
        if (beside || place is { After: null, Seen: >= ListEnd })
        {
            stockUnsure = true;
            warnings.Once("a location has more stocked items than Shopify lists; what is not among them is told as it changes, and none counts as gone");
        }

        if (place.After is null) return null;
        return place is { Seen: >= ListLimit, Last: { } last } ? new OpenPlace(place.Id) { Last = last, Above = last } : place;
    }

    private void AddLevels(PlaceRow place, Levels levels)
    {
        if (Wire.Id(place.Id) is not { } location) return;
        foreach (var row in (place.InventoryLevels?.Rows ?? []).OfType<LevelRow>())
        {
            if (row.Item?.Variants?.HasMore == true)
            {
                warnings.Add("more than five variants share one stock; it is told for five");
                stockUnsure = true;
            }

            try
            {
                // What nobody counts any more has no number: the last one would stand for ever.
                if (row.Item?.Tracked == false) levels.Deleted.AddRange(ProductMapping.Variants(row.Item).Select(v => ProductMapping.LevelId(location, v)));
                else levels.Records.AddRange(ProductMapping.Map(row, location));
            }
            catch (SkipRecordException e)
            {
                levels.Rejected.Add(RejectedRecord.Of($"{location}:{Wire.Id(row.Item?.Variants?.Rows.FirstOrDefault()?.Id)}", e));
            }
        }
    }

    /// <summary>What comes of a page of levels.</summary>
    private sealed class Levels
    {
        public List<IPosRecord> Records { get; } = [];

        public List<RejectedRecord> Rejected { get; } = [];

        public List<string> Deleted { get; } = [];

        public RecordPage Page => new(Records) { Rejected = Rejected, Deleted = Deleted };
    }
}
