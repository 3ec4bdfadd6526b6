using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Simulator;

namespace Sync.Alleaves.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData("7", 7)]
    [InlineData("Fri, 20 Nov 2026 12:00:09 GMT", 9)]
    public async Task Given_a_429_that_says_how_long_When_orders_are_read_Then_that_long_is_waited(string retryAfter, int seconds)
    {
        await using var pos = await Shops.OpenAsync();
        var time = Shops.Hurried();
        using var reading = Reading.Of(pos, time);
        pos.Faults.Add(Throttle(retryAfter, date: "Fri, 20 Nov 2026 12:00:00 GMT"));

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Orders.Count.ShouldBe(450);
        reading.Meter.Throttled.ShouldBe(1);
        reading.Meter.Waited.ShouldBe(TimeSpan.FromSeconds(seconds));
        time.Elapsed.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("Fri, 20 Nov 2026 11:57:00 GMT", "Fri, 20 Nov 2026 11:57:40 GMT")]
    [InlineData("Fri, 20 Nov 2026 12:03:00 GMT", "Fri, 20 Nov 2026 12:03:40 GMT")]
    public async Task Given_a_clock_three_minutes_off_the_POSs_When_a_429_names_a_date_Then_the_wait_is_the_stated_one(string date, string retryAfter)
    {
        await using var pos = await Shops.OpenAsync();
        var time = Shops.Hurried();
        using var reading = Reading.Of(pos, time);
        pos.Faults.Add(Throttle(retryAfter, date));

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Orders.Count.ShouldBe(450);
        reading.Meter.Throttled.ShouldBe(1);
        time.Elapsed.ShouldBe(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Given_429s_that_say_nothing_When_orders_are_read_Then_the_waits_grow()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        pos.Faults.Status("/api/orders", 429, times: 4, page: 1);

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Orders.Count.ShouldBe(450);
        reading.Meter.Throttled.ShouldBe(4);
        reading.Meter.Waited.ShouldBeInRange(TimeSpan.FromSeconds(15 * 0.75), TimeSpan.FromSeconds(15 * 1.25));
    }

    [Fact]
    public async Task Given_a_429_that_asks_for_an_hour_When_orders_are_read_Then_nobody_waits_and_the_hour_is_passed_on()
    {
        await using var pos = await Shops.OpenAsync();
        var time = Shops.Hurried();
        using var reading = Reading.Of(pos, time);
        pos.Faults.Status("/api/orders", 429, retryAfter: "3600");

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeOfType<RetryLaterException>().After.ShouldBe(TimeSpan.FromHours(1));
        time.Elapsed.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(FaultKind.CutBody)]
    [InlineData(FaultKind.TruncatedJson)]
    public async Task Given_answers_that_are_cut_off_When_they_come_whole_later_Then_all_records_come(FaultKind kind)
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        pos.Faults.Add("/api/orders", kind, times: 3);
        pos.Faults.Status("/api/orders", 503, times: 2, page: 3);

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        read.Orders.Count.ShouldBe(450);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        reading.Meter.Requests.ShouldBeGreaterThan(1 + 5 + 3);
    }

    [Fact]
    public async Task Given_a_page_that_always_fails_When_orders_are_read_Then_the_pages_before_it_come_and_no_end_is_claimed()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        pos.Faults.Status("/api/orders", 500, page: 3);

        var read = await reading.ReadAsync(PosStream.Orders);

        var error = read.Error.ShouldBeOfType<RetryLaterException>();
        error.Message.ShouldBe("GET /api/orders answered 500.");
        read.Orders.Count.ShouldBe(200);
        read.End.ShouldBeNull();
        pos.Requests.Count(r => r.Query.Contains("page=3&")).ShouldBe(new PosHttpOptions().MaxTries);
    }

    [Theory]
    [InlineData("reference", "/api/customers")]
    [InlineData("live", "/customer/search")]
    public async Task Given_a_server_that_ignores_the_page_When_customers_are_read_Then_it_ends_as_lost_paging(string profile, string path)
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried(), profile);
        pos.Faults.Add(path, FaultKind.SamePage);

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeOfType<RestartPagingException>();
        read.Customers.Count.ShouldBe(100);
        read.End.ShouldBeNull();
        pos.Count(path).ShouldBeLessThan(12);
    }

    [Fact]
    public async Task Given_a_total_that_the_pages_do_not_hold_When_customers_are_read_Then_the_good_pages_come_and_no_end_is_claimed()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        pos.Faults.Add("/api/customers", FaultKind.TotalTooLarge);

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeOfType<RestartPagingException>();
        read.Customers.Count.ShouldBe(250);
        read.End.ShouldBeNull();
    }

    [Fact]
    public async Task Given_a_total_that_the_answer_does_not_hold_When_products_are_read_Then_those_that_came_are_taken_and_no_end_is_claimed()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        pos.Faults.Add("/inventory/search", FaultKind.TotalTooLarge);

        var read = await reading.ReadAsync(PosStream.Products);

        read.Error.ShouldBeOfType<RestartPagingException>().OwnerMessage.ShouldStartWith("The POS has more products than it sent.");
        read.Records.Count.ShouldBe(pos.Shop.Products.Snapshot().Length);
        read.End.ShouldBeNull();
    }

    [Fact]
    public async Task Given_a_record_twice_in_an_answer_When_customers_are_read_Then_not_everything_is_claimed()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        pos.Faults.Add("/api/customers", FaultKind.DuplicateRow, page: 2);

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeNull();
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
        read.End.Warnings.ShouldHaveSingleItem().ShouldContain("1 came again");
    }

    [Fact]
    public async Task Given_orders_made_while_paging_When_orders_are_read_Then_not_everything_is_claimed()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        var made = 0;
        pos.Faults.Add(new Fault
        {
            Path = "/api/orders",
            Page = 5,
            Kind = FaultKind.Before,
            Before = () => pos.Shop.Orders.Add(pos.Shop.Orders[0] with { Id = $"new-{made++}", CreatedAt = Shops.Now }),
        });

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
        read.End.Warnings.ShouldContain(w => w.StartsWith("records moved while paging"));
    }

    [Fact]
    public async Task Given_an_empty_answer_When_customers_are_read_Then_it_is_told_as_it_is()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        pos.Faults.Add("/api/customers", FaultKind.Empty);

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeNull();
        read.Records.ShouldBeEmpty();
        read.Pages.ShouldHaveSingleItem().ExpectedTotal.ShouldBe(0);
    }

    private static Fault Throttle(string retryAfter, string date) => new()
    {
        Path = "/api/orders",
        Kind = FaultKind.Status,
        Status = 429,
        Times = 1,
        Page = 1,
        RetryAfter = retryAfter,
        Headers = new Dictionary<string, string> { ["Date"] = date },
    };
}
