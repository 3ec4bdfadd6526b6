using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Runs;
using Sync.Web.Site.Status;

namespace Sync.Web.Tests.Site;

/// <summary>How far a run has come, in numbers and words.</summary>
public sealed class LiveNumbersTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly PosStream[] All = [PosStream.Customers, PosStream.Orders, PosStream.Products, PosStream.Inventory];

    [Fact]
    public void GivenStagesWithTotals_WhenTimeHasPassed_ThenPercentAndTimeLeftAreTold()
    {
        var live = Of(true, 30, new RunProgress("shop", "customers", 100, 100), new RunProgress("shop", "orders", 50, 200));
        live.Percent.ShouldBe(37); // 25 + 50 / 4
        live.Text.ShouldBe("Importing: 37 %");
        live.Left.ShouldBe("about 1 minute left");
        live.Lines.ShouldBe(["shop, customers: 100 of 100", "shop, orders: 50 of 200"]);
    }

    [Fact]
    public void GivenAPosThatTellsNoTotal_WhenItIsRead_ThenNoPercentIsMadeUp()
    {
        var live = Of(false, 30, new RunProgress("shop", "customers", 100, 100), new RunProgress("shop", "orders", 1500, null));
        (live.Percent, live.Left, live.Text).ShouldBe((null, null, "Syncing…"));
        live.Lines[1].ShouldStartWith("shop, orders: 1,500 so far");
    }

    [Fact]
    public void GivenEverythingRead_WhenItIsNotDone_ThenItIsNotCalledDone() =>
        Of(true, 30, [.. All.Select(s => new RunProgress("shop", s.ToString().ToLowerInvariant(), 10, 10))]).Percent.ShouldBe(99);

    [Fact]
    public void GivenARunThatEnded_WhenItIsLookedAt_ThenNothingGoesOn()
    {
        var run = new LiveRun(Start, "x") { Outcome = new OrgOutcome(OrgId.Parse("a"), null, null) };
        LiveNumbers.Of(run, _ => All, false, Start).Running.ShouldBeFalse();
        LiveNumbers.Of(null, _ => All, false, Start).ShouldBe(LiveNumbers.Nothing);
    }

    private static LiveModel Of(bool first, int seconds, params RunProgress[] stages) =>
        LiveNumbers.Of(new LiveRun(Start, "x") { Stages = stages }, _ => All, first, Start.AddSeconds(seconds));
}
