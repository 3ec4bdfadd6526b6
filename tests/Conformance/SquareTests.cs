using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What is special to Square: its returns, its money, its tokens, its catalog and its late sales.</summary>
[Trait("Category", "Conformance")]
public sealed class SquareTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start);

    private static TruthPlan Plan => new() { Now = Start, Customers = 40, Orders = 60, Products = 20 };

    [Fact]
    public async Task Given_a_sale_that_was_returned_When_orders_are_read_Then_the_return_is_a_negative_order_of_the_same_buyer()
    {
        var truth = PosTruth.Generate(Plan);
        var at = Sold(truth, o => o.CustomerId is not null && o.Lines.Count > 1 && o.Discount > 0);
        await using var pos = await OpenAsync(truth);
        using var reading = new ConformanceReading(pos, time);
        var before = await reading.ReadAsync(PosStream.Orders);
        var sale = truth.Orders[at];
        time.Advance(TimeSpan.FromHours(1));
        truth.Orders[at] = sale with { Refunded = sale.Total, UpdatedAt = time.GetUtcNow() };
        pos.RawOrders.Add(OrderText("UNLINKED", "\"returns\":[{\"return_line_items\":[]}],\"net_amounts\":{\"total_money\":{\"amount\":-5,\"currency\":\"USD\"}}", time.GetUtcNow()));

        var after = await reading.ReadAsync(PosStream.Orders, before.End!.Cursor);

        after.Error.ShouldBeNull();
        var back = after.ById<Order>()[sale.Id + "-R"];
        back.CustomerId.ShouldBe(sale.CustomerId);
        back.Total.Minor.ShouldBe(-sale.Total);
        back.Tax.Minor.ShouldBe(-sale.Tax);
        back.Tip!.Value.Minor.ShouldBe(-sale.Tip);
        back.Discount.Minor.ShouldBe(-sale.Discount);
        back.Refunded.Minor.ShouldBe(0);
        back.Status.ShouldBe(OrderStatus.Completed);
        back.Unbalanced.Minor.ShouldBe(0);
        back.Lines.Select(l => (l.ProductId, l.Quantity, l.Total.Minor)).ShouldBe(sale.Lines.Select(l => (l.ProductId, -l.Quantity, -l.Total)));
        after.ById<Order>()[sale.Id].Total.Minor.ShouldBe(sale.Total);
        after.ById<Order>()["UNLINKED"].Total.Minor.ShouldBe(-5);
    }

    [Fact]
    public async Task Given_a_return_whose_sale_is_not_on_the_page_When_orders_are_read_Then_its_buyer_is_looked_up_once()
    {
        var truth = PosTruth.Generate(Plan);
        var sale = truth.Orders[Sold(truth, o => o.CustomerId is not null)];
        await using var pos = await OpenAsync(truth);
        using var reading = new ConformanceReading(pos, time);
        var before = await reading.ReadAsync(PosStream.Orders);
        time.Advance(TimeSpan.FromHours(1));
        var back = $"\"returns\":[{{\"source_order_id\":\"{sale.Id}\",\"return_line_items\":[]}}],\"net_amounts\":{{\"total_money\":{{\"amount\":-5,\"currency\":\"USD\"}}}}";
        pos.RawOrders.Add(OrderText("R1", back, time.GetUtcNow()));
        pos.RawOrders.Add(OrderText("R2", back, time.GetUtcNow()));

        var after = await reading.ReadAsync(PosStream.Orders, before.End!.Cursor);

        after.ById<Order>().Values.Select(o => o.CustomerId).ShouldBe([sale.CustomerId, sale.CustomerId]);
        pos.Requests.Count(r => r.Path.EndsWith("/batch-retrieve", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    // An exchange: 1000 and tax 80 sold, 600 and tax 48 back.
    [InlineData(
        """
        "line_items":[{"quantity":"1","total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}}],
        "returns":[{"source_order_id":"X","return_line_items":[{"quantity":"1","total_money":{"amount":648,"currency":"USD"},"total_tax_money":{"amount":48,"currency":"USD"}}]}],
        "total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"},
        "return_amounts":{"total_money":{"amount":648,"currency":"USD"},"tax_money":{"amount":48,"currency":"USD"}},
        "net_amounts":{"total_money":{"amount":432,"currency":"USD"},"tax_money":{"amount":32,"currency":"USD"}}
        """, 432, 400, 32, 0, 0)]
    // The same where Square leaves the net amounts out.
    [InlineData(
        """
        "line_items":[{"quantity":"1","total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}}],
        "returns":[{"source_order_id":"X","return_line_items":[{"quantity":"1","total_money":{"amount":648,"currency":"USD"},"total_tax_money":{"amount":48,"currency":"USD"}}]}],
        "total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"},
        "return_amounts":{"total_money":{"amount":648,"currency":"USD"},"tax_money":{"amount":48,"currency":"USD"}}
        """, 432, 400, 32, 0, 0)]
    // The same where each return states its own amounts only.
    [InlineData(
        """
        "line_items":[{"quantity":"1","total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}}],
        "returns":[{"source_order_id":"X","return_line_items":[{"quantity":"1","total_money":{"amount":648,"currency":"USD"},"total_tax_money":{"amount":48,"currency":"USD"}}],
          "return_amounts":{"total_money":{"amount":648,"currency":"USD"},"tax_money":{"amount":48,"currency":"USD"}}}],
        "total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}
        """, 432, 400, 32, 0, 0)]
    // The same where only what came back is named, with a service charge of 12 of which 2 is tax.
    [InlineData(
        """
        "line_items":[{"quantity":"1","total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}}],
        "returns":[{"source_order_id":"X","return_line_items":[{"quantity":"1","total_money":{"amount":648,"currency":"USD"},"total_tax_money":{"amount":48,"currency":"USD"}}],
          "return_service_charges":[{"applied_money":{"amount":12,"currency":"USD"},"total_money":{"amount":12,"currency":"USD"},"total_tax_money":{"amount":2,"currency":"USD"}}]}],
        "total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}
        """, 420, 400, 30, -10, 0)]
    // A return of which nothing is told but the line.
    [InlineData(
        """
        "returns":[{"return_line_items":[{"quantity":"2","base_price_money":{"amount":300,"currency":"USD"}}]}]
        """, -600, -600, 0, 0, 0)]
    // Tax within the price, as in Europe: the gross amount of 1200 holds the tax of 200.
    [InlineData(
        """
        "line_items":[{"quantity":"1","gross_sales_money":{"amount":1200,"currency":"USD"},"total_money":{"amount":1200,"currency":"USD"},"total_tax_money":{"amount":200,"currency":"USD"}}],
        "total_money":{"amount":1200,"currency":"USD"},"total_tax_money":{"amount":200,"currency":"USD"}
        """, 1200, 1000, 200, 0, 0)]
    // A service charge with tax within it (120 of which 20), and cash rounding down by 2.
    [InlineData(
        """
        "line_items":[{"quantity":"2.25","gross_sales_money":{"amount":500,"currency":"USD"},"total_money":{"amount":500,"currency":"USD"}}],
        "service_charges":[{"applied_money":{"amount":120,"currency":"USD"},"total_money":{"amount":120,"currency":"USD"},"total_tax_money":{"amount":20,"currency":"USD"}}],
        "total_service_charge_money":{"amount":120,"currency":"USD"},"total_tax_money":{"amount":20,"currency":"USD"},
        "rounding_adjustment":{"amount_money":{"amount":-2,"currency":"USD"}},"total_money":{"amount":618,"currency":"USD"}
        """, 618, 500, 20, 100, -2)]
    // An amount that went back without goods.
    [InlineData(
        """
        "returns":[{"source_order_id":"X","return_amounts":{"total_money":{"amount":108,"currency":"USD"},"tax_money":{"amount":8,"currency":"USD"}}}],
        "total_money":{"amount":0,"currency":"USD"},"net_amounts":{"total_money":{"amount":-108,"currency":"USD"},"tax_money":{"amount":-8,"currency":"USD"}}
        """, -108, -100, -8, 0, 0)]
    // A return that states no amounts, with a service charge that is taxed on top.
    [InlineData(
        """
        "line_items":[{"quantity":"1","total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}}],
        "returns":[{"source_order_id":"X","return_line_items":[{"quantity":"1","total_money":{"amount":648,"currency":"USD"},"total_tax_money":{"amount":48,"currency":"USD"}}],"return_service_charges":[{"applied_money":{"amount":10,"currency":"USD"},"total_money":{"amount":12,"currency":"USD"},"total_tax_money":{"amount":2,"currency":"USD"}}]}],
        "total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}
        """, 420, 400, 30, -10, 0)]
    // The same, with the tax within the charge.
    [InlineData(
        """
        "line_items":[{"quantity":"1","total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}}],
        "returns":[{"source_order_id":"X","return_line_items":[{"quantity":"1","total_money":{"amount":648,"currency":"USD"},"total_tax_money":{"amount":48,"currency":"USD"}}],"return_service_charges":[{"applied_money":{"amount":12,"currency":"USD"},"total_money":{"amount":12,"currency":"USD"},"total_tax_money":{"amount":2,"currency":"USD"}}]}],
        "total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}
        """, 420, 400, 30, -10, 0)]
    // The same, with a charge that tells no more than its total and its tax.
    [InlineData(
        """
        "line_items":[{"quantity":"1","total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}}],
        "returns":[{"source_order_id":"X","return_line_items":[{"quantity":"1","total_money":{"amount":648,"currency":"USD"},"total_tax_money":{"amount":48,"currency":"USD"}}],"return_service_charges":[{"total_money":{"amount":12,"currency":"USD"},"total_tax_money":{"amount":2,"currency":"USD"}}]}],
        "total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}
        """, 420, 400, 30, -10, 0)]
    // The same, with a charge that was spread over the line: its total holds it.
    [InlineData(
        """
        "line_items":[{"quantity":"1","total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}}],
        "returns":[{"source_order_id":"X","return_line_items":[{"quantity":"1","total_money":{"amount":658,"currency":"USD"},"total_tax_money":{"amount":48,"currency":"USD"},"total_service_charge_money":{"amount":10,"currency":"USD"}}],"return_service_charges":[{"applied_money":{"amount":10,"currency":"USD"},"total_money":{"amount":10,"currency":"USD"},"treatment_type":"APPORTIONED_TREATMENT"}]}],
        "total_money":{"amount":1080,"currency":"USD"},"total_tax_money":{"amount":80,"currency":"USD"}
        """, 422, 400, 32, -10, 0)]
    // The same, taxed, and told by its phase alone.
    [InlineData(
        """
        "returns":[{"source_order_id":"X","return_line_items":[{"quantity":"1","total_money":{"amount":660,"currency":"USD"},"total_tax_money":{"amount":50,"currency":"USD"},"total_service_charge_money":{"amount":10,"currency":"USD"}}],"return_service_charges":[{"applied_money":{"amount":10,"currency":"USD"},"total_money":{"amount":12,"currency":"USD"},"total_tax_money":{"amount":2,"currency":"USD"},"calculation_phase":"APPORTIONED_AMOUNT_PHASE"}]}]
        """, -660, -600, -50, -10, 0)]
    // Net amounts that leave out the service charge.
    [InlineData(
        """
        "returns":[{"source_order_id":"X","return_line_items":[{"quantity":"1","total_money":{"amount":648,"currency":"USD"},"total_tax_money":{"amount":48,"currency":"USD"}}],"return_service_charges":[{"applied_money":{"amount":10,"currency":"USD"},"total_money":{"amount":12,"currency":"USD"},"total_tax_money":{"amount":2,"currency":"USD"}}]}],
        "net_amounts":{"total_money":{"amount":-660,"currency":"USD"},"tax_money":{"amount":-50,"currency":"USD"}}
        """, -660, -600, -50, -10, 0)]
    public async Task Given_an_order_in_Squares_words_When_it_is_read_Then_its_parts_add_up(
        string words, long total, long subtotal, long tax, long service, long rounding)
    {
        var order = (await ReadRawAsync(OrderText("A", words, Start))).ById<Order>()["A"];

        (order.Total.Minor, order.Subtotal.Minor, order.Tax.Minor, order.ServiceCharge!.Value.Minor, order.Rounding!.Value.Minor)
            .ShouldBe((total, subtotal, tax, service, rounding));
        order.Unbalanced.Minor.ShouldBe(0);
    }

    [Fact]
    public async Task Given_parts_that_do_not_add_up_When_the_order_is_read_Then_its_total_stands_and_the_rest_shows()
    {
        var order = (await ReadRawAsync(OrderText("A", "\"total_money\":{\"amount\":700,\"currency\":\"USD\"}", Start))).ById<Order>()["A"];

        order.Total.Minor.ShouldBe(700);
        order.Unbalanced.Minor.ShouldBe(700);
    }

    [Theory]
    [InlineData("\"state\":\"COMPLETED\"", OrderStatus.Completed)]
    [InlineData("\"state\":\"CANCELED\"", OrderStatus.Cancelled)]
    [InlineData("\"state\":\"DRAFT\"", OrderStatus.Open)]
    [InlineData("\"state\":\"SOMETHING_NEW\"", OrderStatus.Open)]
    [InlineData("\"state\":null", OrderStatus.Open)]
    [InlineData("\"state\":\"COMPLETED\",\"returns\":[{}],\"refunds\":[{\"status\":\"FAILED\"}]", OrderStatus.Cancelled)]
    public async Task Given_a_state_When_the_order_is_read_Then_it_counts_only_where_it_is_complete(string words, OrderStatus status)
    {
        var text = OrderText("A", "\"total_money\":{\"amount\":700,\"currency\":\"USD\"}", Start).Replace("\"state\":\"COMPLETED\"", words, StringComparison.Ordinal);

        (await ReadRawAsync(text)).ById<Order>()["A"].Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("\"total_money\":{\"amount\":700,\"currency\":\"EUR\"}", "other currency")]
    [InlineData("\"total_money\":{\"amount\":7.5,\"currency\":\"USD\"}", "bad total")]
    [InlineData("\"total_money\":{\"amount\":\"much\",\"currency\":\"USD\"}", "bad total")]
    [InlineData("\"total_money\":null", "bad total")]
    [InlineData("\"total_money\":{\"amount\":1},\"line_items\":[{\"quantity\":\"many\"}]", "bad quantity")]
    [InlineData("\"total_money\":{\"amount\":1},\"line_items\":\"none\"", "unreadable")]
    public async Task Given_one_bad_order_When_orders_are_read_Then_it_is_rejected_and_the_others_go_in(string words, string reason)
    {
        var read = await ReadRawAsync(OrderText("BAD", words, Start), OrderText("GOOD", "\"total_money\":{\"amount\":700,\"currency\":\"USD\"},\"line_items\":[null]", Start));

        read.Error.ShouldBeNull();
        read.Pages.SelectMany(p => p.Rejected).ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.Id.ShouldBe("BAD"), r => r.Reason.ShouldBe(reason));
        read.ById<Order>().Keys.ShouldBe(["GOOD"]);
    }

    [Theory]
    [InlineData("JPY")]
    [InlineData("KWD")]
    public async Task Given_a_currency_without_two_decimals_When_all_is_read_Then_amounts_are_the_minor_units_that_Square_sent(string currency)
    {
        var truth = PosTruth.Generate(Plan with { Currency = currency });
        await using var pos = await OpenAsync(truth);
        using var reading = new ConformanceReading(pos, time);

        Expectation.Compare(PosStream.Orders, await reading.ReadAsync(PosStream.Orders), truth);
        Expectation.Compare(PosStream.Products, await reading.ReadAsync(PosStream.Products), truth);
    }

    [Fact]
    public async Task Given_a_sale_taken_offline_When_it_arrives_three_days_later_Then_the_next_read_has_it_with_its_own_time()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        using var reading = new ConformanceReading(pos, time);
        var before = await reading.ReadAsync(PosStream.Orders);
        var made = Start.AddMinutes(-10);
        time.Advance(TimeSpan.FromHours(72));
        truth.Orders.Add(truth.Orders[0] with { Id = "LATE", CreatedAt = made, UpdatedAt = time.GetUtcNow() });

        var after = await reading.ReadAsync(PosStream.Orders, before.End!.Cursor);

        after.ById<Order>()["LATE"].CreatedAt.ShouldBe(made);
        reading.Connector.Descriptor.Streams.Single(s => s.Stream == PosStream.Orders).Lateness.ShouldBe(TimeSpan.FromHours(72));
    }

    [Fact]
    public async Task Given_23_locations_When_orders_are_read_Then_at_most_ten_are_asked_for_at_once_and_closed_ones_are_too()
    {
        var truth = PosTruth.Generate(Plan with { Locations = 23 });
        await using var pos = await OpenAsync(truth);
        pos.Closed[truth.Locations[3].Id] = true;
        using var reading = new ConformanceReading(pos, time);

        var read = await reading.ReadAsync(PosStream.Orders);

        Expectation.Compare(PosStream.Orders, read, truth);
        var asked = OrderSearches(pos).Select(b => b["location_ids"]!.AsArray().Count).ToList();
        asked.ShouldBe([10, 10, 3]);
        read.ById<Order>().Values.ShouldAllBe(o => o.TimeZone == truth.Locations.First(l => l.Id == o.LocationId).TimeZone);
    }

    [Fact]
    public async Task Given_a_location_that_is_new_When_changes_are_read_Then_its_past_is_read_too()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        using var first = new ConformanceReading(pos, time);
        var before = await first.ReadAsync(PosStream.Orders);
        truth.Locations.Add(new TruthLocation("LNEW", "New shop", "Europe/Paris"));
        truth.Orders.Add(truth.Orders[0] with { Id = "PAST", LocationId = "LNEW", CreatedAt = Start.AddDays(-40), UpdatedAt = Start.AddDays(-40) });
        time.Advance(TimeSpan.FromHours(1));
        using var second = new ConformanceReading(pos, time);

        var after = await second.ReadAsync(PosStream.Orders, before.End!.Cursor);

        after.ById<Order>().Keys.ShouldBe(["PAST"]);
        (await second.ReadAsync(PosStream.Orders, after.End!.Cursor)).ById<Order>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    [InlineData(PosStream.Inventory)]
    public async Task Given_equal_times_on_more_records_than_a_page_holds_When_each_page_is_the_last_before_a_kill_Then_nothing_is_lost(PosStream stream)
    {
        var truth = SameTimes(PosTruth.Generate(Plan));
        await using var pos = await OpenAsync(truth, 7);
        using var whole = new ConformanceReading(pos, time);
        var uncut = await whole.ReadAsync(stream);
        var merged = new ReadOutcome();
        string? cursor = null;
        long requests = 0;
        do
        {
            using var reading = new ConformanceReading(pos, time);
            var read = await reading.ReadAsync(stream, cursor, stopAfterPages: 1);
            read.Error.ShouldBeNull();
            merged.Pages.AddRange(read.Pages);
            requests += reading.Meter.Requests;
            cursor = read.Pages[0].Checkpoint;
        }
        while (cursor is not null);

        Expectation.Compare(stream, merged, truth);
        merged.Pages.Count.ShouldBe(uncut.Pages.Count);
        merged.End!.Cursor.ShouldBe(uncut.End!.Cursor);
        merged.End.Coverage.ShouldBe(CoverageKind.Changes);
        requests.ShouldBeLessThanOrEqualTo(whole.Meter.Requests + merged.Pages.Count - 1);
    }

    [Theory]
    [InlineData(PosStream.Customers, "10")]
    [InlineData(PosStream.Customers, "600")]
    [InlineData(PosStream.Orders, "10")]
    [InlineData(PosStream.Orders, "600")]
    [InlineData(PosStream.Products, "600")]
    [InlineData(PosStream.Inventory, "600")]
    public async Task Given_a_read_taken_up_after_hours_When_Squares_page_mark_is_worthless_Then_it_goes_on_by_time(PosStream stream, string minutes)
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 7);
        pos.Settings = pos.SettingsWith(("cursorMinutes", minutes), ("loyalty", "off"));
        using var reading = new ConformanceReading(pos, time);
        var merged = await reading.ReadAsync(stream, stopAfterPages: 2);
        time.Advance(TimeSpan.FromHours(3));

        var rest = await reading.ReadAsync(stream, merged.Pages[^1].Checkpoint);
        merged.Pages.AddRange(rest.Pages);

        rest.Error.ShouldBeNull();
        Expectation.Compare(stream, merged, truth);
        rest.End!.Cursor.ShouldNotBeNull().ShouldContain("T11:55:00"); // The mark of when the read began, not of when it was taken up.
    }

    [Fact]
    public async Task Given_changes_on_several_pages_When_the_read_is_cut_Then_it_goes_on_where_it_was()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 7);
        using var reading = new ConformanceReading(pos, time);
        var before = await reading.ReadAsync(PosStream.Orders);
        time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 30; i++) truth.Orders[i] = truth.Orders[i] with { UpdatedAt = Start.AddMinutes(10 + i) };
        var cut = await reading.ReadAsync(PosStream.Orders, before.End!.Cursor, stopAfterPages: 2);
        time.Advance(TimeSpan.FromHours(1));

        var rest = await reading.ReadAsync(PosStream.Orders, cut.Pages[^1].Checkpoint);

        cut.ById<Order>().Keys.Union(rest.ById<Order>().Keys).Count().ShouldBe(30);
        rest.ById<Order>().Count.ShouldBeLessThan(20);
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    [InlineData(PosStream.Inventory)]
    public async Task Given_nothing_new_When_changes_are_read_Then_one_request_is_enough_and_what_comes_later_is_not_lost(PosStream stream)
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        using var reading = new ConformanceReading(pos, time);
        var before = await reading.ReadAsync(stream);
        time.Advance(TimeSpan.FromHours(1));
        var asked = reading.Meter.Requests;

        var quiet = await reading.ReadAsync(stream, before.End!.Cursor);

        quiet.Pages.ShouldHaveSingleItem().Records.ShouldBeEmpty();
        (reading.Meter.Requests - asked).ShouldBe(1);
        Touch(truth, Start.AddMinutes(59));
        time.Advance(TimeSpan.FromHours(1));
        (await reading.ReadAsync(stream, quiet.End!.Cursor)).Pages.Sum(p => p.Records.Count).ShouldBe(1);
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    [InlineData(PosStream.Inventory)]
    public async Task Given_a_cursor_or_a_checkpoint_from_the_future_When_changes_are_read_Then_what_changed_since_that_read_comes(PosStream stream)
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 7);
        using var reading = new ConformanceReading(pos, time);
        time.Advance(TimeSpan.FromDays(30));
        var future = (await reading.ReadAsync(stream)).End!.Cursor;
        var checkpoint = (await reading.ReadAsync(stream, stopAfterPages: 1)).Pages[0].Checkpoint;
        time.SetWallClock(Start.AddHours(1));
        Touch(truth, Start.AddMinutes(30));

        foreach (var from in (string?[])[future, checkpoint])
        {
            var read = await reading.ReadAsync(stream, from);

            Expectation.Compare(stream, read, truth);
            read.End!.Cursor.ShouldNotBeNull().ShouldContain("2026-11-20T12:55:00");
            Touch(truth, Start.AddMinutes(59));
            (await reading.ReadAsync(stream, read.End.Cursor)).Pages.Sum(p => p.Records.Count).ShouldBe(1);
        }
    }

    internal static void Touch(PosTruth truth, DateTimeOffset at)
    {
        truth.Customers[0] = truth.Customers[0] with { UpdatedAt = at };
        truth.Orders[0] = truth.Orders[0] with { UpdatedAt = at };
        truth.Products[2] = truth.Products[2] with { UpdatedAt = at }; // One that stands alone.
        truth.Levels[0] = truth.Levels[0] with { UpdatedAt = at };
    }

    private static PosTruth SameTimes(PosTruth truth)
    {
        var at = Start.AddDays(-2);
        for (var i = 0; i < truth.Customers.Count; i++) truth.Customers[i] = truth.Customers[i] with { CreatedAt = at, UpdatedAt = at };
        for (var i = 0; i < truth.Orders.Count; i++) truth.Orders[i] = truth.Orders[i] with { CreatedAt = at, UpdatedAt = at };
        for (var i = 0; i < truth.Products.Count; i++) truth.Products[i] = truth.Products[i] with { CreatedAt = at, UpdatedAt = at };
        for (var i = 0; i < truth.Levels.Count; i++) truth.Levels[i] = truth.Levels[i] with { UpdatedAt = at };
        return truth;
    }

    private static int Sold(PosTruth truth, Func<TruthOrder, bool> such) =>
        Enumerable.Range(0, truth.Orders.Count).First(i => truth.Orders[i].Status == TruthStatus.Completed && such(truth.Orders[i]));

    private static string OrderText(string id, string words, DateTimeOffset at) =>
        $"{{\"id\":\"{id}\",\"location_id\":\"L1000\",\"state\":\"COMPLETED\",\"created_at\":\"{at:yyyy-MM-ddTHH:mm:ss}.123456789Z\",\"updated_at\":\"{at:yyyy-MM-ddTHH:mm:ss}Z\",{words}}}";

    private static IEnumerable<JsonObject> OrderSearches(FakeSquare pos) =>
        pos.Requests.Where(r => r.Path == "/v2/orders/search").Select(r => JsonNode.Parse(r.Body)!.AsObject());

    private Task<FakeSquare> OpenAsync(PosTruth truth, int? pageSize = null) =>
        FakeSquare.StartAsync(truth, new FakePosOptions { Time = time, PageSize = pageSize });

    private async Task<ReadOutcome> ReadRawAsync(params string[] orders)
    {
        await using var pos = await OpenAsync(PosTruth.Generate(Plan with { Customers = 0, Orders = 0, Products = 0 }));
        foreach (var order in orders) pos.RawOrders.Add(order);
        using var reading = new ConformanceReading(pos, time);
        return await reading.ReadAsync(PosStream.Orders);
    }
}
