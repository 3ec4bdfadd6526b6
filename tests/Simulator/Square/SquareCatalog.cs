using System.Text.Json.Nodes;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Square;

/// <summary>Answers for the catalog: items with their variations, and the variations by themselves where asked for.</summary>
internal sealed class SquareCatalog(FakeSquare fake)
{
    private const int Most = 1000;

    private readonly SquarePaging paging = new(fake.Options);

    private sealed record Entry(string Type, string Id, DateTimeOffset UpdatedAt, bool Deleted, string? Category, string? Item, Func<JsonObject> Write);

    public JsonObject Search(JsonObject ask)
    {
        var all = Entries();
        var types = SquareJsonText.List(ask, "object_types") ?? ["ITEM", "CATEGORY"];
        var (after, deleted) = (SquareTime.Parse(ask, "begin_time"), ask["include_deleted_objects"]?.GetValue<bool>() == true);
        // The time to begin after is exclusive.
        var found = all.Where(e => types.Contains(e.Type) && (deleted || !e.Deleted) && !(e.UpdatedAt <= after)).ToList();
        var limited = ask.DeepClone().AsObject();
        if (SquarePaging.Limit(ask) is < 1 or > Most) limited.Remove("limit"); // A limit that cannot be is ignored.
        var answer = paging.Page(limited, "objects", found.Select(e => new SquareRow(e.Type + " " + e.Id, e.Write)), Most, Most);
        if (ask["include_related_objects"]?.GetValue<bool>() == true) AddRelated(answer, all);
        if (all.Count > 0) answer["latest_time"] = SquareTime.Text(all.Max(e => e.UpdatedAt));
        return answer;
    }

    public JsonObject ByIds(JsonObject ask)
    {
        var ids = SquareJsonText.List(ask, "object_ids") ?? [];
        if (ids.Count > 1000) throw SquareRefusal.Bad("ARRAY_LENGTH_TOO_LONG", "At most 1000 objects.", "object_ids");
        return new JsonObject { ["objects"] = new JsonArray([.. Entries().Where(e => !e.Deleted && ids.Contains(e.Id)).Select(e => e.Write())]) };
    }

    // One level deep: an item's categories, a variation's item (but not that item's categories).
    private static void AddRelated(JsonObject answer, List<Entry> all)
    {
        var there = (answer["objects"] as JsonArray ?? []).Select(o => $"{o!["type"]} {o["id"]}").ToHashSet();
        var shown = all.Where(e => there.Contains($"{e.Type} {e.Id}")).ToList();
        var items = shown.Select(e => e.Item).OfType<string>().ToHashSet();
        var categories = shown.Select(e => e.Category).OfType<string>().ToHashSet();
        var related = all.Where(e => !there.Contains($"{e.Type} {e.Id}") && !e.Deleted
            && ((e.Type == "ITEM" && items.Contains(e.Id)) || (e.Type == "CATEGORY" && categories.Contains(e.Id)))).ToList();
        if (related.Count > 0) answer["related_objects"] = new JsonArray([.. related.Select(e => e.Write())]);
    }

    private List<Entry> Entries()
    {
        var products = fake.Truth.Products.Snapshot();
        var entries = new List<Entry>();
        foreach (var category in products.Select(p => p.Category).OfType<string>().Distinct()) entries.Add(Category(category));
        foreach (var item in products.GroupBy(p => p.ParentId))
        {
            var all = item.ToList();
            entries.Add(Item(item.Key, all, all.Where(p => !p.Deleted).ToList()));
            entries.AddRange(all.Select(p => new Entry("ITEM_VARIATION", p.Id, p.UpdatedAt, p.Deleted, null, p.ParentId, () => Variation(p))));
        }

        return entries;
    }

    private Entry Category(string name)
    {
        var (now, at) = fake.RenamedCategories.TryGetValue(name, out var renamed) ? renamed : (name, DateTimeOffset.UnixEpoch);
        return new Entry("CATEGORY", "CAT-" + name, at, false, null, null, () => new JsonObject
        {
            ["type"] = "CATEGORY",
            ["id"] = "CAT-" + name,
            ["updated_at"] = SquareTime.Text(at),
            ["version"] = at.ToUnixTimeMilliseconds(),
            ["is_deleted"] = false,
            ["category_data"] = new JsonObject { ["name"] = now },
        });
    }

    // A deleted variation is not within its item any more; a deleted item has none.
    private Entry Item(string id, List<TruthProduct> all, List<TruthProduct> live)
    {
        var (updated, first) = (all.Max(p => p.UpdatedAt), all[0]);
        var category = first.Category is { } name ? "CAT-" + name : null;
        return new Entry("ITEM", id, updated, live.Count == 0, live.Count == 0 ? null : category, null, () =>
        {
            var item = new JsonObject
            {
                ["type"] = "ITEM",
                ["id"] = id,
                ["updated_at"] = SquareTime.Text(updated),
                ["version"] = updated.ToUnixTimeMilliseconds(),
                ["is_deleted"] = live.Count == 0,
                ["present_at_all_locations"] = true,
            };
            if (live.Count == 0) return item;
            item["item_data"] = new JsonObject
            {
                ["name"] = first.Name,
                ["is_archived"] = live.TrueForAll(p => p.Archived),
                ["categories"] = category is null ? null : new JsonArray(new JsonObject { ["id"] = category, ["ordinal"] = 0 }),
                ["variations"] = new JsonArray([.. live.Select(Variation)]),
            };
            return item;
        });
    }

    private JsonObject Variation(TruthProduct p)
    {
        var row = new JsonObject
        {
            ["type"] = "ITEM_VARIATION",
            ["id"] = p.Id,
            ["updated_at"] = SquareTime.Text(p.UpdatedAt),
            ["version"] = p.UpdatedAt.ToUnixTimeMilliseconds(),
            ["is_deleted"] = p.Deleted,
            ["present_at_all_locations"] = true,
        };
        if (!p.Deleted) row["item_variation_data"] = VariationData(p);
        return row;
    }

    // Only items are archived at Square; one variation alone is taken off the shelves by not being for sale.
    private JsonObject VariationData(TruthProduct p) => new()
    {
        ["item_id"] = p.ParentId,
        ["name"] = p.Variant ?? "Regular",
        ["sku"] = p.Sku,
        ["upc"] = p.Barcode,
        ["pricing_type"] = "FIXED_PRICING",
        ["price_money"] = new JsonObject { ["amount"] = p.Price, ["currency"] = fake.Truth.Currency },
        ["sellable"] = !p.Archived,
        ["location_overrides"] = new JsonArray([.. (fake.SoldOut.GetValueOrDefault(p.Id) ?? []).Select(l => SoldOut(p.Id, l))]),
    };

    // It goes on saying so when the time has come.
    private JsonObject SoldOut(string product, string location)
    {
        var row = new JsonObject { ["location_id"] = location, ["sold_out"] = true };
        if (fake.SoldOutUntil.TryGetValue(product, out var until)) row["sold_out_valid_until"] = SquareTime.Text(until);
        return row;
    }
}
