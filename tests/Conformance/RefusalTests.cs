using Sync.ConnectorKit;
using Sync.Connectors;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>A POS that refuses every read for a reason of the account: a bill, a plan, a permission, a version of its API that ended.</summary>
[Trait("Category", "Conformance")]
public sealed class RefusalTests
{
    private static readonly string OurBug = new ConnectorBugException("").OwnerMessage;
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] LogIns = ["/token", "/auth", "/login", "/access_token"];

    private static TruthPlan Plan => new() { Now = Start, Customers = 8, Orders = 12, Products = 6 };

    // What is brought, as files are, refuses nothing.
    public static TheoryData<string, int> Refused
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var connector in AllConnectors.List.Where(c => c.Descriptor.Scheduled))
                foreach (var status in (int[])[402, 403, 410]) data.Add(connector.Descriptor.Id, status);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Given_every_read_is_refused_When_checked_and_read_Then_the_owner_is_told_and_nothing_leaves(string connector, int status)
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await StartAsync(connector, time);
        await using var stored = new StoredShop(time);
        await stored.SyncAsync(pos);
        var before = await stored.AllAsync();
        before.ShouldNotBeEmpty();
        time.Advance(TimeSpan.FromHours(7)); // what is looked up now and then is due
        pos.Faults.Add(new Fault { Path = "", Kind = FaultKind.Status, Status = status, When = r => !LogIns.Any(r.Path.EndsWith) });

        using var reading = new ConformanceReading(pos, time);
        var check = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
        var reads = new List<ReadOutcome>();
        foreach (var stream in reading.Connector.Descriptor.Streams) reads.Add(await reading.ReadAsync(stream.Stream));
        var runs = new[] { await stored.AgainAsync(pos, new RunOptions()), await stored.AgainAsync(pos, new RunOptions { Full = true }) };

        check.Ok.ShouldBeFalse();
        check.Verdicts.ShouldAllBe(v => v.Message != OurBug);
        foreach (var read in reads) Told(read);
        runs.SelectMany(r => r.Streams.Values).ShouldAllBe(s => s.Error != null && s.Error != OurBug && s.Deleted == 0);
        (await stored.AllAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(402)]
    [InlineData(403)]
    public async Task Given_a_Square_plan_without_the_API_When_it_is_read_Then_the_plan_is_named_and_no_permission_or_version(int status)
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await FakeSquare.StartAsync(PosTruth.Generate(Plan), new FakePosOptions { Time = time });
        pos.OutsidePlan = status;
        using var reading = new ConformanceReading(pos, time);

        foreach (var stream in reading.Connector.Descriptor.Streams)
        {
            var said = (await reading.ReadAsync(stream.Stream)).Error.ShouldBeOfType<FixSettingsException>().OwnerMessage;
            said.ShouldContain("plan");
            said.ShouldNotContain("permission");
            said.ShouldNotContain("version");
        }
    }

    [Theory]
    [InlineData("shopify")]
    [InlineData("lightspeed")]
    [InlineData("square")]
    public async Task Given_a_version_of_the_API_that_has_ended_When_it_is_read_Then_the_setting_is_named(string connector)
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await StartAsync(connector, time);
        pos.Faults.Add(new Fault { Path = "", Kind = FaultKind.Status, Status = 410, When = r => !LogIns.Any(r.Path.EndsWith) });
        using var reading = new ConformanceReading(pos, time);

        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeOfType<FixSettingsException>().Setting.ShouldBe("apiVersion");
    }

    // Words for the owner, and nothing that could be taken for an empty list.
    private static void Told(ReadOutcome read)
    {
        read.Pages.ShouldAllBe(p => p.Records.Count == 0 && p.Deleted.Count == 0);
        if (read.End is { } end)
        {
            end.Coverage.ShouldBe(CoverageKind.Changes);
            end.Warnings.ShouldNotBeEmpty();
        }
        else
        {
            (read.Error is FixSettingsException or ReauthoriseException).ShouldBeTrue(read.Error?.ToString());
        }
    }

    private static Task<IFakePos> StartAsync(string connector, FakeTime time)
    {
        var kind = FakePosCatalog.All[connector];
        return kind.Start(PosTruth.Generate(kind.Shape(Plan)), new FakePosOptions { Time = time });
    }
}
