using Sync.Simulator;
using Sync.TestKit;

namespace Sync.Cli.Tests;

public sealed class RunAllTests
{
    [Fact]
    public async Task Given_several_orgs_When_all_are_run_Then_each_has_its_outcome_and_those_without_a_connection_have_none()
    {
        await using var place = new Workplace();
        await place.ConnectAsync("shop-1", "shop-2");
        await place.DoAsync("org", "add", "empty");

        var json = await place.DoAsync("run", "--all", "--json");
        var text = await place.DoAsync("run", "--all");

        var orgs = json.Json.GetProperty("orgs").EnumerateArray().ToList();
        orgs.Select(o => o.Text("org")).ShouldBe(["shop-1", "shop-2"]);
        orgs.ShouldAllBe(o => o.Text("result") == "done" && o.Stream("customers").Number("created") == 40);
        text.Lines.Length.ShouldBe(2);
        text.Lines.ShouldAllBe(l => l.Contains(": done"));
    }

    [Fact]
    public async Task Given_one_org_that_is_being_synced_When_all_are_run_Then_the_others_are_and_nothing_failed()
    {
        await using var place = new Workplace();
        await place.ConnectAsync("shop-1");
        using var gate = new Gate();
        place.Pos.Faults.Add(new Fault { Path = "/orders", Kind = FaultKind.Before, Times = 1, Before = gate.Pass });
        using var first = place.Start("run", "shop-1");
        await gate.Reached;

        var alone = await place.RunAsync("run", "--all", "--json");
        await place.ConnectAsync("shop-2");
        var all = await place.RunAsync("run", "--all", "--json");
        gate.Open();
        await place.EndAsync(first);

        alone.Code.ShouldBe(2, "nothing could be run");
        all.Code.ShouldBe(0, "an org that is being synced already is no failure");
        var orgs = all.Json.GetProperty("orgs").EnumerateArray().ToList();
        orgs.Select(o => o.Text("result")).ShouldBe(["running", "done"]);
        orgs[0].Text("error").ShouldContain("being synced by");
    }
}
