using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Lightspeed;

namespace Sync.Cli.Tests;

/// <summary><c>connect</c> for a connection that has tokens already: a refresh token is good once.</summary>
public sealed class KeptGrantTests
{
    [Fact]
    public async Task Given_a_token_that_has_ended_When_other_settings_are_refused_and_then_taken_Then_what_was_renewed_for_the_try_is_kept()
    {
        await using var place = new Workplace();
        await using var pos = await FakePosCatalog.All["lightspeed"].Start(
            PosTruth.Generate(new TruthPlan { Customers = 5, Orders = 6, Products = 4, Now = TimeProvider.System.GetUtcNow().AddDays(-1) }), new FakePosOptions());
        await place.DoAsync("org", "add", Workplace.Org);
        await place.DoAsync(["connect", Workplace.Org, "lightspeed", "--set", .. pos.Settings.Select(s => $"{s.Key}={s.Value}")]);
        string[] change = ["connect", Workplace.Org, "lightspeed", "--set", "historyDays=30"];
        pos.ExpireTokens();
        pos.Forbid("orders");

        var refused = await place.RunAsync(change);

        refused.Code.ShouldBe(2);
        refused.Err.ShouldContain("Nothing was saved");
        ((FakeLightspeed)pos).Denied.Clear();
        await place.DoAsync("run", Workplace.Org);
        pos.ExpireTokens();
        await place.DoAsync(change);
        await place.DoAsync("run", Workplace.Org);
        await using var services = await place.OpenAsync();
        var saved = await Engine.Connections.ConnectionDirectory.FindAsync(services.Store.OpenTenant(OrgId.Parse(Workplace.Org)), "lightspeed");
        saved.ShouldNotBeNull().Given["historyDays"].ShouldBe("30");
    }
}
