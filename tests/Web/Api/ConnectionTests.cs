using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Store;

namespace Sync.Web.Tests.Api;

/// <summary>Connections by the API: made, changed, tried, paused, run, removed; and their secrets, which never come back.</summary>
public sealed class ConnectionTests
{
    private const string Path = "/api/orgs/shop/connections";

    [Fact]
    public async Task GivenAConnectionThatIsBeingRemoved_WhenARunIsAskedFor_ThenTheRefusalSaysSo()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("gone", pos);
        using var user = await ApiUser.WithKeyAsync(service, "gone", "runs:write");
        await service.Parts.Connections.BeginRemovalAsync(service.Parts.Store.OpenTenant(OrgId.Parse("gone")), "alleaves", Actor.Operator);
        foreach (var (action, body) in ((string, string?)[])[("run", null), ("dry-run", null), ("re-import", """{"from":"2026-01-01","to":"2026-01-02"}""")])
            (await user.PostAsync("/api/orgs/gone/connections/alleaves/" + action, body)).ShouldBe(409).Body.ShouldContain("Connection 'alleaves' is being removed. Nothing was started.");
    }

    [Fact]
    public async Task GivenAPos_WhenAConnectionIsMadeRunAndRemoved_ThenEachStepIsAsTold()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var made = (await user.PostAsync(Path, Make(pos))).ShouldBe(201);
        made.Headers["Location"].ShouldBe(Path + "/alleaves");
        (await user.GetAsync(Path + "/alleaves")).ShouldBe(200).Tag.ShouldBe(made.Tag);
        (await user.GetAsync("/api/pos-integrations/health")).ShouldBe(200).Json.GetProperty("connections")[0].GetProperty("status").GetString().ShouldBe("not_yet_run");
        (await user.PostAsync(Path, Make(pos))).ShouldBe(409);

        var dry = (await user.PostAsync(Path + "/alleaves/dry-run")).ShouldBe(200).Json;
        dry.GetProperty("streams").GetProperty("orders").GetProperty("created").GetInt32().ShouldBeGreaterThan(10);
        (await user.GetAsync("/api/orgs/shop/orders")).Ids.ShouldBeEmpty();
        (await user.GetAsync("/api/orgs/shop/runs")).Ids.ShouldBeEmpty();

        var other = new TaskCompletionSource();
        var going = service.Live.WatchAsync(OrgId.Parse("shop"), "the schedule", async _ => { await other.Task; return null; });
        var once = ("Idempotency-Key", "once");
        (await user.PostAsync(Path + "/alleaves/dry-run", "{}", once)).ShouldBe(409).Body.ShouldContain("goes on already");
        other.SetResult();
        await going;
        (await user.PostAsync(Path + "/alleaves/dry-run", "{}", once)).ShouldBe(200); // that it came at the wrong moment is not its answer for a day

        var begun = (await user.PostAsync(Path + "/alleaves/run", """{"full":true}""")).ShouldBe(202).Json.GetProperty("runs").GetString()!;
        await Eventually.TrueAsync(async () => (await user.GetAsync(begun)).Ids.Count == 1, "the run is on record");
        (await user.GetAsync("/api/orgs/shop/runs")).Ids.Count.ShouldBe(1);
        await Eventually.TrueAsync(async () => (await user.GetAsync("/api/pos-integrations/health")).Json.GetProperty("status").GetString() == "ok" && (await user.GetAsync("/api/orgs/shop/sync-status")).Json.TryGetProperty("orderCount", out _), "all is well");
        (await user.GetAsync("/api/orgs/shop/orders")).Ids.Count.ShouldBeGreaterThan(10);
        await Eventually.TrueAsync(async () => (await user.PostAsync(Path + "/alleaves/run")).Status == 202, "a second run starts");

        (await user.PostAsync(Path + "/alleaves/pause")).ShouldBe(200).Json.GetProperty("active").GetBoolean().ShouldBeFalse();
        (await user.PostAsync(Path + "/alleaves/run")).ShouldBe(409).Body.ShouldContain("paused");
        (await user.PostAsync(Path + "/alleaves/dry-run")).ShouldBe(409).Body.ShouldContain("paused");
        (await user.PostAsync(Path + "/alleaves/resume")).ShouldBe(200).Json.GetProperty("active").GetBoolean().ShouldBeTrue();

        await Eventually.TrueAsync(() => !IsRunning(service), "no run goes on");
        (await user.SendAsync("DELETE", Path + "/alleaves", null, ("If-Match", "\"another\""))).ShouldBe(412);
        (await user.GetAsync("/api/orgs/shop/orders")).Ids.ShouldNotBeEmpty();
        (await user.SendAsync("DELETE", Path + "/alleaves", null, ("If-Match", (await user.GetAsync(Path + "/alleaves")).Tag))).ShouldBe(202);
        await Eventually.TrueAsync(async () => (await user.GetAsync(Path)).Ids.Count == 0, "the connection is gone");
        (await user.GetAsync("/api/orgs/shop/orders")).Ids.ShouldBeEmpty();
        (await user.SendAsync("DELETE", Path + "/alleaves")).ShouldBe(404);
        var actions = (await user.GetAsync("/api/orgs/shop/audit")).Json.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("action").GetString()).ToList();
        foreach (var action in (string[])["connection.saved", "run.started", "connection.paused", "connection.resumed", "connection.removed"]) actions.ShouldContain(action);
    }

    [Fact]
    public async Task GivenADryRunUnderWay_WhenManyMoreAreAskedFor_ThenThePosIsReadOnceAndTheOthersAreToldSo()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        (await user.PostAsync(Path, Make(pos))).ShouldBe(201);
        using var hold = new ManualResetEventSlim();
        pos.Faults.Add(new Fault { Path = "/orders", Kind = FaultKind.Before, Times = 1, Before = () => hold.Wait(TimeSpan.FromSeconds(30)) });

        var asked = Enumerable.Range(0, 8).Select(_ => user.PostAsync(Path + "/alleaves/dry-run")).ToList();
        for (var others = 0; others < 7; others++)
        {
            var told = await Task.WhenAny(asked); // before the one that reads has ended
            (await told).ShouldBe(409).Body.ShouldContain("goes on already");
            asked.Remove(told);
        }

        hold.Set();

        (await asked.ShouldHaveSingleItem()).ShouldBe(200).Json.GetProperty("streams").GetProperty("orders").GetProperty("created").GetInt32().ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task GivenAConnection_WhenItIsRead_ThenNoSecretComesBackAndSettingsOnlyToWhoMayChangeThem()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        using var reader = await ApiUser.WithKeyAsync(service, "shop", "data:read");
        var replies = new[] { await user.PostAsync(Path, Make(pos)), await user.GetAsync(Path), await user.GetAsync(Path + "/alleaves"), await user.PostAsync(Path + "/test", Make(pos)), await user.PostAsync(Path + "/alleaves/test") };
        var secrets = SecretsOf(service, pos);
        secrets.ShouldNotBeEmpty();
        foreach (var reply in replies)
        {
            reply.Status.ShouldBeLessThan(300, reply.Body);
            foreach (var secret in secrets) reply.Body.ShouldNotContain(secret);
        }

        replies[2].Json.GetProperty("settings").EnumerateObject().Count(s => s.Value.GetString() == "***").ShouldBe(secrets.Count);
        (await reader.GetAsync(Path + "/alleaves")).ShouldBe(200).Json.TryGetProperty("settings", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task GivenWrongSettings_WhenTheyAreSentOrTried_ThenTheSettingIsNamedAndNothingIsSaved()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        foreach (var path in (string[])[Path, Path + "/test"])
        {
            (await user.PostAsync(path, """{"connector":"nothing","settings":{}}""")).ShouldBe(400).Error("connector").ShouldContain("alleaves");
            (await user.PostAsync(path, """{"connector":"alleaves","settings":{"colour":"red"}}""")).ShouldBe(400).Error("settings.colour").ShouldContain("not a setting");
            (await user.PostAsync(path, """{"connector":"files","settings":{}}""")).ShouldBe(400).Error("connector").ShouldContain("schedule");
        }

        var wrong = pos.Settings();
        wrong["password"] = "wrong";
        (await user.PostAsync(Path + "/test", JsonSerializer.Serialize(new { connector = "alleaves", settings = wrong }))).ShouldBe(200).Json.GetProperty("ok").GetBoolean().ShouldBeFalse();
        (await user.PostAsync(Path, JsonSerializer.Serialize(new { connector = "alleaves", settings = wrong }))).ShouldBe(422).Body.ShouldNotContain("\"wrong\"");
        (await user.PostAsync(Path, JsonSerializer.Serialize(new { id = "A B", connector = "alleaves", settings = pos.Settings() }))).ShouldBe(400).Error("id").ShouldNotBeEmpty();
        (await user.GetAsync(Path)).Ids.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAConnection_WhenASettingIsChanged_ThenTheTagIsAskedForAndSecretsStay()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var made = (await user.PostAsync(Path, Make(pos))).ShouldBe(201);
        (await user.SendAsync("PATCH", Path + "/alleaves", """{"settings":{"historyDays":"30"}}""")).ShouldBe(428);
        (await user.SendAsync("PATCH", Path + "/alleaves", """{"settings":{"historyDays":"30"}}""", ("If-Match", "\"old\""))).ShouldBe(412);
        var changed = (await user.SendAsync("PATCH", Path + "/alleaves", """{"settings":{"historyDays":"30"}}""", ("If-Match", made.Tag))).ShouldBe(200);
        changed.Json.GetProperty("settings").GetProperty("historyDays").GetString().ShouldBe("30");
        (await user.PostAsync(Path + "/alleaves/test")).ShouldBe(200).Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task GivenAConnection_WhenItsPasswordIsSetAnew_ThenATagReadBeforeIsOld()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var made = (await user.PostAsync(Path, Make(pos))).ShouldBe(201);
        var password = JsonSerializer.Serialize(new { settings = new { password = pos.Settings()["password"] } });

        var changed = (await user.SendAsync("PATCH", Path + "/alleaves", password, ("If-Match", made.Tag))).ShouldBe(200);

        changed.Tag.ShouldNotBe(made.Tag);
        (await user.SendAsync("PATCH", Path + "/alleaves", password, ("If-Match", made.Tag))).ShouldBe(412);
    }

    [Fact]
    public async Task GivenTwoWhoHaveReadTheSame_WhenBothChangeItWhileThePosIsAsked_ThenTheSecondOverwritesNothing()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var made = (await user.PostAsync(Path, Make(pos))).ShouldBe(201);
        using var both = new Barrier(2); // each has compared its tag before either is saved
        pos.Faults.Add(new Fault { Path = "/orders", Kind = FaultKind.Before, Times = 2, Before = () => both.SignalAndWait(TimeSpan.FromSeconds(30)) });

        var changes = await Task.WhenAll(
            user.SendAsync("PATCH", Path + "/alleaves", """{"settings":{"historyDays":"30"}}""", ("If-Match", made.Tag)),
            user.SendAsync("PATCH", Path + "/alleaves", """{"settings":{"lookBackDays":"3"}}""", ("If-Match", made.Tag)));

        changes.Select(c => c.Status).Order().ShouldBe([200, 412]);
        var kept = changes.Single(c => c.Status == 200);
        (await user.GetAsync(Path + "/alleaves")).ShouldBe(200).Tag.ShouldBe(kept.Tag);
    }

    [Fact]
    public async Task GivenAConnection_WhenItsAddressIsChangedAlone_ThenItsSecretsDoNotGoThere()
    {
        await using var pos = await Shops.OpenAsync();
        await using var other = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var made = (await user.PostAsync(Path, Make(pos))).ShouldBe(201);
        var change = JsonSerializer.Serialize(new { settings = new { baseUrl = other.BaseUrl } });
        (await user.SendAsync("PATCH", Path + "/alleaves", change, ("If-Match", made.Tag))).ShouldBe(400).Error("settings.password").ShouldContain("baseUrl");
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenATokenThatSyncKeeps_WhenTheConnectionIsReadAndMoved_ThenItDoesNotShowAndIsNotAskedFor()
    {
        var kind = FakePosCatalog.All["toast"];
        await using var pos = await kind.Start(PosTruth.Generate(kind.Shape(new TruthPlan { Customers = 3, Orders = 3, Products = 3, Now = TimeProvider.System.GetUtcNow().AddDays(-1) })), new FakePosOptions());
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var made = (await user.PostAsync(Path, JsonSerializer.Serialize(new { connector = "toast", settings = pos.Settings }))).ShouldBe(201);
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("shop"));
        var kept = (await service.Parts.Connections.SavedAsync(tenant, (await ConnectionDirectory.FindAsync(tenant, "toast"))!))["accessToken"];
        kept.ShouldNotBeEmpty(); // of the check before it was saved

        var one = pos.Settings["restaurants"].Split(',')[0];
        var change = JsonSerializer.Serialize(new { settings = new { restaurants = one, clientSecret = pos.Settings["clientSecret"] } });
        var changed = (await user.SendAsync("PATCH", Path + "/toast", change, ("If-Match", made.Tag))).ShouldBe(200);

        foreach (var reply in new[] { made, changed, await user.GetAsync(Path) })
        {
            reply.Body.ShouldNotContain("accessToken");
            reply.Body.ShouldNotContain(kept);
        }
    }

    [Fact]
    public async Task GivenTwoOrgs_WhenTheHealthOfAllIsAsked_ThenEachCallerSeesItsOwn()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.ConnectAsync("b", pos);
        using var a = await ApiUser.WithKeyAsync(service, "a", "data:read");
        using var member = await ApiUser.MemberAsync(service, "b", Role.Viewer);
        using var other = await ApiUser.WithKeyAsync(service, "a", "keys:write");
        Orgs(await a.GetAsync("/api/pos-integrations/health")).ShouldBe(["a"]);
        Orgs(await member.GetAsync("/api/pos-integrations/health?orgId=b")).ShouldBe(["b"]);
        (await member.GetAsync("/api/pos-integrations/health?orgId=a")).ShouldBe(404);
        (await a.GetAsync("/api/pos-integrations/health?orgId=b")).ShouldBe(404);
        Orgs(await other.GetAsync("/api/pos-integrations/health")).ShouldBeEmpty();
        using var nobody = await ApiUser.WithAsync(service, null);
        (await nobody.GetAsync("/api/pos-integrations/health")).ShouldBe(401);
        (await nobody.GetAsync("/api/health")).ShouldBe(200);
        var systems = (await nobody.GetAsync("/api/pos-integrations/pos-systems")).ShouldBe(200);
        systems.Ids.ShouldBe(service.Parts.Connectors.All.Select(c => c.Descriptor.Id));
    }

    private static string[] Orgs(ApiReply reply) => [.. reply.ShouldBe(200).Json.GetProperty("connections").EnumerateArray().Select(c => c.GetProperty("orgId").GetString()!)];

    private static string Make(FakeAlleaves pos) => JsonSerializer.Serialize(new { connector = "alleaves", settings = pos.Settings() });

    private static List<string> SecretsOf(Service service, FakeAlleaves pos) =>
        [.. service.Parts.Connectors.Find("alleaves").Descriptor.Fields.Where(f => f is { Secret: true, Managed: false }).Select(f => pos.Settings()[f.Name])];

    private static bool IsRunning(Service service) => service.Live.Find(OrgId.Parse("shop")) is { Outcome: null };
}
