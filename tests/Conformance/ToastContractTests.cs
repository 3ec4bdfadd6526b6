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
        using var example = JsonDocument.Parse(await File.ReadAllTextAsync(Require.Shared("contracts/toast.order-example.json")));
        var check = new SchemaCheck(schemas, schema == "Orders.Order" ? Stated(example.RootElement) : []);
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

    [Fact]
    public void Given_a_required_field_that_is_missing_or_null_When_checked_Then_it_is_a_problem()
    {
        using var schemas = JsonDocument.Parse("""{"A":{"required":["guid"],"properties":{"guid":{"type":"string"},"name":{"type":"string"},"note":{"type":"string"}}}}""");
        var check = new SchemaCheck(schemas.RootElement, new HashSet<string> { "name" });
        foreach (var json in (string[])["""{"guid":"x","note":null}""", "{}", """{"guid":null}""", """{"guid":"x","name":null}"""])
        {
            using var value = JsonDocument.Parse(json);
            check.Visit(value.RootElement, schemas.RootElement.GetProperty("A"), "a");
        }

        check.Problems.ShouldBe(["a.guid is missing", "a.guid is null", "a.name is null"]);
    }

    // The names that Toast's own example of an answer states, and never as null.
    private static HashSet<string> Stated(JsonElement example)
    {
        var (stated, nulls) = (new HashSet<string>(), new HashSet<string>());
        Walk(example);
        stated.ExceptWith(nulls);
        return stated;

        void Walk(JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Array)
                foreach (var item in value.EnumerateArray()) Walk(item);
            if (value.ValueKind != JsonValueKind.Object) return;
            foreach (var field in value.EnumerateObject())
            {
                (field.Value.ValueKind == JsonValueKind.Null ? nulls : stated).Add(field.Name);
                Walk(field.Value);
            }
        }
    }

    // Toast's files hardly ever say that a field may be null, and its answers are full of nulls (contracts/toast.md): so a null
    // passes, but for a field that is required, or that Toast's own example never has without a value.
    private sealed class SchemaCheck(JsonElement schemas, IReadOnlySet<string> stated)
    {
        // The contract's page names these as null where there is nobody, or nothing to deliver.
        private static readonly string[] MayBeNull = ["customer", "deliveryInfo", "estimatedFulfillmentDate"];

        public List<string> Problems { get; } = [];

        public void Visit(JsonElement value, JsonElement schema, string at)
        {
            schema = Resolve(schema);
            if (value.ValueKind == JsonValueKind.Null) return;
            var (known, required) = (new Dictionary<string, JsonElement>(), new HashSet<string>());
            Collect(schema, known, required);
            if (value.ValueKind == JsonValueKind.Object && known.Count > 0) Fields(value, known, required, at);
            else if (schema.TryGetProperty("type", out var type) && !Fits(value, type.GetString()!)) Problems.Add($"{at} is no {type}");
            if (schema.TryGetProperty("enum", out var words) && value.ValueKind == JsonValueKind.String
                && words.EnumerateArray().All(w => w.GetString() != value.GetString())) Problems.Add($"{at} is '{value}'");
            if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
                foreach (var item in value.EnumerateArray()) Visit(item, items, at + "[]");
        }

        private void Fields(JsonElement value, Dictionary<string, JsonElement> known, HashSet<string> required, string at)
        {
            foreach (var name in required.Where(n => !value.TryGetProperty(n, out _))) Problems.Add($"{at}.{name} is missing");
            foreach (var field in value.EnumerateObject())
            {
                var mayBeNull = known.TryGetValue(field.Name, out var its) && Resolve(its).TryGetProperty("nullable", out var nullable) && nullable.GetBoolean();
                if (field.Value.ValueKind == JsonValueKind.Null && !mayBeNull && (required.Contains(field.Name) || (stated.Contains(field.Name) && !MayBeNull.Contains(field.Name))))
                    Problems.Add($"{at}.{field.Name} is null");
                if (known.TryGetValue(field.Name, out var schema)) Visit(field.Value, schema, $"{at}.{field.Name}");
                else Problems.Add($"{at}.{field.Name} is not in the contract");
            }
        }

        private void Collect(JsonElement schema, Dictionary<string, JsonElement> known, HashSet<string> required)
        {
            schema = Resolve(schema);
            if (schema.TryGetProperty("properties", out var properties))
                foreach (var property in properties.EnumerateObject()) known[property.Name] = property.Value;
            if (schema.TryGetProperty("required", out var names)) required.UnionWith(names.EnumerateArray().Select(n => n.GetString()!));
            if (schema.TryGetProperty("allOf", out var parts))
                foreach (var part in parts.EnumerateArray()) Collect(part, known, required);
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
