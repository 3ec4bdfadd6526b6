using Sync.ConnectorKit;
using Sync.Connectors;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.TestKit;
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
    public void GivenAPosThatTellsNoTotal_WhenItIsRead_ThenNoPercentIsMadeUp_AndWordsSaySo()
    {
        var live = Of(new RunProgress("shop", "customers", 100, 100), new RunProgress("shop", "orders", 1500, null));
        (live.Percent, live.Left, live.Text).ShouldBe((null, "Square does not tell how many orders there are.", "Syncing: 1,500 orders so far"));
        live.Lines[1].ShouldStartWith("shop, orders: 1,500 so far");
    }

    [Fact]
    public void GivenAFirstImportOfAPosThatTellsNoTotal_WhenItBegins_ThenWordsTellHowManyWereRead()
    {
        var live = Of(new RunProgress("shop", "products", 1200, null) { FirstImport = true });
        (live.Percent, live.Text, live.Left).ShouldBe((null, "Importing: 1,200 products so far", "Square does not tell how many products there are."));
        Of(new RunProgress("shop", "products", 0, null) { FirstImport = true }).Text.ShouldBe("Importing…");
    }

    [Fact]
    public void GivenAFirstImportOfSquare_WhenItGoesThroughItsStages_ThenThePercentNeverLeapsBack_AndIsCalledAnEstimate()
    {
        RunProgress[] steps =
        [
            new("shop", "products", 1200, null), new("shop", "customers", 10, 40), new("shop", "customers", 40, 40),
            new("shop", "orders", 1, null), new("shop", "orders", 50, null) { ShareByDays = 0.2 }, new("shop", "orders", 300, null) { ShareByDays = 0.9 }, new("shop", "inventory", 200, null), new("shop", "spending", 0, null),
        ];
        List<RunProgress> known = [];
        List<LiveModel> told = [];
        foreach (var step in steps)
        {
            known.RemoveAll(s => s.Stage == step.Stage);
            known.Add(step with { FirstImport = true });
            told.Add(Of([.. known]));
        }

        told.Select(t => t.Percent).ShouldBe([null, 21, 40, 40, 50, 85, 90, 99]);
        told[3].Text.ShouldBe("Importing: about 40 %");
        told[3].Left.ShouldBe("Square does not tell how many orders there are.");
        told[5].Text.ShouldBe("Importing: about 85 %");
        told[5].Left.ShouldNotBeNull().ShouldEndWith(" left"); // it can be told now
        told[6].Text.ShouldBe("Importing: about 90 %");
        told[6].Left.ShouldBe("Square does not tell how many stock records there are.");
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

    [Fact]
    public void GivenASecondConnection_WhenItWasBegunLaterThanTheRun_ThenTheTimeLeftIsByItsOwnSpeed()
    {
        var run = new LiveRun(Start, "x")
        {
            Stages = [new RunProgress("first", "customers", 100, 100), new RunProgress("second", "customers", 20, 100)],
            Since = new Dictionary<string, DateTimeOffset> { ["first"] = Start.AddSeconds(5), ["second"] = Start.AddMinutes(10) },
        };
        var live = LiveNumbers.Of(run, _ => Pos, Start.AddMinutes(10).AddSeconds(20));
        live.Percent.ShouldBe(5);
        live.Left.ShouldBe("about 6 minutes left"); // 20 s for 5 %; since the run began it would be about three hours
    }

    [Fact]
    public async Task GivenARunOfTwoConnections_WhenEachIsToldOfFirst_ThenThatIsWhenItBegan()
    {
        var time = new FakeTime(Start);
        var runs = new LiveRuns(time);
        var org = OrgId.Parse("a");
        await runs.WatchAsync(org, "x", progress =>
        {
            time.Advance(TimeSpan.FromMinutes(2)); // waits for another run
            progress.Report(new RunProgress("first", "customers", 1, null));
            time.Advance(TimeSpan.FromMinutes(8));
            progress.Report(new RunProgress("first", "orders", 1, null));
            progress.Report(new RunProgress("second", "customers", 1, null));
            return Task.FromResult<OrgOutcome?>(null);
        });
        runs.Find(org)!.Since.ShouldBe(new Dictionary<string, DateTimeOffset> { ["first"] = Start.AddMinutes(2), ["second"] = Start.AddMinutes(10) });
    }

    private static LiveModel Of(params RunProgress[] stages) =>
        LiveNumbers.Of(new LiveRun(Start, "x") { Stages = stages }, _ => Pos, Start.AddSeconds(30));
}
