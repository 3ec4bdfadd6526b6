using System.Net.Http.Json;
using System.Text.Json;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>The fake Toast says nothing that Toast's published contract does not know.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastContractTests
{
    [SkippableTheory]
    [InlineData("/orders/v2/ordersBulk?startDate=2026-11-01T00:00:00.000%2B0000&endDate=2026-11-25T00:00:00.000%2B0000", "Orders.Order")]
    [InlineData("/menus/v2/metadata", "Menus.Metadata")]
    [InlineData("/menus/v2/menus", "Menus.Restaurant")]
    [InlineData("/stock/v1/inventory", "Stock.MenuItemInventory")]
    [InlineData("/restaurants/v1/restaurants/{0}", "Restaurants.RestaurantInfo")]
    public async Task Given_the_fake_When_it_answers_Then_the_published_contract_holds(string path, string schema)
    {
        using var contract = JsonDocument.Parse(await File.ReadAllTextAsync(Require.Shared("contracts/toast.openapi.json")));
        var truth = PosTruth.Generate(new TruthPlan { Ids = TruthIds.Uuids, Orders = 120, Locations = 1 });
        truth.Orders[0] = truth.Orders[0] with { ServiceCharge = 100, Rounding = 2, Refunded = 50, Tip = 30 };
        await using var pos = await FakeToast.StartAsync(truth, new FakePosOptions());
        using var client = new HttpClient { BaseAddress = new Uri(pos.Settings["baseUrl"]) };
        var login = await client.PostAsJsonAsync("/authentication/v1/authentication/login", new
        {
            clientId = FakeToast.ClientId,
            clientSecret = FakeToast.ClientSecret,
            userAccessType = "TOAST_MACHINE_CLIENT",
        });
        using var token = JsonDocument.Parse(await login.Content.ReadAsStringAsync());
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + token.RootElement.GetProperty("token").GetProperty("accessToken").GetString());
        client.DefaultRequestHeaders.Add("Toast-Restaurant-External-ID", truth.Locations[0].Id);

        using var answer = JsonDocument.Parse(await client.GetStringAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, truth.Locations[0].Id)));

        var schemas = contract.RootElement.GetProperty("components").GetProperty("schemas");
        var check = new SchemaCheck(schemas);
        if (answer.RootElement.ValueKind == JsonValueKind.Array)
        {
            answer.RootElement.GetArrayLength().ShouldBeGreaterThan(5);
            foreach (var row in answer.RootElement.EnumerateArray()) check.Visit(row, schemas.GetProperty(schema), schema);
        }
        else
        {
            check.Visit(answer.RootElement, schemas.GetProperty(schema), schema);
        }

        check.Visit(token.RootElement, schemas.GetProperty("Auth.AuthenticationResponse"), "login");
        check.Problems.Distinct().ShouldBe([]);
    }

    // Nulls pass everywhere: Toast's own examples are full of them where its files say nothing of it.
    private sealed class SchemaCheck(JsonElement schemas)
    {
        public List<string> Problems { get; } = [];

        public void Visit(JsonElement value, JsonElement schema, string at)
        {
            schema = Resolve(schema);
            if (value.ValueKind == JsonValueKind.Null) return;
            var known = new Dictionary<string, JsonElement>();
            Collect(schema, known);
            if (value.ValueKind == JsonValueKind.Object && known.Count > 0) Fields(value, known, at);
            else if (schema.TryGetProperty("type", out var type) && !Fits(value, type.GetString()!)) Problems.Add($"{at} is no {type}");
            if (schema.TryGetProperty("enum", out var words) && value.ValueKind == JsonValueKind.String
                && words.EnumerateArray().All(w => w.GetString() != value.GetString())) Problems.Add($"{at} is '{value}'");
            if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
                foreach (var item in value.EnumerateArray()) Visit(item, items, at + "[]");
        }

        private void Fields(JsonElement value, Dictionary<string, JsonElement> known, string at)
        {
            foreach (var field in value.EnumerateObject())
            {
                if (known.TryGetValue(field.Name, out var schema)) Visit(field.Value, schema, $"{at}.{field.Name}");
                else Problems.Add($"{at}.{field.Name} is not in the contract");
            }
        }

        private void Collect(JsonElement schema, Dictionary<string, JsonElement> known)
        {
            schema = Resolve(schema);
            if (schema.TryGetProperty("properties", out var properties))
                foreach (var property in properties.EnumerateObject()) known[property.Name] = property.Value;
            if (schema.TryGetProperty("allOf", out var parts))
                foreach (var part in parts.EnumerateArray()) Collect(part, known);
        }

        private JsonElement Resolve(JsonElement schema)
        {
            while (schema.TryGetProperty("$ref", out var to)) schema = schemas.GetProperty(to.GetString()!.Split('/')[^1]);
            return schema;
        }

        private static bool Fits(JsonElement value, string type) => type switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array,
            _ => true,
        };
    }
}
