using System.Globalization;
using System.Text.Json.Nodes;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Square;

/// <summary>Answers for orders. What went back of a sale is a second order, and the sale stays as it was.</summary>
internal sealed class SquareOrders(FakeSquare fake)
{
    private readonly SquarePaging paging = new(fake.Options);
    private readonly SquareOrderJson json = new(fake.Truth);

    private sealed record Entry(string Id, string LocationId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, Func<JsonObject> Write);

    public JsonObject Search(JsonObject ask)
    {
        SquarePaging.CheckLimit(ask, 1000);
        var places = Places(ask);
        var (filter, sort) = (ask["query"]?["filter"]?["date_time_filter"] as JsonObject, ask["query"]?["sort"] as JsonObject);
        var field = sort is null ? "CREATED_AT" : SquareJsonText.Of(sort, "sort_field");
        if (filter is not null && filter.Any(f => f.Key.ToUpperInvariant() != field || sort is null))
            throw SquareRefusal.Bad("BAD_REQUEST", "The sort field must match the date-time filter.", "query.sort.sort_field");
        var down = sort is null || SquareJsonText.Of(sort, "sort_order") != "ASC";
        var found = Entries().Where(e => places.Contains(e.LocationId)
            && SquareTime.Within(filter?["created_at"], e.CreatedAt) && SquareTime.Within(filter?["updated_at"], e.UpdatedAt));
        var whole = ask["return_entries"] is { } entries && !entries.GetValue<bool>();
        return paging.Page(ask, whole ? "orders" : "order_entries", found.Select(e => new SquareRow(
            SquareTime.Key(field == "UPDATED_AT" ? e.UpdatedAt : e.CreatedAt, down, e.Id),
            whole ? e.Write : () => new JsonObject { ["order_id"] = e.Id, ["location_id"] = e.LocationId })), 500, 1000);
    }

    public JsonObject ByIds(JsonObject ask)
    {
        var ids = SquareJsonText.List(ask, "order_ids") ?? [];
        if (ids.Count is 0 or > 100) throw SquareRefusal.Bad("ARRAY_LENGTH_TOO_LONG", "1 to 100 orders.", "order_ids");
        return new JsonObject { ["orders"] = new JsonArray([.. Entries().Where(e => ids.Contains(e.Id)).Select(e => e.Write())]) };
    }

    private List<string> Places(JsonObject ask)
    {
        var places = SquareJsonText.List(ask, "location_ids") ?? [];
        if (places.Count == 0) throw SquareRefusal.Bad("MISSING_REQUIRED_PARAMETER", "location_ids is required.", "location_ids");
        if (places.Count > 10) throw SquareRefusal.Bad("ARRAY_LENGTH_TOO_LONG", "At most 10 locations.", "location_ids");
        var known = fake.Truth.Locations.Snapshot().Select(l => l.Id).ToHashSet();
        return places.TrueForAll(known.Contains) ? places : throw SquareRefusal.Bad("INVALID_VALUE", "A location is not the merchant's.", "location_ids");
    }

    private IEnumerable<Entry> Entries()
    {
        foreach (var o in fake.Truth.Orders.Snapshot().Where(o => !o.Deleted))
        {
            yield return new Entry(o.Id, o.LocationId, o.CreatedAt, o.UpdatedAt, () => o.Total < 0 ? json.Unlinked(o) : json.Sale(o));
            if (o.Refunded > 0) yield return new Entry(o.Id + "-R", o.LocationId, o.UpdatedAt, o.UpdatedAt, () => json.Return(o));
        }

        foreach (var raw in fake.RawOrders.Snapshot())
        {
            var order = JsonNode.Parse(raw)!.AsObject();
            yield return new Entry((string)order["id"]!, (string)order["location_id"]!, Time(order, "created_at"), Time(order, "updated_at"), () => order);
        }
    }

    private static DateTimeOffset Time(JsonObject order, string name) =>
        order[name] is JsonValue text && DateTimeOffset.TryParse((string?)text, CultureInfo.InvariantCulture, out var time) ? time : DateTimeOffset.UnixEpoch;
}
