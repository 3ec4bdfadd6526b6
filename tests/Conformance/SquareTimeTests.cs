using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What time does to Square: marks of pages that age, clocks that disagree, what comes back by itself.</summary>
[Trait("Category", "Conformance")]
public sealed class SquareTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start);

    private static TruthPlan Plan => new() { Now = Start, Customers = 40, Orders = 60, Products = 20 };

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    [InlineData(PosStream.Inventory)]
    public async Task Given_pages_that_are_taken_late_When_Squares_page_mark_has_ended_meanwhile_Then_the_read_goes_on_and_has_all(PosStream stream)
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 7);
        using var reading = new ConformanceReading(pos, time);
        var read = new ReadOutcome();

        await foreach (var page in reading.Connector.ReadAsync(new ReadRequest(stream), reading.Context, CancellationToken.None))
        {
            read.Pages.Add(page);
            if (read.Pages.Count == 2) time.Advance(TimeSpan.FromMinutes(20));
        }

        read.End.ShouldNotBeNull().Cursor.ShouldNotBeNull().ShouldContain("T11:55:00");
        Expectation.Compare(stream, read, truth);
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    [InlineData(PosStream.Inventory)]
    public async Task Given_our_clock_ahead_of_Squares_When_it_is_right_again_Then_what_changed_meanwhile_comes(PosStream stream)
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 7);
        var ours = new FakeTime(Start.AddMinutes(10));
        using var reading = new ConformanceReading(pos, ours);
        var first = await reading.ReadAsync(stream);
        first.End!.Cursor.ShouldNotBeNull().ShouldContain("T11:55:00");
        SquareTests.Touch(truth, Start.AddMinutes(2));
        time.Advance(TimeSpan.FromMinutes(8));
        ours.SetWallClock(time.GetUtcNow());

        var second = await reading.ReadAsync(stream, first.End.Cursor);

        second.Pages.Sum(p => p.Records.Count).ShouldBe(1);
    }

    private Task<FakeSquare> OpenAsync(PosTruth truth, int? pageSize = null) =>
        FakeSquare.StartAsync(truth, new FakePosOptions { Time = time, PageSize = pageSize });
}
