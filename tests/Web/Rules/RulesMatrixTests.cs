using System.Text.Json.Nodes;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Tests.Rules;

/// <summary>Every kind of user, every collection, every operation, with the web client that apps use.</summary>
public sealed class RulesMatrixTests
{
    private static readonly string[] Roles = ["owner", "admin", "manager", "viewer"];
    private static readonly string[] CostRoles = ["owner", "admin", "manager"];
    private static readonly string[] MenuRoles = ["owner", "admin"];

    [Fact]
    public void GivenTheSources_WhenTheyNameCollections_ThenEachIsClassified()
    {
        var (names, unclear) = CollectionsInCode.Find();

        unclear.ShouldBeEmpty("Say the collection with a constant of the same class, or of Collections, so that it is seen here.");
        names.Except(Classified.All.Keys).ShouldBeEmpty("Decide who may read them: in Classified, and in firestore.rules if it is not nobody.");
        new[] { "customers", "connections", "ledger", "leases", "keys", "settings", "people_rules", "connect_states", "sync_status", "privacy" }.ShouldBeSubsetOf(names);
    }

    [Theory]
    [InlineData("var p = new DocumentPath(\"tills\", id);", "tills")]
    [InlineData("static readonly DocumentPath Path = new(\"tills\", \"one\");", "tills")]
    [InlineData("static DocumentPath Path { get; } = new(\"tills\", \"one\");", "tills")]
    [InlineData("const string Where = \"tills\"; DocumentPath PathOf(string id) => new(Where, id);", "tills")]
    [InlineData("const string Where = \"tills\"; var q = new DocumentQuery { Collection = Where };", "tills")]
    [InlineData("var q = new DocumentQuery\n{\n    Collection = \"tills\",\n};", "tills")]
    [InlineData("var p = new DocumentPath(Elsewhere.Tills, id);", null)]
    public void GivenASourceThatMakesAPath_WhenItIsRead_ThenItsCollectionIsFoundOrMissed(string code, string? collection)
    {
        var (names, unclear) = CollectionsInCode.Find(new Dictionary<string, string> { ["src/X.cs"] = code });

        names.ShouldBe(collection is null ? [] : [collection]);
        unclear.Count.ShouldBe(collection is null ? 1 : 0);
    }

    [SkippableFact]
    public async Task GivenTwoOrgs_WhenAllKindsOfUsersTryAllOperationsOnAllCollections_ThenEachMayWhatTheirRoleMay()
    {
        var client = await WebClient.OpenAsync();
        await using (var store = client.OpenStore())
        {
            await SeedAsync(store, "a", [.. Classified.All.Keys, .. Classified.Beside]);
            await SeedAsync(store, "b", [.. Classified.All.Keys, .. Classified.Beside]);
        }

        var collections = Classified.All.Concat(Classified.Beside.Select(c => KeyValuePair.Create(c, Access.Nobody)));
        var checks = RulesUser.Around("a", other: "b").SelectMany(u => collections.SelectMany(c => Matrix(u, "a", c.Key, c.Value, open: false)).Concat(Above(u))).ToList();

        (await client.WrongAsync(checks)).ShouldBeEmpty($"of {checks.Count}");
        checks.Count(c => c.Allowed).ShouldBeGreaterThan(150);
        checks.Count.ShouldBeGreaterThan(3000);
    }

    [SkippableFact]
    public async Task GivenOrgsMenus_WhenOneIsOpenAndWithoutCosts_ThenAllMayReadItAndNothingElse()
    {
        (string Org, bool? Open, bool? Ready, bool Shows)[] orgs =
        [
            ("open", true, true, true),
            ("opened", true, null, false), // costs may still stand there
            ("unready", true, false, false),
            ("closed", false, true, false),
            ("never", null, null, false),
        ];
        string[] collections = ["publicViews/products/items", "products", "customers", "connections"];
        var client = await WebClient.OpenAsync();
        await using (var store = client.OpenStore())
            foreach (var (org, open, ready, _) in orgs) await SeedAsync(store, org, collections, open, ready);

        var checks = orgs.SelectMany(o => RulesUser.Around(o.Org, other: o.Org == "open" ? "never" : "open")
            .SelectMany(u => collections.SelectMany(c => Matrix(u with { Name = $"{u.Name} around {o.Org}" }, o.Org, c, Classified.All[c], o.Shows)))).ToList();

        (await client.WrongAsync(checks)).ShouldBeEmpty($"of {checks.Count}");
        checks.Count(c => c.Allowed && c.User.Claims() is null).ShouldBe(4); // get, list, query, count of the open one
    }

    private static IEnumerable<WebCheck> Matrix(RulesUser user, string org, string collection, Access access, bool open)
    {
        var (all, one) = ($"tenants/{org}/{collection}", $"tenants/{org}/{collection}/one");
        var reads = access switch
        {
            Access.Members => user.Is(org, Roles),
            Access.Costs => user.Is(org, CostRoles),
            Access.Menu => open || user.Is(org, CostRoles),
            _ => false,
        };
        yield return new WebCheck(user, "get", one, null, reads);
        foreach (var op in new[] { "list", "query", "count" }) yield return new WebCheck(user, op, all, null, reads);
        yield return new WebCheck(user, "create", $"{all}/made by {user.Name}", new JsonObject { ["x"] = 1 }, false);
        yield return new WebCheck(user, "create", $"{all}/menu by {user.Name}", Menu(), false);
        yield return new WebCheck(user, "create", one, new JsonObject { ["x"] = 2 }, false); // in the old one's place
        yield return new WebCheck(user, "update", one, new JsonObject { ["x"] = 2 }, false);
        yield return new WebCheck(user, "delete", one, null, false);
        var writes = access is Access.Costs or Access.Menu && user.Is(org, MenuRoles);
        yield return new WebCheck(user, "update", one, Menu(), writes);
        yield return new WebCheck(user, "merge", one, Menu(), writes);
        yield return new WebCheck(user, "update", one, Menu(("price", 1)), false);
        yield return new WebCheck(user, "update", one, Menu(("cost", null)), false); // takes a field away
        yield return new WebCheck(user, "group", collection.Split('/')[^1], null, false);
    }

    /// <summary>The orgs' own documents, and what lies outside of all orgs.</summary>
    private static IEnumerable<WebCheck> Above(RulesUser user)
    {
        foreach (var path in new[] { "tenants/a", "tenants/b", "users/one", "elsewhere/one" })
        {
            yield return new WebCheck(user, "get", path, null, false);
            yield return new WebCheck(user, "merge", path, new JsonObject { ["publicMenu"] = true, ["publicMenuReady"] = true }, false);
            yield return new WebCheck(user, "delete", path, null, false);
        }

        foreach (var op in new[] { "list", "query", "count" }) yield return new WebCheck(user, op, "tenants", null, false);
        yield return new WebCheck(user, "create", $"tenants/{user.Name}", new JsonObject { ["publicMenu"] = true }, false);
    }

    private static JsonObject Menu(params (string Name, JsonNode? Value)[] further)
    {
        var data = new JsonObject { ["sortOrder"] = 3, ["isFeatured"] = true, ["imageUrl"] = "https://admin.example.com/better.jpg" };
        foreach (var (name, value) in further) data[name] = value;
        return data;
    }

    private static async Task SeedAsync(IDocumentStore store, string org, IReadOnlyList<string> collections, bool? open = null, bool? ready = null)
    {
        var tenant = store.OpenTenant(OrgId.Parse(org));
        var body = DocumentBody.Build(w =>
        {
            w.Number("cost", 4);
            w.Number("price", 10);
            w.Number("x", 1);
        });
        var own = DocumentBody.Build(w =>
        {
            w.Text("id", org);
            if (open is { } o) w.Flag("publicMenu", o);
            if (ready is { } r) w.Flag("publicMenuReady", r);
        });
        await tenant.CommitAsync([DocumentWrite.Replace(DocumentPath.Tenant, own), .. collections.Select(c => DocumentWrite.Replace(new DocumentPath(c, "one"), body))]);
    }
}
