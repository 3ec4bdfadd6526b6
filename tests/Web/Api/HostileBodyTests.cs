using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Api;

/// <summary>
/// Every body that the OpenAPI document describes, with something hostile in each of its texts: nothing of it is an error of ours, and
/// what is refused says which field and why, once.
/// </summary>
public sealed class HostileBodyTests
{
    private const string Org = "/api/orgs/shop";
    private const string Hole = "@@hostile@@";

    /// <summary>What stands in the place of a text, as JSON; and whether it must be refused.</summary>
    private static readonly Dictionary<string, (string Json, bool Refused)> Hostile = new()
    {
        ["null"] = ("null", true),
        ["a number"] = ("7", true),
        ["true"] = ("true", true),
        ["a list"] = ("[]", true),
        ["a map"] = ("{}", true),
        ["half of a character"] = ("\"a\\ud800b\"", true),
        ["the other half"] = ("\"\\udc00\"", true),
        ["a line break"] = ("\"a\\r\\nX-Evil: 1\"", true),
        ["signs that turn the text"] = ("\"a\\u202egnp.exe\\u2066\"", true),
        ["control characters"] = ("\"a\\u0000\\u0007\\u001b\"", true),
        ["nothing"] = ("\"\"", false),
        ["blanks"] = ("\"  \"", false),
        ["100 kB"] = ($"\"{new string('x', 100_000)}\"", false),
        ["many scripts"] = ("\"ключ 💥 مفتاح\"", false),
    };

    /// <summary>Where null, or an empty list, is a value: the document says so.</summary>
    private static readonly HashSet<string> Nullable = ["callingCode"];

    [Fact]
    public async Task GivenEveryBodyOfTheDocument_WhenItsTextsAreHostile_ThenNothingFailsAndRefusalsNameTheField()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var owner = await ApiUser.MemberAsync(service, "shop", Role.Owner);
        var viewer = (await Browserish.MemberAsync(service, "shop", Role.Viewer, "viewer@shop.example")).Id;
        await service.Parts.Connections.SaveAsync(
            service.Parts.Store.OpenTenant(OrgId.Parse("shop")), "alleaves", "alleaves", ConnectionSettings.From(service.Parts.Connectors.Find("alleaves").Descriptor, pos.Settings()), []);
        List<string> wrong = [];
        foreach (var (id, method, path, schema) in Bodies(owner))
        {
            var body = Sound(id, pos);
            // A field that is added to a body has to be added here.
            body.Select(f => f.Key).Order().ShouldBe(schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(), id);
            var address = path.Replace("{orgId}", "shop").Replace("{connectionId}", "alleaves").Replace("{memberId}", viewer).Replace("{stream}", "products");
            foreach (var field in Texts(body, ""))
                foreach (var (name, (json, refused)) in Hostile.Where(h => !IsSetting(field) || (h.Value.Refused && h.Key != "null")))
                    if (Fault(await SendAsync(owner, method, address, With(body, field, json)), refused && !(name == "null" && IsNullable(field)), field) is { } fault) wrong.Add($"{id}, {field} is {name}: {fault}");
            foreach (var json in (string[])["{\"colour\":1,", "{\"a\\ud800\":1,", "{\"\":1,", "{\"a\\u0000b\":1,", "{\"settings\":{\"a\\ud800\":\"x\"},\"more\":1,"])
                if (Fault(await SendAsync(owner, method, address, json + body.ToJsonString()[1..]), true, "") is { } fault) wrong.Add($"{id} with {json}: {fault}");
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenEveryConnector_WhenATextOfItsFormHoldsALineBreak_ThenThatSettingIsNamed()
    {
        await using var service = await Service.StartAsync();
        using var owner = await ApiUser.MemberAsync(service, "shop", Role.Owner);
        foreach (var descriptor in service.Parts.Connectors.All.Select(c => c.Descriptor).Where(d => d.Scheduled))
            foreach (var field in descriptor.Fields.Where(f => f is { Managed: false, Choices: null, Kind: SettingKind.Text }))
            {
                var settings = descriptor.Fields.Where(f => f is { Required: true, Managed: false }).ToDictionary(f => f.Name, Value);
                settings[field.Name] = "token\r\nX-Evil: 1";
                var reply = await owner.PostAsync(Org + "/connections/test", JsonSerializer.Serialize(new { connector = descriptor.Id, settings }));
                reply.ShouldBe(400).Error("settings." + field.Name).ShouldContain("line break");
                reply.Body.ShouldNotContain("X-Evil");
            }
    }

    [Theory]
    [InlineData("alleaves")]
    [InlineData("clover")]
    [InlineData("lightspeed")]
    [InlineData("rest")]
    [InlineData("shopify")]
    [InlineData("square")]
    [InlineData("toast")]
    public async Task GivenAPos_WhenASecretIsNothingThatAHeaderTakes_ThenItIsRefusedAndNotFailedOn(string connector)
    {
        var kind = FakePosCatalog.All[connector];
        await using var pos = await kind.Start(PosTruth.Generate(kind.Shape(new TruthPlan { Customers = 3, Orders = 3, Products = 3, Now = TimeProvider.System.GetUtcNow() })), new FakePosOptions { Time = TimeProvider.System });
        await using var service = await Service.StartAsync();
        using var owner = await ApiUser.MemberAsync(service, "shop", Role.Owner);
        foreach (var secret in service.Parts.Connectors.Find(connector).Descriptor.Fields.Where(f => f is { Secret: true, Managed: false } && pos.Settings.ContainsKey(f.Name)))
        {
            var settings = new Dictionary<string, string>(pos.Settings) { [secret.Name] = "ключ 💥" };
            var reply = await owner.PostAsync(Org + "/connections/test", JsonSerializer.Serialize(new { connector, settings }));
            reply.Status.ShouldBeLessThan(500, $"{secret.Name}: {reply.Body}");
            reply.Body.ShouldNotContain("try again in a few minutes"); // what cannot be sent is not taken for a POS that does not answer
        }
    }

    [Fact]
    public async Task GivenOneMistake_WhenItIsSent_ThenItIsToldOnce()
    {
        await using var service = await Service.StartAsync();
        using var owner = await ApiUser.MemberAsync(service, "shop", Role.Owner);
        foreach (var (path, json, field) in ((string, string, string)[])
        [
            ("/keys", """{"scopes":["data:read"]}""", "name"),
            ("/keys", """{"name":" ","scopes":["data:read"]}""", "name"),
            ("/keys", """{"name":"till"}""", "scopes"),
            ("/keys", """{"name":"till","scopes":["data:read","data:read","data:read"]}""", "scopes"),
            ("/invitations", """{"email":"x@shop.example"}""", "role"),
            ("/connections", """{"settings":{}}""", "connector"),
            ("/connections", """{"connector":"alleaves","settings":7}""", "settings"),
            ("/connections/test", """{"connector":"alleaves","settings":null}""", "settings"),
        ])
            (await owner.PostAsync(Org + path, json)).ShouldBe(400).Json.GetProperty("errors").EnumerateObject().ShouldHaveSingleItem()
                .ShouldSatisfyAllConditions(e => e.Name.ShouldBe(field), e => e.Value.GetArrayLength().ShouldBe(1, json));
        (await owner.PostAsync(Org + "/invitations", """{"email":"nowhere","role":"viewer"}""")).ShouldBe(422).Error("email").ShouldContain("'nowhere'");
    }

    private static string Value(SettingField field) => field switch
    {
        { Choices: [var first, ..] } => first,
        { Kind: SettingKind.Url } => "https://pos.example.com",
        { Kind: SettingKind.Number } => "1",
        _ => "text",
    };

    /// <summary>What goes, for each operation with a body.</summary>
    private static JsonObject Sound(string operation, FakeAlleaves pos) => JsonNode.Parse(operation switch
    {
        "changeOrg" => """{"name":"Shop","timeZone":"UTC","currency":"USD","callingCode":"44","dayStartHour":4,"deleteLimitShare":0.2,"deleteLimitCount":10,"publicMenu":false,"segments":{"vipOrders":10},"tiers":{"silver":100}}""",
        "makeKey" => """{"name":"till","scopes":["data:read"]}""",
        "changeMember" => """{"role":"viewer"}""",
        "invite" => """{"email":"new@shop.example","role":"viewer"}""",
        "runConnection" or "tryRun" => """{"full":false}""",
        "createConnection" => JsonSerializer.Serialize(new { id = "second", connector = "alleaves", settings = pos.Settings() }),
        "reimportOrders" or "withdrawReimport" => """{"from":"2026-01-01","to":"2026-01-02"}""",
        "approveDeletes" or "rejectDeletes" => """{"set":"0123"}""",
        "testConnection" or "previewConnection" => JsonSerializer.Serialize(new { connector = "alleaves", settings = pos.Settings() }),
        "changeConnection" => JsonSerializer.Serialize(new { settings = pos.Settings() }),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "This operation has a body that is not tried here."),
    })!.AsObject();

    /// <summary>Forms with a file: ImportTests sends them hostile fields.</summary>
    private static readonly HashSet<string> Forms = ["importFile"];

    private static IEnumerable<(string Id, string Method, string Path, JsonElement Schema)> Bodies(ApiUser user) =>
        from path in user.Contract.Document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Value.TryGetProperty("requestBody", out _) && !Forms.Contains(operation.Value.GetProperty("operationId").GetString()!)
        let name = operation.Value.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1]
        select (operation.Value.GetProperty("operationId").GetString()!, operation.Name.ToUpperInvariant(), path.Name, user.Contract.Document.GetProperty("components").GetProperty("schemas").GetProperty(name));

    /// <summary>The places of texts within a body.</summary>
    private static IEnumerable<string> Texts(JsonNode node, string at) => node switch
    {
        JsonObject map => map.SelectMany(f => Texts(f.Value!, at.Length == 0 ? f.Key : at + "." + f.Key)),
        JsonArray list => list.SelectMany((item, i) => Texts(item!, $"{at}.{i}")),
        _ => node.GetValueKind() == JsonValueKind.String ? [at] : [],
    };

    private static string With(JsonObject body, string field, string json)
    {
        var copy = body.DeepClone();
        var at = copy;
        var names = field.Split('.');
        foreach (var name in names[..^1]) at = at is JsonArray list ? list[int.Parse(name, null)]! : at![name]!;
        if (at is JsonArray items) items[int.Parse(names[^1], null)] = Hole;
        else at![names[^1]] = Hole;
        return copy.ToJsonString().Replace($"\"{Hole}\"", json, StringComparison.Ordinal);
    }

    private static async Task<ApiReply> SendAsync(ApiUser user, string method, string path, string json)
    {
        if (method != "PATCH" || path.Contains("/members/", StringComparison.Ordinal)) return await user.SendAsync(method, path, json);
        return await user.SendAsync(method, path, json, ("If-Match", (await user.GetAsync(path)).Tag));
    }

    // A setting that is null is one that is taken away.
    private static bool IsNullable(string field) => Nullable.Contains(field) || IsSetting(field);

    // What the form takes, the POS is asked to take, and that takes as long as it takes: only what must be refused before is tried.
    private static bool IsSetting(string field) => field.StartsWith("settings.", StringComparison.Ordinal);

    private static string? Fault(ApiReply reply, bool refused, string field)
    {
        if (reply.Status >= 500 || (refused && reply.Status is not (400 or 422))) return $"{reply.Status} {reply.Body}";
        if (reply.Status is not (400 or 422)) return null;
        if (!reply.Json.TryGetProperty("errors", out var errors)) return "no errors: " + reply.Body;
        var all = errors.EnumerateObject().ToDictionary(e => e.Name, e => e.Value.EnumerateArray().Select(m => m.GetString()).ToList());
        if (all.Count == 0 || all.Values.Any(m => m.Count == 0 || m.Distinct().Count() < m.Count)) return "errors are none, or said twice: " + reply.Body;
        return refused && field.Length > 0 && !all.Keys.Any(k => k == field || field.StartsWith(k + ".", StringComparison.Ordinal) || k == "settings") ? "another field is named: " + reply.Body : null;
    }
}
