using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.TestKit;
using Sync.Web.Runs;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Api;

namespace Sync.Web.Tests;

/// <summary>The clock strikes while a run goes on that somebody has asked for.</summary>
public sealed class RunningBeatTests
{
    private const string Page = "/orgs/a";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenARunThatGoesOn_WhenTheClockStrikes_ThenItIsStillSeen_AndNoOtherBegins()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var user = await ApiUser.WithKeyAsync(service, "a");
        using var hold = new Gate();
        pos.Faults.Add(new Fault { Path = "/orders", Kind = FaultKind.Before, Times = 1, Before = hold.Pass });
        await manager.SubmitAsync(Page, Page + "/run", []);
        await hold.Reached;
        await Eventually.TrueAsync(() => service.Live.Find(Org) is { Stages.Count: > 0 }, "it tells how far it is"); // orders are asked for beside the rest
        var before = service.Live.Find(Org)!;

        (await service.SyncAsync())["a"].GetProperty("result").GetString().ShouldBe("running");

        var now = service.Live.Find(Org)!;
        (now.StartedAt, now.By, now.Outcome).ShouldBe((before.StartedAt, "manager@a.example", null));
        now.Stages.Count.ShouldBeGreaterThanOrEqualTo(before.Stages.Count);
        (await manager.TextAsync(Page)).ShouldContain("data-running=\"true\"");
        (await user.PostAsync("/api/orgs/a/connections/alleaves/run")).ShouldBe(409);
        hold.Open();
        await Eventually.TrueAsync(() => service.Live.Find(Org)!.Outcome is not null, "the run has ended");
        (await service.RunsAsync("a")).ShouldBe(1);
    }

    [Fact]
    public async Task GivenADryRun_WhenTheClockStrikesMeanwhile_ThenItsPageHasWhatItFound()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var hold = new Gate();
        pos.Faults.Add(new Fault { Path = "/orders", Kind = FaultKind.Before, Times = 1, Before = hold.Pass });
        await manager.SubmitAsync(Page, Page + "/dry-run", []);
        await hold.Reached;

        (await service.SyncAsync())["a"].GetProperty("result").GetString().ShouldBe("done");

        (await manager.TextAsync(Page + "/dry-run")).ShouldContain("is being found out");
        hold.Open();
        await Eventually.TrueAsync(() => service.Live.FindDry(Org) is { Outcome: not null }, "the dry run has ended");
        var found = await manager.TextAsync(Page + "/dry-run");
        found.ShouldContain("Nothing was written.");
        found.ShouldContain("Counts of alleaves");
        (await service.SyncAsync())["a"].GetProperty("result").GetString().ShouldBe("done");
        (await manager.TextAsync(Page + "/dry-run")).ShouldContain("Counts of alleaves"); // until there is another one
    }

    [Fact]
    public async Task GivenARunThatWaitsForAnother_WhenItBeginsToRead_ThenItIsTheOneThatIsSeen_AndEachEndIsItsOwn()
    {
        var live = new LiveRuns(TimeProvider.System);
        var (one, two) = (new TaskCompletionSource<OrgOutcome?>(), new TaskCompletionSource<OrgOutcome?>());
        IProgress<RunProgress>? second = null;
        var first = live.WatchAsync(Org, "one", _ => one.Task);
        var other = live.WatchAsync(Org, "two", progress => (second = progress, two.Task).Task);
        live.Find(Org)!.By.ShouldBe("one");
        one.SetResult(new OrgOutcome(Org, null, "first"));
        await first;
        live.Find(Org)!.Outcome!.Error.ShouldBe("first");

        second!.Report(new RunProgress("till", "orders", 1, null));

        (live.Find(Org)!.By, live.Find(Org)!.Outcome, live.Find(Org)!.Stages.Count).ShouldBe(("two", null, 1));
        two.SetResult(new OrgOutcome(Org, null, "second"));
        await other;
        live.Find(Org)!.Outcome!.Error.ShouldBe("second");
    }
}
