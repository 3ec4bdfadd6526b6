using Sync.ConnectorKit;
using Sync.Connectors;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Runs;
using Sync.Web.Site.Status;

namespace Sync.Web.Tests.Site;

/// <summary>How far a run has come, in numbers and words.</summary>
public sealed class LiveNumbersTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly ConnectorDescriptor Pos = AllConnectors.List.Single(c => c.Descriptor.Id == "square").Descriptor;

    [Fact]
    public void GivenStagesWithTotals_WhenTimeHasPassed_ThenPercentAndTimeLeftAreTold()
    {
        var live = Of(new RunProgress("shop", "customers", 100, 100), new RunProgress("shop", "orders", 50, 200) { FirstImport = true, OldestDay = new DateOnly(2023, 5, 3) });
        live.Percent.ShouldBe(37); // 25 + 50 / 4
        live.Text.ShouldBe("Importing: 37 %");
        live.Left.ShouldBe("about 1 minute left");
        live.Lines.ShouldBe(["shop, customers: 100 of 100", "shop, orders: 50 of 200, back to 3 May 2023"]);
    }

    [Fact]
    public void GivenAPosThatTellsNoTotal_WhenItIsRead_ThenNoPercentIsMadeUp()
    {
        var live = Of(new RunProgress("shop", "customers", 100, 100), new RunProgress("shop", "orders", 1500, null));
        (live.Percent, live.Left, live.Text).ShouldBe((null, null, "Syncing…"));
        live.Lines[1].ShouldStartWith("shop, orders: 1,500 so far");
    }

    [Fact]
    public void GivenEverythingRead_WhenItIsNotDone_ThenItIsNotCalledDone() =>
        Of([.. Pos.Streams.Select(s => new RunProgress("shop", s.Stream.ToString().ToLowerInvariant(), 10, 10))]).Percent.ShouldBe(99);

    [Fact]
    public void GivenARunThatEnded_WhenItIsLookedAt_ThenNothingGoesOn()
    {
        var run = new LiveRun(Start, "x") { Outcome = new OrgOutcome(OrgId.Parse("a"), null, null) };
        LiveNumbers.Of(run, _ => Pos, Start).Running.ShouldBeFalse();
        LiveNumbers.Of(null, _ => Pos, Start).ShouldBe(LiveNumbers.Nothing);
    }

    [Fact]
    public void GivenAPosThatTellsNoTotal_WhenTheDaysTellHowFarItIs_ThenThatIsCalledAnEstimate()
    {
        var live = Of(
            new RunProgress("shop", "customers", 1500, null) { FirstImport = true },
            new RunProgress("shop", "orders", 1500, null) { FirstImport = true, OldestDay = new DateOnly(2026, 10, 22), ShareByDays = 0.5, Reading = TimeSpan.FromMinutes(10) });
        live.Percent.ShouldBe(50); // customers are over: 25, and half of the orders' 50
        live.Text.ShouldBe("Importing: about 50 %");
        live.Left.ShouldBe("about 10 minutes left"); // by what the orders took, earlier runs included
    }

    [Fact]
    public void GivenAnEstimate_WhenAllDaysAreReached_ThenItIsNotCalledDone() =>
        Of([.. Pos.Streams.Where(s => s.Stream != PosStream.Orders).Select(s => new RunProgress("shop", s.Stream.ToString().ToLowerInvariant(), 10, null)), new RunProgress("shop", "orders", 9, null) { ShareByDays = 1 }])
            .Percent.ShouldBe(99);

    private static LiveModel Of(params RunProgress[] stages) =>
        LiveNumbers.Of(new LiveRun(Start, "x") { Stages = stages }, _ => Pos, Start.AddSeconds(30));
}
