using System.Globalization;
using System.Text.Json.Nodes;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Square;

/// <summary>Answers for locations, customers, loyalty accounts and counts.</summary>
internal sealed class SquarePeople(FakeSquare fake)
{
    private readonly SquarePaging paging = new(fake.Options);

    public JsonObject Locations() => new()
    {
        ["locations"] = new JsonArray([.. fake.Truth.Locations.Snapshot().Select(l => new JsonObject
        {
            ["id"] = l.Id,
            ["name"] = l.Name,
            ["timezone"] = l.TimeZone,
            ["status"] = fake.Closed.ContainsKey(l.Id) ? "INACTIVE" : "ACTIVE",
            ["merchant_id"] = "MERCHANT1",
            ["currency"] = fake.Truth.Currency,
        })]),
    };

    public JsonObject Customers(JsonObject ask)
    {
        SquarePaging.CheckLimit(ask, 100);
        var (filter, sort) = (ask["query"]?["filter"] as JsonObject, ask["query"]?["sort"] as JsonObject ?? []);
        var byTime = SquareJsonText.Of(sort, "field") switch
        {
            null or "DEFAULT" => false,
            "CREATED_AT" => true,
            _ => throw SquareRefusal.Bad("INVALID_ENUM_VALUE", "There is no such sort field.", "query.sort.field"),
        };
        var down = SquareJsonText.Of(sort, "order") == "DESC";
        var found = fake.Truth.Customers.Snapshot()
            .Where(c => !c.Deleted && IsPublic(c) && SquareTime.Within(filter?["updated_at"], c.UpdatedAt) && SquareTime.Within(filter?["created_at"], c.CreatedAt)).ToList();
        var answer = paging.Page(
            ask, "customers", found.Select(c => new SquareRow(byTime ? SquareTime.Key(c.CreatedAt, down, c.Id) : $"{c.FirstName} {c.LastName} {c.Id}", () => Write(c))), 100, 100);
        if (ask["count"]?.GetValue<bool>() == true) answer["count"] = found.Count;
        return answer;
    }

    // Lists and counts hold only profiles "with public information" (SearchCustomers, 2025-08-20); by its id each is told.
    private static bool IsPublic(TruthCustomer c) => new[] { c.FirstName, c.LastName, c.Email, c.Phone }.Any(t => t is not null);

    public JsonObject CustomersById(JsonObject ask)
    {
        var ids = SquareJsonText.List(ask, "customer_ids") ?? [];
        if (ids.Count is 0 or > 100) throw SquareRefusal.Bad("ARRAY_LENGTH_TOO_LONG", "1 to 100 customers.", "customer_ids");
        var there = fake.Truth.Customers.Snapshot().Where(c => !c.Deleted).ToDictionary(c => c.Id);
        var responses = new JsonObject();
        foreach (var id in ids.Distinct())
            // Whoever was merged into another is answered with the other.
            responses[id] = there.TryGetValue(fake.Merged.GetValueOrDefault(id, id), out var customer)
                ? new JsonObject { ["customer"] = Write(customer) }
                : new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["category"] = "INVALID_REQUEST_ERROR", ["code"] = "NOT_FOUND", ["detail"] = $"Customer with ID `{id}` not found." }) };
        return new JsonObject { ["responses"] = responses };
    }

    public JsonObject Loyalty(JsonObject ask)
    {
        SquarePaging.CheckLimit(ask, 200);
        var ids = SquareJsonText.List(ask["query"] as JsonObject, "customer_ids");
        if (ids?.Count > 30) throw SquareRefusal.Bad("ARRAY_LENGTH_TOO_LONG", "At most 30 customers.", "query.customer_ids");
        var found = fake.Points.Snapshot().Where(p => ids is null || ids.Contains(p.Customer));
        return paging.Page(ask, "loyalty_accounts", found.Select(p => new SquareRow(p.Customer, () => new JsonObject
        {
            ["id"] = "LOY-" + p.Customer,
            ["program_id"] = "PROGRAM1",
            ["balance"] = p.Balance,
            ["lifetime_points"] = p.Balance + 100,
            ["customer_id"] = p.Customer,
            ["updated_at"] = SquareTime.Text(p.UpdatedAt),
        })), 30, 200);
    }

    public JsonObject Counts(JsonObject ask)
    {
        SquarePaging.CheckLimit(ask, 1000);
        var wanted = SquareJsonText.List(ask, "catalog_object_ids");
        var (places, states, after) = (SquareJsonText.List(ask, "location_ids"), SquareJsonText.List(ask, "states"), SquareTime.Parse(ask, "updated_after"));
        var levels = fake.Truth.Levels.Snapshot().Where(l => (wanted is null || wanted.Contains(l.ProductId)) && (places is null || places.Contains(l.LocationId)) && !(l.UpdatedAt <= after));
        var rows = levels.SelectMany(l => (string[])["IN_STOCK", "WASTE"], (Level, State) => (Level, State)).Where(r => states is null || states.Contains(r.State));
        return paging.Page(ask, "counts", rows.Select(r => new SquareRow(
            SquareTime.Key(r.Level.UpdatedAt, true, $"{r.Level.ProductId} {r.Level.LocationId} {r.State}"), () => Write(r.Level, r.State))), 100, 1000);
    }

    private static JsonObject Write(TruthCustomer c) => Json.Without(new JsonObject
    {
        ["id"] = c.Id,
        ["created_at"] = SquareTime.Text(c.CreatedAt),
        ["updated_at"] = SquareTime.Text(c.UpdatedAt),
        ["given_name"] = c.FirstName,
        ["family_name"] = c.LastName,
        ["email_address"] = c.Email,
        ["phone_number"] = c.Phone,
        ["note"] = c.Note,
        ["preferences"] = new JsonObject { ["email_unsubscribed"] = false },
        ["creation_source"] = "THIRD_PARTY",
        ["version"] = 1,
    });

    private static JsonObject Write(TruthLevel level, string state) => new()
    {
        ["catalog_object_id"] = level.ProductId,
        ["catalog_object_type"] = "ITEM_VARIATION",
        ["state"] = state,
        ["location_id"] = level.LocationId,
        ["quantity"] = state == "IN_STOCK" ? level.Quantity.ToString("0.#####", CultureInfo.InvariantCulture) : "1",
        ["calculated_at"] = SquareTime.Text(level.UpdatedAt),
    };

    private static class Json
    {
        // Square leaves out what it does not know.
        public static JsonObject Without(JsonObject row)
        {
            foreach (var name in row.Where(p => p.Value is null).Select(p => p.Key).ToList()) row.Remove(name);
            return row;
        }
    }
}
