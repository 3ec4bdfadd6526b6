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
                yield return page with { End = new StreamEnd(next.Cursor, coverage) { Warnings = warnings.Lines } };
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
        var (records, rejected) = (new List<IPosRecord>(), new List<RejectedRecord>());
        var locations = reply.Data.Locations!;
        var open = new List<(string, string)>();
        foreach (var row in locations.Rows.OfType<PlaceRow>())
        {
            AddLevels(row, records, rejected);
            if (Wire.Id(row.Id) is { } id && row.InventoryLevels?.Next is { } more) open.Add((id, more));
        }

        return (new RecordPage(records) { Rejected = rejected }, place with { After = locations.Next, Pending = open, Listed = locations.Next is null });
    }

    private async Task<(RecordPage, StockPlace)> RestOfPlaceAsync(StockPlace place, CancellationToken cancellation)
    {
        var (id, after) = place.Pending[0];
        var reply = await client.AskAsync(
            Queries.StockOfPlace,
            size => new JsonObject { ["id"] = "gid://shopify/Location/" + id, ["first"] = size.First, ["after"] = after, ["query"] = place.Filter },
            ShopifyJson.Default.AnswerPlaceData, Scopes.Inventory, cancellation).ConfigureAwait(false);
        warnings.Withheld(reply.Withheld);
        var (records, rejected) = (new List<IPosRecord>(), new List<RejectedRecord>());
        if (reply.Data.Location is { } row) AddLevels(row with { Id = row.Id ?? id }, records, rejected);
        var next = reply.Data.Location?.InventoryLevels?.Next;
        if (next == after)
            throw new RestartPagingException("Shopify lost its place in a list. Sync will read it again; nothing was lost.", "A page of stock leads to itself.");
        IReadOnlyList<(string, string)> rest = next is null ? [.. place.Pending.Skip(1)] : [(id, next), .. place.Pending.Skip(1)];
        // A location that was closed meanwhile does not show its stock to the end.
        return (new RecordPage(records) { Rejected = rejected }, place with { Pending = rest, Resumed = place.Resumed || reply.Data.Location is null });
    }

    private void AddLevels(PlaceRow place, List<IPosRecord> records, List<RejectedRecord> rejected)
    {
        if (Wire.Id(place.Id) is not { } location) return;
        foreach (var row in (place.InventoryLevels?.Rows ?? []).OfType<LevelRow>())
        {
            if (row.Item?.Variants?.PageInfo?.HasNextPage == true)
            {
                warnings.Add("more than five variants share one stock; it is told for five");
                stockUnsure = true;
            }

            try
            {
                records.AddRange(ProductMapping.Map(row, location));
            }
            catch (SkipRecordException e)
            {
                rejected.Add(RejectedRecord.Of($"{location}:{Wire.Id(row.Item?.Variants?.Rows.FirstOrDefault()?.Id)}", e));
            }
        }
    }
}
