using System.Text.Json;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Store;

namespace Sync.Web.Tests.Api;

/// <summary>Connections that do not work when they are tried by the API: why is told as it is, and the audit log has the try.</summary>
public sealed class FailedTryTests
{
    private const string Path = "/api/orgs/shop/connections";

    [Theory]
    [InlineData("", null)]
    [InlineData("/preview", null)]
    [InlineData("/alleaves", "PATCH")]
    public async Task GivenAWrongPassword_WhenItIsTriedToSaveOrLookAt_ThenThePosRefusedIt_AndTheAuditLogSaysWhoTried(string path, string? method)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var saved = method is null ? null : (await user.PostAsync(Path, Body(pos.Settings()))).ShouldBe(201);
        var before = await LinesAsync(service);

        var reply = saved is null
            ? await user.PostAsync(Path + path, Body(pos.Settings(), ("password", "not-the-password")))
            : await user.SendAsync(method!, Path + path, """{"settings":{"password":"not-the-password"}}""", ("If-Match", saved.Tag!));

        reply.ShouldBe(422).Json.GetProperty("title").GetString().ShouldBe("Refused by the POS");
        var line = (await LinesAsync(service)).ExceptBy(before.Select(l => l.Id), l => l.Id).ShouldHaveSingleItem();
        (line.Action, line.Subject, line.Detail, line.Actor.Kind).ShouldBe(("connection.checked", "alleaves", "refused", "key"));
    }

    [Fact]
    public async Task GivenAnAddressThatSyncDoesNotGoTo_WhenItIsTried_ThenNobodyIsSaidToHaveRefusedIt()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartWithAsync(s => s with { AllowedHosts = ConnectorKit.Http.AllowedHosts.None });
        using var user = await ApiUser.WithKeyAsync(service, "shop");

        (await user.PostAsync(Path, Body(pos.Settings()))).ShouldBe(422).Json.GetProperty("title").GetString().ShouldBe("Address not allowed");
        (await user.PostAsync(Path + "/test", Body(pos.Settings()))).ShouldBe(200);

        pos.Requests.ShouldBeEmpty();
        (await LinesAsync(service)).Where(l => l.Action == "connection.checked").Select(l => l.Detail)
            .ShouldBe(["not asked: Sync does not go to that address", "not asked: Sync does not go to that address"]);
        (await ConnectionDirectory.ListAsync(Tenant(service))).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAPosThatDoesNotAnswer_WhenItIsTried_ThenItIsNotSaidToHaveRefusedAnything()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        pos.Faults.Add(new Fault { Path = "", Kind = FaultKind.Status, Status = 500 });

        (await user.PostAsync(Path, Body(pos.Settings()))).ShouldBe(422).Json.GetProperty("title").GetString().ShouldBe("No answer from the POS");

        (await LinesAsync(service)).Single(l => l.Action == "connection.checked").Detail.ShouldBe("no answer");
    }

    private static string Body(IReadOnlyDictionary<string, string> settings, params (string Name, string Value)[] changed)
    {
        var given = new Dictionary<string, string>(settings);
        foreach (var (name, value) in changed) given[name] = value;
        return JsonSerializer.Serialize(new { connector = "alleaves", settings = given });
    }

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(OrgId.Parse("shop"));

    private static Task<IReadOnlyList<AuditEntry>> LinesAsync(Service service) => AuditLog.ListAsync(Tenant(service), null, 50);
}
