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

    [Fact]
    public async Task Given_products_sold_out_until_a_time_When_it_has_come_Then_they_are_available_without_an_edit()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        var (soon, late, partly) = (truth.Products[2].Id, truth.Products[3].Id, truth.Products[4].Id);
        foreach (var id in (string[])[soon, late]) pos.SoldOut[id] = [.. truth.Locations.Select(l => l.Id)];
        pos.SoldOut[partly] = [truth.Locations[0].Id];
        (pos.SoldOutUntil[soon], pos.SoldOutUntil[late], pos.SoldOutUntil[partly]) = (Start.AddHours(1), Start.AddDays(1), Start.AddMinutes(30));
        using var reading = new ConformanceReading(pos, time);

        var first = await reading.ReadAsync(PosStream.Products);
        first.ById<Product>().Values.Where(p => !p.Available).Select(p => p.Id).ShouldBe([soon, late], ignoreOrder: true);
        time.Advance(TimeSpan.FromMinutes(40));
        var quiet = await reading.ReadAsync(PosStream.Products, first.End!.Cursor);
        time.Advance(TimeSpan.FromMinutes(80));
        var second = await reading.ReadAsync(PosStream.Products, quiet.End!.Cursor);
        time.Advance(TimeSpan.FromHours(1));
        var third = await reading.ReadAsync(PosStream.Products, second.End!.Cursor);
        time.Advance(TimeSpan.FromDays(1));
        var fourth = await reading.ReadAsync(PosStream.Products, third.End!.Cursor);

        quiet.ById<Product>().ShouldBeEmpty();
        second.ById<Product>()[soon].Available.ShouldBeTrue();
        second.ById<Product>()[late].Available.ShouldBeFalse();
        third.ById<Product>().ShouldBeEmpty();
        fourth.ById<Product>()[late].Available.ShouldBeTrue();
    }

    [Theory]
    [InlineData("6", 7)]
    [InlineData("12", 13)]
    [InlineData("0", 0)]
    public async Task Given_loyalty_points_that_moved_alone_When_it_is_time_to_look_Then_their_customers_come(string hours, int after)
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 7);
        pos.Settings = pos.SettingsWith(("loyaltyHours", hours));
        foreach (var customer in truth.Customers.Snapshot().Take(30)) pos.Points[customer.Id] = 100;
        time.Advance(TimeSpan.FromHours(1));
        using var reading = new ConformanceReading(pos, time);
        var read = await reading.ReadAsync(PosStream.Customers);
        time.Advance(TimeSpan.FromMinutes(30));
        pos.Points[truth.Customers[3].Id] += 50;

        if (after > 0)
        {
            // Most reads stay as cheap as they are.
            var asked = pos.Requests.Count;
            read = await reading.ReadAsync(PosStream.Customers, read.End!.Cursor);
            (pos.Requests.Count - asked).ShouldBe(1);
            read.ById<Customer>().ShouldBeEmpty();
            time.Advance(TimeSpan.FromHours(after - 1));
        }

        time.Advance(TimeSpan.FromMinutes(10));
        var look = await reading.ReadAsync(PosStream.Customers, read.End!.Cursor);
        look.ById<Customer>().ShouldHaveSingleItem().Value.ShouldSatisfyAllConditions(c => c.Id.ShouldBe(truth.Customers[3].Id), c => c.LoyaltyPoints.ShouldBe(150));
        time.Advance(TimeSpan.FromHours(after + 1));
        (await reading.ReadAsync(PosStream.Customers, look.End!.Cursor)).ById<Customer>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_look_at_points_that_is_cut_off_When_it_is_taken_up_Then_it_goes_on_and_all_moved_ones_come()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 7);
        pos.Settings = pos.SettingsWith();
        foreach (var customer in truth.Customers.Snapshot()) pos.Points[customer.Id] = 100;
        using var reading = new ConformanceReading(pos, time);
        var read = await reading.ReadAsync(PosStream.Customers);
        time.Advance(TimeSpan.FromHours(7));
        foreach (var customer in truth.Customers.Snapshot()) pos.Points[customer.Id] = 150;

        var cut = await reading.ReadAsync(PosStream.Customers, read.End!.Cursor, stopAfterPages: 3);
        var rest = await reading.ReadAsync(PosStream.Customers, cut.Pages[^1].Checkpoint);

        var all = cut.ById<Customer>().Values.Concat(rest.ById<Customer>().Values).ToList();
        all.Count.ShouldBe(truth.Customers.Count);
        all.ShouldAllBe(c => c.LoyaltyPoints == 150);
        (await reading.ReadAsync(PosStream.Customers, rest.End!.Cursor)).ById<Customer>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("off")]
    [InlineData("auto")]
    public async Task Given_points_that_may_not_be_read_When_it_is_time_to_look_Then_customers_are_read_all_the_same(string loyalty)
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        pos.Settings = pos.SettingsWith(("loyalty", loyalty));
        pos.Scopes.Remove("LOYALTY_READ");
        using var first = new ConformanceReading(pos, time);
        var read = await first.ReadAsync(PosStream.Customers);
        time.Advance(TimeSpan.FromHours(7));
        var asked = pos.Requests.Count(r => r.Path.Contains("loyalty", StringComparison.Ordinal));
        using var later = new ConformanceReading(pos, time);

        var look = await later.ReadAsync(PosStream.Customers, read.End!.Cursor);

        look.Error.ShouldBeNull();
        look.End.ShouldNotBeNull();
        (pos.Requests.Count(r => r.Path.Contains("loyalty", StringComparison.Ordinal)) - asked).ShouldBe(loyalty == "off" ? 0 : 1);
    }

    private Task<FakeSquare> OpenAsync(PosTruth truth, int? pageSize = null) =>
        FakeSquare.StartAsync(truth, new FakePosOptions { Time = time, PageSize = pageSize });
}
