using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Web.Tests.Api;

/// <summary>The status by the API: each connection's state in a word, as the site shows it.</summary>
public sealed class SyncStatusTests
{
    private const string Path = "/api/orgs/a/sync-status";

    [Fact]
    public async Task GivenAConnection_WhenItIsSyncedGrowsOldAndIsPaused_ThenItsStateSaysSo()
    {
        await using var pos = await Shops.OpenAsync();
        var time = new FakeTime("2026-11-21T14:00:00Z");
        await using var service = await Service.StartWithAsync(s => s, time);
        await service.ConnectAsync("a", pos);
        using var user = await ApiUser.WithKeyAsync(service, "a");
        (await StateAsync(user)).ShouldBe("never_run");

        await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        (await StateAsync(user)).ShouldBe("up_to_date");
        var fresh = await user.GetAsync(Path);
        fresh.Json.GetProperty("running").GetBoolean().ShouldBeFalse();
        fresh.Json.GetProperty("connections").GetProperty("alleaves").GetProperty("streams").TryGetProperty("orders", out _).ShouldBeTrue();

        (await HealthAsync(user)).ShouldBe(("ok", "ok"));

        time.Advance(TimeSpan.FromHours(3));
        (await StateAsync(user)).ShouldBe("out_of_date");
        (await HealthAsync(user)).ShouldBe(("degraded", "out_of_date"));
        (await user.GetAsync(Path, ("If-None-Match", fresh.Tag))).ShouldBe(200); // another state is another answer
        (await user.PostAsync("/api/orgs/a/connections/alleaves/pause")).ShouldBe(200);
        (await StateAsync(user)).ShouldBe("paused");
        (await HealthAsync(user)).ShouldBe(("ok", "paused"));
    }

    [Fact]
    public async Task GivenAnImportThatWasKilled_WhenAProgramAsks_ThenItIsCutOff_AndWhileARunGoesOnItIsNot()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a");
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        var settings = ConnectionSettings.From(service.Parts.Connectors.Find("files").Descriptor, new Dictionary<string, string> { ["file"] = "/big.csv", ["as"] = "orders" });
        await service.Parts.Connections.SaveAsync(tenant, "files", "files", settings, []);
        await new FileImports(service.Parts.Time).BeginAsync(tenant, "files", "big.csv");

        (await StateAsync(user, "files")).ShouldBe("cut_off");
        (await HealthAsync(user)).ShouldBe(("degraded", "cut_off"));
        (await user.GetAsync("/api/pos-integrations/health")).Json.GetProperty("connections")[0].GetProperty("error").GetString()
            .ShouldNotBeNull().ShouldStartWith("The import of 'big.csv' was cut off. Part of it may be stored. Import the same file again");

        await tenant.CommitAsync([DocumentWrite.Replace(new DocumentPath("leases", "sync"), DocumentBody.Build(w =>
        {
            w.Time("expiresAt", service.Parts.Time.GetUtcNow().AddMinutes(5));
            w.Text("holder", "another process");
        }))]);
        (await StateAsync(user, "files")).ShouldBe("never_run");
        (await HealthAsync(user)).Item2.ShouldBe("not_yet_run");
    }

    private static async Task<(string?, string?)> HealthAsync(ApiUser user)
    {
        var health = (await user.GetAsync("/api/pos-integrations/health")).ShouldBe(200).Json;
        return (health.GetProperty("status").GetString(), health.GetProperty("connections")[0].GetProperty("status").GetString());
    }

    private static async Task<string?> StateAsync(ApiUser user, string connection = "alleaves") =>
        (await user.GetAsync(Path)).ShouldBe(200).Json.GetProperty("connections").GetProperty(connection).GetProperty("state").GetString();
}
