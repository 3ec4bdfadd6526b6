using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Web.Tests.Rules;

/// <summary>What admins may write on products, and that it goes well together with syncs.</summary>
public sealed class MenuFieldTests
{
    private const string Public = "publicViews/products/items";
    private static readonly OrgId Org = OrgId.Parse("a");
    private static readonly RulesUser Admin = new("admin", "a", "admin");
    private static readonly RulesUser Viewer = new("viewer", "a", "viewer");

    private static readonly (JsonObject Data, bool Allowed)[] Edits =
    [
        (Data("""{"sortOrder":7}"""), true),
        (Data("""{"isFeatured":false}"""), true),
        (Data("""{"imageUrl":"https://admin.example.com/a.jpg?v=2"}"""), true),
        (Data("""{"sortOrder":null,"isFeatured":null,"imageUrl":null}"""), true), // taken away
        (Data("""{}"""), true), // changes nothing
        (Data("""{"sortOrder":"first"}"""), false),
        (Data("""{"sortOrder":1.5}"""), false),
        (Data("""{"isFeatured":"yes"}"""), false),
        (Data("""{"isFeatured":1}"""), false),
        (Data("""{"imageUrl":"http://admin.example.com/a.jpg"}"""), false),
        (Data("""{"imageUrl":"javascript:alert(1)//https://x"}"""), false),
        (Data("""{"imageUrl":"https://admin.example.com/a.jpg onerror=x"}"""), false),
        (Data("""{"imageUrl":["https://admin.example.com/a.jpg"]}"""), false),
        (Data("""{"imageSource":"admin"}"""), false),
        (Data("""{"sortOrder":8,"updatedAt":"now"}"""), false),
        (Data("""{"sortOrder":8,"available":false}"""), false),
        (new JsonObject { ["imageUrl"] = "https://x/".PadRight(2048, 'y') }, true),
        (new JsonObject { ["imageUrl"] = "https://x/".PadRight(2049, 'y') }, false),
    ];

    [SkippableFact]
    public async Task GivenProducts_WhenAnAdminWritesMenuFields_ThenOnlyWhatTheyMayHoldGoesIn()
    {
        var client = await WebClient.OpenAsync();
        for (var i = 0; i < Edits.Length; i++) await SeedAsync(client, $"{i}", w => w.Flag("available", true));
        (await client.WrongAsync([.. Edits.SelectMany((e, i) => On($"{i}", e.Data, e.Allowed))])).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task GivenAPictureOfThePosThatNoAdminMayWrite_WhenTheOrderIsEdited_ThenThePictureIsNoHindrance()
    {
        var client = await WebClient.OpenAsync();
        await SeedAsync(client, "one", w =>
        {
            w.Text("imageUrl", "http://pos.example.com/1.jpg");
            w.Text("sortOrder", "last");
        });
        (await client.WrongAsync(On("one", new JsonObject { ["isFeatured"] = true }, true))).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task GivenASyncedShop_WhenAnAdminEditsTheMenuOpensItAndItIsSyncedAgain_ThenTheEditStaysAndTheWorldSeesNoCost()
    {
        var client = await WebClient.OpenAsync();
        await using var pos = await FakeAlleaves.StartAsync(ShopTruth.Generate(new ShopPlan { Customers = 8, Orders = 12, Products = 4 }));
        await using var parts = await ConnectAsync(client, pos);
        await SyncAsync(parts);
        await ShouldBeClassifiedAsync(parts);
        var product = pos.Shop.Products[0];
        var (shown, legacy) = ($"tenants/a/{Public}/{product.Id}", $"tenants/a/products/{product.Id}");
        var edit = new JsonObject { ["sortOrder"] = 7, ["isFeatured"] = true, ["imageUrl"] = "https://admin.example.com/better.jpg" };
        await parts.Orgs.SaveAsync(Org, Settings(open: true));
        (await client.WrongAsync(
        [
            new WebCheck(Admin, "update", shown, edit, true), new WebCheck(Admin, "update", legacy, edit, true),
            new WebCheck(RulesUser.Nobody, "get", shown, null, false), new WebCheck(Viewer, "list", $"tenants/a/{Public}", null, false),
        ])).ShouldBeEmpty("the costs stand there still");
        pos.Shop.Products[0] = product with { Price = product.Price + 1, Cost = product.Cost + 1 };

        await SyncAsync(parts);
        await SyncAsync(parts, full: true);

        (await client.WrongAsync(
        [
            new WebCheck(RulesUser.Nobody, "get", shown, null, true), new WebCheck(Viewer, "list", $"tenants/a/{Public}", null, true),
            new WebCheck(RulesUser.Nobody, "get", legacy, null, false), new WebCheck(Viewer, "list", "tenants/a/products", null, false),
        ])).ShouldBeEmpty();
        foreach (var collection in new[] { Public, "products" })
        {
            var stored = (await parts.Store.OpenTenant(Org).GetAsync(new DocumentPath(collection, product.Id)))!.Body.Read();
            (stored.Integer("sortOrder"), stored.Flag("isFeatured"), stored.Text("imageUrl"), stored.Number("price"), stored.Has("cost"))
                .ShouldBe((7, true, "https://admin.example.com/better.jpg", product.Price + 1, collection != Public));
        }
    }

    private static JsonObject Data(string json) => JsonNode.Parse(json)!.AsObject();

    private static WebCheck[] On(string id, JsonObject data, bool allowed) =>
        [new(Admin, "update", $"tenants/a/{Public}/{id}", data, allowed), new(Admin, "update", $"tenants/a/products/{id}", data, allowed)];

    private static async Task SeedAsync(WebClient client, string id, Action<DocumentBodyWriter> fields)
    {
        await using var store = client.OpenStore();
        await store.OpenTenant(Org).CommitAsync(
            [.. new[] { Public, "products" }.Select(c => DocumentWrite.Replace(new DocumentPath(c, id), DocumentBody.Build(fields)))]);
    }

    private static async Task<SyncServices> ConnectAsync(WebClient client, FakeAlleaves pos)
    {
        var key = Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
        var parts = SyncServices.Over(client.OpenStore(), new SyncSettings { Store = StoreLocation.Parse("firestore:unused"), MasterKey = key, AllowedHosts = AllowedHosts.Parse("127.0.0.1") }, TimeProvider.System);
        await parts.Orgs.AddAsync(Org, Settings(open: false));
        var settings = ConnectionSettings.From(parts.Connectors.Find("alleaves").Descriptor, pos.Settings());
        await parts.Connections.SaveAsync(parts.Store.OpenTenant(Org), "main", "alleaves", settings, []);
        return parts;
    }

    private static OrgSettings Settings(bool open) => new() { Name = "a", PublicMenu = open };

    private static async Task SyncAsync(SyncServices parts, bool full = false) =>
        (await parts.Runner.RunAsync(Org, new RunOptions { Full = full })).Result.ShouldBe(RunResult.Done);

    /// <summary>What a real run writes: into classified collections only, and costs where not every member reads.</summary>
    private static async Task ShouldBeClassifiedAsync(SyncServices parts)
    {
        var tenant = parts.Store.OpenTenant(Org);
        var costs = new HashSet<string>();
        await foreach (var collection in tenant.ListCollectionsAsync())
        {
            if (collection == "publicViews") continue; // holds the views, and no document
            Classified.All.Keys.ShouldContain(collection);
            await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = collection }))
                if (NamesIn(document.Body).Any(n => n.Contains("cost", StringComparison.OrdinalIgnoreCase))) costs.Add(collection);
        }

        costs.Where(c => Classified.All[c] is Access.Costs or Access.Menu).ShouldBe(["products", Public], ignoreOrder: true);
        costs.Where(c => Classified.All[c] == Access.Members).ShouldBeEmpty();
    }

    private static IEnumerable<string> NamesIn(DocumentBody body)
    {
        var reader = new Utf8JsonReader(body.Json.Span);
        var names = new List<string>();
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName) names.Add(Encoding.UTF8.GetString(reader.ValueSpan));
        return names;
    }
}
