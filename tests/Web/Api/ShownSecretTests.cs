using System.Text.Json;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.Store;

namespace Sync.Web.Tests.Api;

/// <summary>What the API shows of a connection's secrets: that one is kept, and nothing of one that was never given.</summary>
public sealed class ShownSecretTests
{
    private const string Path = "/api/orgs/shop/connections";

    [Fact]
    public async Task GivenOptionalSecrets_WhenOneIsGivenAndAnotherIsNot_ThenTheOneThatIsKeptReadsAsStars_AndTheOtherIsNotThere()
    {
        await using var pos = await FakeSquare.StartAsync(PosTruth.Generate(new TruthPlan { Customers = 3, Orders = 3, Products = 3, Now = TimeProvider.System.GetUtcNow().AddDays(-1) }), new FakePosOptions());
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var given = new Dictionary<string, string>(pos.SettingsWith(("refreshToken", ""), ("clientId", ""), ("clientSecret", ""))).Where(s => s.Value.Length > 0).ToDictionary();

        var made = (await user.PostAsync(Path, JsonSerializer.Serialize(new { connector = "square", settings = given }))).ShouldBe(201);

        foreach (var shown in new[] { made.Json, (await user.GetAsync(Path + "/square")).Json, (await user.GetAsync(Path)).Json.GetProperty("items")[0], (await user.PostAsync(Path + "/square/pause")).Json })
            HiddenIn(shown).ShouldBe(["accessToken"]);
        var tag = (await user.GetAsync(Path + "/square")).Tag;
        var changed = (await user.SendAsync("PATCH", Path + "/square", """{"settings":{"webhookKey":"only for this test"}}""", ("If-Match", tag))).ShouldBe(200);
        HiddenIn(changed.Json).ShouldBe(["accessToken", "webhookKey"]);
        changed.Body.ShouldNotContain("only for this test");
        changed = (await user.SendAsync("PATCH", Path + "/square", """{"settings":{"webhookKey":null}}""", ("If-Match", changed.Tag))).ShouldBe(200);
        HiddenIn(changed.Json).ShouldBe(["accessToken"]);
    }

    [Fact]
    public async Task GivenSecretsThatCannotBeReadAnyMore_WhenTheConnectionIsRead_ThenThoseThatMustHaveBeenGivenReadAsStars()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("shop", pos);
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("shop"));
        HiddenIn((await user.GetAsync(Path + "/alleaves")).Json).ShouldBe(["password", "pin"]);
        await tenant.CommitAsync([DocumentWrite.Delete(new DocumentPath("keys", "data"))]);

        HiddenIn((await user.GetAsync(Path + "/alleaves")).ShouldBe(200).Json).ShouldBe(["password"]);

        await ConnectionDirectory.ForgetSecretsAsync(tenant, Engine.Audit.AuditLog.Line(service.Parts.Time, Engine.Audit.Actor.Operator, "test.done", "shop"));
        HiddenIn((await user.GetAsync(Path + "/alleaves")).ShouldBe(200).Json).ShouldBeEmpty();
    }

    private static IEnumerable<string> HiddenIn(JsonElement connection) =>
        connection.GetProperty("settings").EnumerateObject().Where(s => s.Value.GetString() == "***").Select(s => s.Name).Order(StringComparer.Ordinal);
}
