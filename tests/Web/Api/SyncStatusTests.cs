using Sync.Engine.Runs;
using Sync.Model;
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

    private static async Task<(string?, string?)> HealthAsync(ApiUser user)
    {
        var health = (await user.GetAsync("/api/pos-integrations/health")).ShouldBe(200).Json;
        return (health.GetProperty("status").GetString(), health.GetProperty("connections")[0].GetProperty("status").GetString());
    }

    private static async Task<string?> StateAsync(ApiUser user) =>
        (await user.GetAsync(Path)).ShouldBe(200).Json.GetProperty("connections").GetProperty("alleaves").GetProperty("state").GetString();
}
