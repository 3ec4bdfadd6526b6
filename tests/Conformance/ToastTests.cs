using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What is special to Toast.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start, autoAdvance: true);
    private PosTruth truth = PosTruth.Generate(new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 0, Customers = 0, Products = 0, Locations = 1 });
    private FakeToast? pos;
    private ConformanceReading? reading;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        reading?.Dispose();
        if (pos is not null) await pos.DisposeAsync();
    }

    [Fact]
    public async Task Given_a_gratuity_within_the_amount_When_read_Then_it_is_a_service_charge_and_the_parts_add_up()
    {
        var order = await OneAsync(Check("""
            "amount":24,"taxAmount":2,"totalAmount":26,
            "appliedServiceCharges":[{"chargeAmount":4,"gratuity":true,"serviceChargeCategory":"SERVICE_CHARGE"}],
            "selections":[{"displayName":"Soup","quantity":2,"preDiscountPrice":22,"price":20,"tax":2}],
            "payments":[{"type":"CASH","amount":26,"tipAmount":null}]
            """));

        Minor(order).ShouldBe((2200, 200, 400, 200, 0, 0, 2600, 0));
        order.Unbalanced.Minor.ShouldBe(0);
        order.Lines.Single().UnitPrice.ShouldBe(11);
    }

    [Fact]
    public async Task Given_a_gratuity_that_the_amount_leaves_out_When_read_Then_it_comes_on_top()
    {
        var order = await OneAsync(Check("""
            "amount":20,"taxAmount":2,"totalAmount":22,
            "appliedServiceCharges":[{"chargeAmount":4,"gratuity":true}],
            "selections":[{"quantity":1,"preDiscountPrice":20,"price":20}],
            "payments":[{"amount":26,"tipAmount":3}]
            """));

        Minor(order).ShouldBe((2000, 0, 400, 200, 300, 0, 2900, 0));
        order.Unbalanced.Minor.ShouldBe(0);
    }

    [Fact]
    public async Task Given_parts_that_do_not_add_up_When_the_order_is_read_Then_its_total_stands_and_the_rest_shows()
    {
        var order = await OneAsync(Check("""
            "amount":20,"taxAmount":2,"totalAmount":30,
            "selections":[{"displayName":"Soup","quantity":2,"preDiscountPrice":22,"price":20,"tax":2}],
            "payments":[{"type":"CASH","amount":30,"tipAmount":null}]
            """));

        Minor(order).ShouldBe((2200, 200, 0, 200, 0, 0, 3000, 0));
        order.Unbalanced.Minor.ShouldBe(800);
        order.Status.ShouldBe(OrderStatus.Completed);
    }

    [Fact]
    public async Task Given_rounding_voids_and_dead_payments_When_read_Then_only_what_was_sold_counts()
    {
        var order = await OneAsync(
            Check("""
                "amount":10.03,"taxAmount":0,"totalAmount":10.03,
                "appliedServiceCharges":[{"chargeAmount":0.03,"serviceChargeCategory":"CASH_ROUNDING"}],
                "selections":[{"displayName":"Tea","item":{"guid":"i1"},"quantity":1,"preDiscountPrice":10,"price":10,"modifiers":[{"price":4}]},
                              {"displayName":"gone","quantity":1,"preDiscountPrice":9,"price":9,"voided":true}],
                "payments":[{"amount":10.03,"tipAmount":1},{"amount":10,"tipAmount":5,"paymentStatus":"VOIDED"},{"amount":1,"tipAmount":7,"voidInfo":{"voidDate":null}}]
                """),
            Check("""
                "voided":true,"amount":50,"totalAmount":50,"selections":[{"quantity":1,"price":50}],"payments":[{"amount":50,"tipAmount":9}]
                """));

        Minor(order).ShouldBe((1000, 0, 0, 0, 100, 3, 1103, 0));
        order.Lines.ShouldHaveSingleItem().ProductId.ShouldBe("i1");
        order.Unbalanced.Minor.ShouldBe(0);
        order.Status.ShouldBe(OrderStatus.Completed);
    }

    [Theory]
    [InlineData("GIFTCARD")]
    [InlineData("HOUSE_ACCOUNT")]
    [InlineData("REWARDCARD")]
    public async Task Given_a_meal_that_is_paid_without_money_When_read_Then_it_is_a_sale_of_what_the_check_says(string type)
    {
        var order = await OneAsync(Check($$"""
            "amount":20,"taxAmount":2,"totalAmount":22,
            "selections":[{"quantity":1,"preDiscountPrice":20,"price":20,"tax":2}],
            "payments":[{"type":"{{type}}","paymentStatus":null,"amount":22,"tipAmount":3}]
            """));

        Minor(order).ShouldBe((2000, 0, 0, 200, 300, 0, 2500, 0));
        (order.Status, order.Lines.Count).ShouldBe((OrderStatus.Completed, 1));
    }

    [Fact]
    public async Task Given_a_gift_card_beside_a_meal_When_read_Then_the_card_is_no_revenue()
    {
        var order = await OneAsync(Check("""
            "amount":60,"taxAmount":1,"totalAmount":61,
            "selections":[{"displayName":"Card","quantity":1,"preDiscountPrice":50,"price":50,"deferred":true},{"displayName":"Meal","quantity":1,"price":10,"tax":1}],
            "payments":[{"amount":61}]
            """));

        Minor(order).ShouldBe((1000, 0, 0, 100, 0, 0, 1100, 0));
        order.Lines.ShouldHaveSingleItem().Name.ShouldBe("Meal");
    }

    [Theory]
    [InlineData("""{"refundAmount":50,"taxRefundAmount":0}""", 50, 0, OrderStatus.Completed)] // the card alone
    [InlineData("""{"refundAmount":50,"taxRefundAmount":0}""", 70, 2000, OrderStatus.PartiallyRefunded)] // the card, and 20 of the meal
    [InlineData("""{"refundAmount":50,"taxRefundAmount":2}""", 50, 0, OrderStatus.Completed)] // never below nothing
    [InlineData("null", 158, 10800, OrderStatus.Refunded)] // the line does not say: no more than what was sold
    public async Task Given_a_gift_card_that_is_refunded_beside_a_meal_When_read_Then_the_meal_is_as_sold(string details, int back, long refunded, OrderStatus status)
    {
        var order = await OneAsync(Check($$"""
            "amount":150,"taxAmount":8,"totalAmount":158,
            "selections":[{"displayName":"Meal","quantity":1,"price":100,"tax":8},{"displayName":"Card","quantity":1,"price":50,"deferred":true,"refundDetails":{{details}}}],
            "payments":[{"amount":158,"refundStatus":"PARTIAL","refund":{"refundAmount":{{back}},"tipRefundAmount":0} }]
            """));

        (order.Total.Minor, order.Refunded.Minor, order.Status).ShouldBe((10800, refunded, status));
    }

    [Theory]
    [InlineData(20, -2, -2200)] // all that was paid for it: the goods came back, at the price that they were sold for
    [InlineData(5, 0, -550)] // a part of the price: nobody says that goods came back
    [InlineData(0, null, null)]
    public async Task Given_a_refund_of_a_line_When_read_Then_it_leaves_the_lines_again_and_the_sums_stand(int back, int? quantity, int? total)
    {
        var order = await OneAsync(Check($$"""
            "amount":20,"taxAmount":2,"totalAmount":22,
            "selections":[{"item":{"guid":"i1"},"displayName":"Soup","quantity":2,"preDiscountPrice":22,"price":20,"tax":2,"refundDetails":{"refundAmount":{{back}},"taxRefundAmount":0} }],
            "payments":[{"amount":22,"refundStatus":"PARTIAL","refund":{"refundAmount":{{back}},"tipRefundAmount":0} }]
            """));

        order.Lines[0].ShouldBe(new OrderLine("i1", "Soup", 2, 11, order.Subtotal));
        order.Lines.Skip(1).Select(l => ((decimal?)l.Quantity, (long?)l.Total.Minor)).ShouldBe(quantity is null ? [] : [(quantity, total)]);
        Minor(order).ShouldBe((2200, 200, 0, 200, 0, 0, 2200, back * 100));
        order.Unbalanced.Minor.ShouldBe(0);
    }

    [Fact]
    public async Task Given_goods_that_were_given_back_When_orders_are_read_Then_nothing_of_them_is_left_in_the_lines()
    {
        await OpenAsync(orders: 12, products: 6);
        var at = truth.Orders.ToList().FindIndex(o => o is { Status: TruthStatus.Completed, Discount: 0 } && o.Lines[0].Total > 0);
        var (sold, line) = (truth.Orders[at], truth.Orders[at].Lines[0]);
        pos!.Returned[(sold.Id, line.ProductId)] = line.Total;

        var order = (await reading!.ReadAsync(PosStream.Orders)).ById<Order>()[sold.Id];

        order.Lines.Count.ShouldBe(sold.Lines.Count + 1);
        order.Lines.Where(l => l.ProductId == line.ProductId).Sum(l => l.Quantity).ShouldBe(0);
        order.Lines.Sum(l => l.Total.Minor).ShouldBe(sold.Subtotal - line.Total);
        order.Subtotal.Minor.ShouldBe(sold.Subtotal);
    }

    [Theory]
    [InlineData("""{"refundAmount":5,"tipRefundAmount":1}""", "PARTIAL", 600, OrderStatus.PartiallyRefunded)]
    [InlineData("""{"refundAmount":10,"tipRefundAmount":2}""", "FULL", 1200, OrderStatus.Refunded)]
    [InlineData("null", "FULL", 1200, OrderStatus.Refunded)]
    [InlineData("null", "NONE", 0, OrderStatus.Completed)]
    public async Task Given_a_refund_of_a_payment_When_read_Then_the_total_stands_and_the_refund_beside_it(string refund, string state, long refunded, OrderStatus status)
    {
        var order = await OneAsync(Check($$"""
            "amount":10,"taxAmount":0,"totalAmount":10,"selections":[{"quantity":1,"price":10}],
            "payments":[{"amount":10,"tipAmount":2,"refundStatus":"{{state}}","refund":{{refund}}}]
            """));

        order.Total.Minor.ShouldBe(1200);
        order.Refunded.Minor.ShouldBe(refunded);
        order.Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("\"approvalStatus\":\"NEEDS_APPROVAL\"", "CLOSED", OrderStatus.Open)]
    [InlineData("\"approvalStatus\":\"FUTURE\"", "CLOSED", OrderStatus.Open)]
    [InlineData("\"approvalStatus\":\"NOT_APPROVED\"", "CLOSED", OrderStatus.Cancelled)]
    [InlineData("\"approvalStatus\":\"SOMETHING_NEW\"", "CLOSED", OrderStatus.Open)]
    [InlineData("\"approvalStatus\":null", "CLOSED", OrderStatus.Completed)]
    [InlineData("\"voided\":true", "CLOSED", OrderStatus.Cancelled)]
    [InlineData("\"voided\":false", "PAID", OrderStatus.Completed)]
    [InlineData("\"voided\":false", "OPEN", OrderStatus.Open)]
    [InlineData("\"voided\":false", "WHATEVER", OrderStatus.Open)]
    public async Task Given_words_of_Toast_When_read_Then_the_status_follows(string word, string paid, OrderStatus status)
    {
        await OpenAsync();
        Raw("o1", word, $$"""{"guid":"c1","paymentStatus":"{{paid}}","amount":1,"totalAmount":1}""");

        (await reading!.ReadAsync(PosStream.Orders)).ById<Order>()["o1"].Status.ShouldBe(status);
    }

    [Fact]
    public async Task Given_orders_that_are_no_sales_or_no_orders_When_read_Then_they_are_left_out_or_named_and_the_rest_goes_in()
    {
        await OpenAsync();
        var check = """{"guid":"c","paymentStatus":"CLOSED","amount":1,"totalAmount":1}""";
        Raw("test", "\"createdInTestMode\":true", check);
        Raw("waste", "\"excessFood\":true", check);
        Raw("gone", "\"deleted\":true", check);
        Raw("garbled", "\"source\":null", """{"guid":"c","paymentStatus":"CLOSED","amount":"much"}""");
        Raw("shapeless", "\"source\":null", "17");
        Raw("good", "\"businessDate\":20261031", check);

        var read = await reading!.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        read.ById<Order>().Keys.ShouldBe(["good"]);
        read.ById<Order>()["good"].BusinessDate.ShouldBe(new DateOnly(2026, 10, 31));
        read.ById<Order>()["good"].TimeZone.ShouldBe("America/New_York");
        read.Pages.SelectMany(p => p.Deleted).ShouldBe(["gone", "test", "waste"], ignoreOrder: true);
        read.Pages.SelectMany(p => p.Rejected).Select(r => $"{r.Id}: {r.Reason}").ShouldBe(["garbled: bad total", "shapeless: unknown shape"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("excessFood")]
    [InlineData("createdInTestMode")]
    public async Task Given_an_order_that_is_marked_as_no_sale_after_it_was_read_When_read_from_the_cursor_Then_it_is_gone(string mark)
    {
        await OpenAsync();
        pos!.RawOrders["o1"] = Sold("11:00", false);
        var before = await reading!.ReadAsync(PosStream.Orders);
        time.Advance(TimeSpan.FromMinutes(30));
        pos.RawOrders["o1"] = Sold("12:20", true);

        var after = await reading.ReadAsync(PosStream.Orders, before.End!.Cursor);

        before.ById<Order>().Keys.ShouldBe(["o1"]);
        after.Pages.SelectMany(p => p.Records).ShouldBeEmpty();
        after.Pages.SelectMany(p => p.Deleted).ShouldBe(["o1"]);

        string Sold(string at, bool marked) =>
            $$"""{"guid":"o1","openedDate":"2026-11-20T11:00:00.000+0000","modifiedDate":"2026-11-20T{{at}}:00.000+0000","{{mark}}":{{(marked ? "true" : "false")}},"checks":[{"guid":"c","paymentStatus":"CLOSED","amount":1,"totalAmount":1}]}""";
    }

    [Theory]
    [InlineData("\"deliveryInfo\":{\"city\":\"Boston\"}", OrderType.Delivery)]
    [InlineData("\"estimatedFulfillmentDate\":\"2026-11-01T18:20:00.000+0000\"", OrderType.Pickup)]
    [InlineData("\"source\":\"Online\"", OrderType.Online)]
    [InlineData("\"source\":\"Kiosk\"", OrderType.InStore)]
    public async Task Given_how_an_order_was_placed_When_read_Then_its_type_follows(string word, OrderType type)
    {
        await OpenAsync();
        Raw("o1", word, """{"guid":"c1","paymentStatus":"CLOSED","amount":1,"totalAmount":1}""");

        (await reading!.ReadAsync(PosStream.Orders)).ById<Order>()["o1"].Type.ShouldBe(type);
    }

    [SkippableFact]
    public async Task Given_Toasts_own_example_full_of_nulls_When_read_Then_order_and_guest_are_understood()
    {
        var example = await File.ReadAllTextAsync(Require.Shared("contracts/toast.order-example.json"));
        await OpenAsync();
        pos!.RawOrders["x"] = example;

        var order = (await reading!.ReadAsync(PosStream.Orders)).ById<Order>().Values.ShouldHaveSingleItem();
        var guest = (await reading.ReadAsync(PosStream.Customers)).ById<Customer>().Values.ShouldHaveSingleItem();

        order.Status.ShouldBe(OrderStatus.Open);
        order.BusinessDate.ShouldBe(new DateOnly(2021, 7, 30));
        order.CreatedAt.ShouldBe(new DateTimeOffset(2021, 7, 30, 11, 57, 46, 235, TimeSpan.Zero));
        order.Type.ShouldBe(OrderType.Delivery);
        order.CustomerId.ShouldBe(guest.Id);
        (guest.Email, guest.Phone, guest.Partial).ShouldBe(("severe@example.com", "5555555555", true));
    }

    [Fact]
    public async Task Given_a_restaurant_in_another_currency_When_read_Then_its_orders_and_items_are_rejected()
    {
        await OpenAsync(orders: 5, products: 5);
        truth.Currency = "EUR";

        var orders = await reading!.ReadAsync(PosStream.Orders);
        var products = await reading.ReadAsync(PosStream.Products);

        orders.Pages.SelectMany(p => p.Rejected).Select(r => r.Reason).ShouldBe(Enumerable.Repeat("other currency", 5));
        products.ById<Product>().ShouldBeEmpty();
        products.Pages.SelectMany(p => p.Rejected).ShouldAllBe(r => r.Reason == "other currency");
    }

    [Theory]
    [InlineData("JPY")]
    [InlineData("KWD")]
    public async Task Given_a_currency_of_other_decimals_When_read_Then_the_amounts_are_exact(string currency)
    {
        await OpenAsync(orders: 60, currency: currency);

        Expectation.Compare(PosStream.Orders, await reading!.ReadAsync(PosStream.Orders), pos!);
    }

    [Fact]
    public async Task Given_both_streams_of_one_run_When_read_Then_the_orders_are_fetched_once()
    {
        await OpenAsync(orders: 300, pageSize: 50);

        await reading!.ReadAsync(PosStream.Customers);
        var once = Asked("ordersBulk");
        var orders = await reading.ReadAsync(PosStream.Orders);

        Asked("ordersBulk").ShouldBe(once);
        orders.Pages.Count.ShouldBe(once);
        Expectation.Compare(PosStream.Orders, orders, pos!);
    }

    [Fact]
    public async Task Given_nothing_new_When_each_stream_is_read_from_its_cursor_Then_it_costs_one_request_a_location()
    {
        await OpenAsync(orders: 100, products: 20, locations: 2);
        foreach (var stream in reading!.Connector.Descriptor.Streams)
        {
            var cursor = (await reading.ReadAsync(stream.Stream)).End!.Cursor;
            time.Advance(TimeSpan.FromMinutes(30));
            using var later = new ConformanceReading(pos!, time);
            var before = reading.Meter.Requests + later.Meter.Requests;

            var read = await later.ReadAsync(stream.Stream, cursor);

            read.End.ShouldNotBeNull();
            // One more for the log-in; and where the stock was not read for a while, products look at it in inventory's place.
            (reading.Meter.Requests + later.Meter.Requests - before).ShouldBeLessThanOrEqualTo(stream.Stream == PosStream.Products ? 5 : 3);
            if (stream.Stream == PosStream.Products) (await later.ReadAsync(PosStream.Inventory)).End.ShouldNotBeNull();
            later.Meter.Requests.ShouldBeLessThanOrEqualTo(5);
        }
    }

    [Fact]
    public async Task Given_more_orders_at_one_instant_than_an_answer_holds_When_read_Then_none_is_lost()
    {
        await OpenAsync(orders: 230, pageSize: 20);
        for (var i = 0; i < truth.Orders.Count; i++) truth.Orders[i] = truth.Orders[i] with { UpdatedAt = Start.AddDays(-3) };

        var whole = await reading!.ReadAsync(PosStream.Orders);
        var changes = await reading.ReadAsync(PosStream.Orders, $"v1|2026-11-16T00:00:00.000Z|{truth.Locations[0].Id}");

        Expectation.Compare(PosStream.Orders, whole, pos!);
        Expectation.Compare(PosStream.Orders, changes, pos!);
    }

    [Theory]
    [InlineData("modified")]
    [InlineData("businessDate")]
    public async Task Given_a_history_killed_at_every_page_When_resumed_Then_it_ends_as_if_never_killed(string by)
    {
        await OpenAsync(orders: 200, pageSize: 30, locations: 2, history: by, more: ("historyDays", "90"));
        var whole = await reading!.ReadAsync(PosStream.Orders);
        time.Advance(TimeSpan.FromMinutes(5));
        var (all, cursor, pages, requests) = (new ReadOutcome(), (string?)null, 0, 0L);
        do
        {
            using var next = new ConformanceReading(pos!, time);
            var read = await next.ReadAsync(PosStream.Orders, cursor, stopAfterPages: cursor is null ? 1 : 2);
            read.Error.ShouldBeNull();
            all.Pages.AddRange(read.Pages);
            pages += read.Pages.Count;
            requests += next.Meter.Requests;
            cursor = read.Pages.Select(p => p.Checkpoint).LastOrDefault(c => c is not null) ?? cursor;
            if (by == "modified") next.Meter.Requests.ShouldBeLessThanOrEqualTo(read.Pages.Count + 2, "a log-in, and a restaurant that was not begun");
        }
        while (all.End is null && pages < 2000);

        Expectation.Compare(PosStream.Orders, whole, pos!);
        Expectation.Compare(PosStream.Orders, all, pos!);
        all.End!.Cursor.ShouldBe($"v1|2026-11-20T11:55:00.000Z|{truth.Locations[0].Id},{truth.Locations[1].Id}");
    }

    [Theory]
    [InlineData("modified")]
    [InlineData("businessDate")]
    public async Task Given_a_restaurant_far_east_of_UTC_When_its_history_is_read_Then_its_first_morning_is_in_it(string by)
    {
        await OpenAsync(orders: 1, history: by);
        truth.Locations[0] = truth.Locations[0] with { TimeZone = "Australia/Sydney" };
        var morning = new DateTimeOffset(2021, 1, 1, 9, 0, 0, TimeSpan.FromHours(11)).ToUniversalTime(); // the first day, as the fake says
        truth.Orders[0] = truth.Orders[0] with { CreatedAt = morning, UpdatedAt = morning, Deleted = false };

        (await reading!.ReadAsync(PosStream.Orders)).ById<Order>().Keys.ShouldBe([truth.Orders[0].Id]);
    }

    [Fact]
    public async Task Given_a_cursor_from_the_future_or_of_no_known_form_When_read_Then_nothing_is_lost()
    {
        await OpenAsync(orders: 30);
        truth.Orders[0] = truth.Orders[0] with { UpdatedAt = Start };

        var future = await reading!.ReadAsync(PosStream.Orders, $"v1|2031-01-01T00:00:00.000Z|{truth.Locations[0].Id}");
        var strange = await reading.ReadAsync(PosStream.Orders, "something else");

        future.ById<Order>().Keys.ShouldContain(truth.Orders[0].Id);
        future.End!.Cursor.ShouldBe($"v1|2026-11-20T11:50:00.000Z|{truth.Locations[0].Id}");
        strange.ById<Order>().Count.ShouldBe(30);
    }

    [Fact]
    public async Task Given_a_restaurant_added_to_the_settings_When_read_from_the_old_cursor_Then_its_history_is_read()
    {
        await OpenAsync(orders: 40, locations: 2);
        var (old, added) = (truth.Locations[0].Id, truth.Locations[1].Id);

        var read = await reading!.ReadAsync(PosStream.Orders, $"v1|2026-11-20T11:50:00.000Z|{old}");

        read.ById<Order>().Keys.ShouldBe(truth.Orders.Snapshot().Where(o => o.LocationId == added).Select(o => o.Id), ignoreOrder: true);
        read.End!.Cursor.ShouldEndWith($"|{old},{added}");
    }

    [Fact]
    public async Task Given_a_restaurant_that_was_closed_When_read_Then_the_others_are_read_and_nothing_of_it_is_gone()
    {
        await OpenAsync(orders: 40, products: 5, locations: 2);
        var (open, closed) = (truth.Locations[1], truth.Locations[0]);
        truth.Locations.Remove(closed);

        var orders = await reading!.ReadAsync(PosStream.Orders);
        var products = await reading.ReadAsync(PosStream.Products);
        var stock = await reading.ReadAsync(PosStream.Inventory);
        truth.Locations.Add(closed);
        var later = await reading.ReadAsync(PosStream.Orders, orders.End!.Cursor);

        orders.ById<Order>().Values.ShouldAllBe(o => o.LocationId == open.Id);
        orders.End.Cursor.ShouldEndWith($"|{open.Id}");
        new[] { orders, products, stock }.ShouldAllBe(r => r.End!.Withheld!.Contains(closed.Id));
        new[] { orders, products }.ShouldAllBe(r => r.End!.Coverage == CoverageKind.Changes);
        products.Pages.SelectMany(p => p.WholeGroups).ShouldBe([open.Id]);
        (stock.End!.Coverage, stock.End.ClosedLocations.Single(), stock.End.CountedOnly.Single()).ShouldBe((CoverageKind.Everything, closed.Id, open.Id));
        stock.ById<InventoryLevel>().ShouldNotBeEmpty();
        later.ById<Order>().Keys.ShouldBe(truth.Orders.Snapshot().Where(o => o.LocationId == closed.Id).Select(o => o.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task Given_an_order_that_is_edited_late_deleted_or_new_When_read_from_the_cursor_Then_it_is_told()
    {
        await OpenAsync(orders: 40);
        var cursor = (await reading!.ReadAsync(PosStream.Orders)).End!.Cursor;
        time.Advance(TimeSpan.FromMinutes(30));
        truth.Orders[0] = truth.Orders[0] with { Deleted = true, UpdatedAt = time.GetUtcNow() };
        truth.Orders[1] = truth.Orders[1] with { Refunded = truth.Orders[1].Total, Status = TruthStatus.Completed, UpdatedAt = Start.AddMinutes(-9) };
        truth.Orders[2] = truth.Orders[2] with { UpdatedAt = Start.AddMinutes(29) };

        var read = await reading.ReadAsync(PosStream.Orders, cursor);

        read.Pages.SelectMany(p => p.Deleted).ShouldBe([truth.Orders[0].Id]);
        read.ById<Order>().Keys.ShouldBe([truth.Orders[1].Id, truth.Orders[2].Id], ignoreOrder: true);
        read.ById<Order>()[truth.Orders[1].Id].Status.ShouldBe(OrderStatus.Refunded);
    }

    [Fact]
    public async Task Given_a_menu_as_it_was_When_read_again_Then_only_its_date_is_asked_and_a_sold_out_item_brings_it_again()
    {
        await OpenAsync(products: 30);
        // Only the level of the first item says anything of what is sold out.
        for (var i = 0; i < truth.Levels.Count; i++) truth.Levels[i] = truth.Levels[i] with { Quantity = 5 };
        var first = await reading!.ReadAsync(PosStream.Products);

        var quiet = await reading.ReadAsync(PosStream.Products, first.End!.Cursor);
        var asked = Asked("/menus/v2/menus");
        truth.Levels[0] = truth.Levels[0] with { Quantity = 0 };
        time.Advance(TimeSpan.FromMinutes(30));
        var flipped = await reading.ReadAsync(PosStream.Products, quiet.End!.Cursor);

        first.End.Coverage.ShouldBe(CoverageKind.Everything);
        quiet.End.Coverage.ShouldBe(CoverageKind.Changes);
        quiet.Pages.ShouldAllBe(p => p.Records.Count == 0);
        asked.ShouldBe(1);
        flipped.ById<Product>().Values.Where(p => !p.Available).Select(p => p.Id).ShouldBe([truth.Levels[0].ProductId]);
        flipped.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_stock_that_cannot_be_told_for_a_while_When_the_menu_changed_Then_what_is_sold_out_is_never_for_sale()
    {
        await OpenAsync(products: 10);
        for (var i = 0; i < truth.Levels.Count; i++) truth.Levels[i] = truth.Levels[i] with { Quantity = i == 0 ? 0 : 5 };
        var soldOut = truth.Levels[0].ProductId;
        var first = await reading!.ReadAsync(PosStream.Products);
        truth.Products[1] = truth.Products[1] with { UpdatedAt = Start };
        pos!.Faults.Status("/stock/v1/inventory", 503);

        var without = await reading.ReadAsync(PosStream.Products, first.End!.Cursor);
        pos.Faults.Clear();
        time.Advance(TimeSpan.FromMinutes(30));
        var later = await reading.ReadAsync(PosStream.Products, without.End?.Cursor ?? first.End.Cursor);

        first.ById<Product>()[soldOut].Available.ShouldBeFalse();
        without.Error.ShouldBeOfType<RetryLaterException>();
        without.ById<Product>().Values.ShouldAllBe(p => p.Id != soldOut || !p.Available);
        later.ById<Product>()[soldOut].Available.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_menu_that_was_read_without_seeing_stock_When_it_may_be_seen_again_Then_what_is_sold_out_is_off_sale_again()
    {
        await OpenAsync(products: 10);
        for (var i = 0; i < truth.Levels.Count; i++) truth.Levels[i] = truth.Levels[i] with { Quantity = i == 0 ? 0 : 5 };
        var soldOut = truth.Levels[0].ProductId;
        var first = await reading!.ReadAsync(PosStream.Products);
        truth.Products[1] = truth.Products[1] with { UpdatedAt = Start };
        pos!.Scopes["stock:read"] = false;
        var without = await reading.ReadAsync(PosStream.Products, first.End!.Cursor);
        pos.Scopes["stock:read"] = true;
        time.Advance(TimeSpan.FromMinutes(30));

        var later = await reading.ReadAsync(PosStream.Products, without.End!.Cursor);

        without.ById<Product>()[soldOut].Available.ShouldBeTrue();
        later.ById<Product>()[soldOut].Available.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_variants_and_archived_items_When_the_menu_is_read_Then_they_are_named_and_not_available()
    {
        await OpenAsync(products: 3);
        truth.Products[2] = truth.Products[2] with { Archived = true };

        var products = (await reading!.ReadAsync(PosStream.Products)).ById<Product>();

        var small = truth.Products[0];
        products[small.Id].Name.ShouldBe($"{small.Name} - Small");
        (products[small.Id].ParentId, products[small.Id].Variant, products[small.Id].Category).ShouldBe((small.ParentId, "Small", small.Category));
        (products[truth.Products[2].Id].Variant, products[truth.Products[2].Id].Available).ShouldBe((null, false));
    }

    [Fact]
    public async Task Given_no_permission_for_restaurants_When_checked_and_read_Then_both_say_that_zone_and_currency_are_the_connections()
    {
        await OpenAsync(orders: 5);
        (await reading!.Connector.CheckAsync(reading.Context, CancellationToken.None)).Verdicts.Single(v => v.What == "restaurant").Message.ShouldContain("known");
        pos!.Scopes["restaurants:read"] = false;

        var read = await reading.ReadAsync(PosStream.Orders);
        var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);

        report.Ok.ShouldBeTrue(); // what can be read is not refused for it
        report.Verdicts.Single(v => v.What == "restaurant").Message.ShouldSatisfyAllConditions(m => m.ShouldContain("restaurants:read"), m => m.ShouldContain("time zone and currency"));
        read.Error.ShouldBeNull();
        read.ById<Order>().Values.ShouldAllBe(o => o.TimeZone == null);
        read.End!.Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(w => w.ShouldContain("restaurants:read"), w => w.ShouldContain("time zone and currency"), w => w.ShouldContain(truth.Locations[0].Id));
    }

    [Theory]
    [InlineData("orders:read", PosStream.Orders)]
    [InlineData("menus:read", PosStream.Products)]
    [InlineData("stock:read", PosStream.Inventory)]
    public async Task Given_a_missing_permission_When_read_and_checked_Then_that_stream_names_it_and_the_others_work(string scope, PosStream stream)
    {
        await OpenAsync(orders: 5, products: 5);
        pos!.Scopes[scope] = false;

        var read = await reading!.ReadAsync(stream);
        var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);

        read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain(scope);
        report.Verdicts.Single(v => v.What == stream.ToString().ToLowerInvariant()).Message.ShouldContain(scope);
        report.Verdicts.Where(v => v.What != "customers" && v.What != stream.ToString().ToLowerInvariant()).ShouldAllBe(v => v.Ok);
        if (stream != PosStream.Products) (await reading.ReadAsync(PosStream.Products)).ById<Product>().Count.ShouldBe(truth.Products.Count);
    }

    [Fact]
    public async Task Given_no_permission_to_see_guests_When_read_Then_it_is_said_and_once_given_all_of_history_is_read()
    {
        await OpenAsync(orders: 20);
        pos!.Scopes["guest.pi:read"] = false;

        var without = await reading!.ReadAsync(PosStream.Customers);
        var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
        var orders = await reading.ReadAsync(PosStream.Orders);
        pos.Scopes["guest.pi:read"] = true;
        pos.ExpireTokens();
        using var later = new ConformanceReading(pos, time);
        var with = await later.ReadAsync(PosStream.Customers, without.End!.Cursor);

        without.End.Withheld.ShouldNotBeNull().ShouldContain("guest.pi:read");
        report.Verdicts.Where(v => !v.Ok).ShouldHaveSingleItem().Message.ShouldContain("guest.pi:read");
        orders.ById<Order>().Values.ShouldAllBe(o => o.CustomerId == null);
        with.ById<Customer>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Given_no_permission_to_see_the_restaurant_When_orders_are_read_Then_the_connections_own_calendar_holds()
    {
        await OpenAsync(orders: 20);
        pos!.Scopes["restaurants:read"] = false;

        var read = await reading!.ReadAsync(PosStream.Orders);

        Expectation.Compare(PosStream.Orders, read, truth, pos!.Telling with { TimeZone = (_, _) => null });
        read.ById<Order>().Values.ShouldAllBe(o => o.TimeZone == null);
    }

    [Fact]
    public async Task Given_tokens_that_go_stale_while_reading_When_read_Then_it_logs_in_again_and_goes_on()
    {
        await OpenAsync(orders: 200, pageSize: 20);
        pos!.Faults.Add(new Fault { Path = "ordersBulk", Kind = FaultKind.Before, Skip = 3, Times = 1, Before = pos.ExpireTokens });

        var read = await reading!.ReadAsync(PosStream.Orders);

        Expectation.Compare(PosStream.Orders, read, pos!);
        Asked("/login").ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_token_that_Toast_gives_out_again_near_its_end_When_it_ends_Then_a_new_one_is_got_once()
    {
        await OpenAsync(orders: 5);
        await reading!.ReadAsync(PosStream.Inventory);
        // Toast would give the same token again: it is not asked before the last minute.
        time.Advance(TimeSpan.FromSeconds(86_400 - 80));
        await reading.ReadAsync(PosStream.Inventory);
        time.Advance(TimeSpan.FromSeconds(100));

        var read = await reading.ReadAsync(PosStream.Inventory);

        read.Error.ShouldBeNull();
        Asked("/login").ShouldBe(2);
        pos!.Requests.ShouldAllBe(r => r.Status != 401);
    }

    [Theory]
    [InlineData("startDate=2026-11-01T00:00:00.000+0000&endDate=2026-11-02T00:00:00.000%2B0000", 400)]
    [InlineData("startDate=2026-11-01T00:00:00%2B0000&endDate=2026-11-02T00:00:00.000%2B0000", 400)]
    [InlineData("startDate=2026-09-01T00:00:00.000%2B0000&endDate=2026-11-02T00:00:00.000%2B0000", 400)]
    [InlineData("startDate=2015-11-01T00:00:00.000%2B0000&endDate=2015-11-02T00:00:00.000%2B0000", 400)]
    [InlineData("businessDate=2026-11-01", 400)]
    [InlineData("businessDate=20261101&pageSize=101", 400)]
    [InlineData("businessDate=20261101&pageSize=100&page=1", 200)]
    public async Task Given_the_fake_When_it_is_asked_wrongly_Then_it_refuses_as_Toast_does(string filter, int status)
    {
        await OpenAsync();
        await reading!.ReadAsync(PosStream.Inventory);
        var seen = pos!.Requests.Last();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Authorization", seen.Headers["Authorization"]);
        var address = $"{pos.Settings["baseUrl"]}/orders/v2/ordersBulk?{filter}";

        var without = await client.GetAsync(address);
        client.DefaultRequestHeaders.Add("Toast-Restaurant-External-ID", truth.Locations[0].Id);
        var with = await client.GetAsync(address);

        ((int)without.StatusCode, (int)with.StatusCode).ShouldBe((400, status));
    }

    [Fact]
    public async Task Given_credentials_that_were_taken_away_When_read_and_checked_Then_the_owner_is_told_and_no_secret_shows()
    {
        await OpenAsync(orders: 5);
        pos!.RevokeGrant();

        var read = await reading!.ReadAsync(PosStream.Orders);
        var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);

        read.Error.ShouldBeOfType<ReauthoriseException>().ToString().ShouldNotContain(FakeToast.ClientSecret);
        report.Verdicts.ShouldHaveSingleItem().Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_restaurant_that_is_no_GUID_When_read_Then_the_setting_is_named()
    {
        await OpenAsync();
        truth.Locations[0] = truth.Locations[0] with { Id = "my place" };
        using var wrong = new ConformanceReading(pos!, time);

        (await wrong.ReadAsync(PosStream.Orders)).Error.ShouldBeOfType<FixSettingsException>().Setting.ShouldBe("restaurants");
        (await wrong.Connector.CheckAsync(wrong.Context, CancellationToken.None)).Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_Toasts_published_rate_When_a_history_is_read_Then_it_is_throttled_and_loses_nothing()
    {
        await OpenAsync(orders: 400, pageSize: 20, throttles: true);

        var read = await reading!.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        Expectation.Compare(PosStream.Orders, read, pos!);
    }

    [Fact]
    public async Task Given_ten_thousand_orders_When_guests_and_orders_are_read_together_Then_all_come_and_few_are_fetched_twice()
    {
        await OpenAsync(orders: 10_000);

        var customers = reading!.ReadAsync(PosStream.Customers);
        var orders = await reading.ReadAsync(PosStream.Orders);
        await customers;

        Expectation.Compare(PosStream.Orders, orders, pos!);
        // An answer that holds too much is asked for again in narrower parts.
        orders.Pages.Count.ShouldBeLessThan(250);
        Asked("ordersBulk").ShouldBeLessThan(orders.Pages.Count * 3 / 2);
    }

    [Fact]
    public async Task Given_a_guest_whose_name_changed_When_all_orders_are_read_Then_the_latest_order_has_the_word()
    {
        await OpenAsync(pageSize: 1);
        for (var day = 1; day <= 3; day++)
        {
            pos!.RawOrders["o" + day] =
                $$"""{"guid":"o{{day}}","openedDate":"2026-11-0{{day}}T18:00:00.000+0000","modifiedDate":"2026-11-0{{day}}T18:00:00.000+0000","checks":[{"customer":{"guid":"g1","firstName":"Name{{day}}"} }]}""";
        }

        var read = await reading!.ReadAsync(PosStream.Customers);

        read.ById<Customer>()["g1"].FirstName.ShouldBe("Name3");
        read.Pages.Sum(p => p.Records.Count).ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_window_that_an_answer_cannot_hold_When_guests_are_read_Then_the_latest_order_has_the_word_and_each_comes_once()
    {
        await OpenAsync(pageSize: 2);
        // The two that were opened first are the answer's; the newest is not among them.
        foreach (var hour in (int[])[14, 18, 22])
        {
            pos!.RawOrders["o" + hour] =
                $$"""{"guid":"o{{hour}}","openedDate":"2026-11-19T{{hour}}:00:00.000+0000","modifiedDate":"2026-11-19T{{hour}}:00:00.000+0000","checks":[{"customer":{"guid":"g1","firstName":"Name{{hour}}"} }]}""";
        }

        var read = await reading!.ReadAsync(PosStream.Customers);

        read.ById<Customer>()["g1"].FirstName.ShouldBe("Name22");
        read.Pages.Sum(p => p.Records.Count).ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_history_of_guests_killed_at_every_page_When_resumed_Then_the_latest_word_has_the_latest_date()
    {
        await OpenAsync(more: ("historyDays", "30"));
        // Far enough apart for a window each.
        foreach (var day in (int[])[18, 15, 10]) pos!.RawOrders["o" + day] = Named($"2026-11-{day}T18:00:00.000+0000", "g1", "Name" + day);
        var (told, cursor, ended) = (new List<Customer>(), (string?)null, false);
        for (var page = 0; !ended && page < 200; page++)
        {
            using var next = new ConformanceReading(pos!, time);
            var read = await next.ReadAsync(PosStream.Customers, cursor, stopAfterPages: 1);
            told.AddRange(read.Pages.SelectMany(p => p.Records).Cast<Customer>());
            (cursor, ended) = (read.Pages[0].Checkpoint, read.End is not null);
        }

        ended.ShouldBeTrue();
        // The engine passes over what is older than what it has.
        told.OrderBy(g => g.AsOf).Select(g => g.FirstName).ShouldBe(["Name10", "Name15", "Name18"]);
        told.Select(g => g.AsOf!.Value.Day).ShouldBe([18, 15, 10]);
    }

    [Fact]
    public async Task Given_a_guest_of_two_restaurants_When_read_one_after_the_other_Then_the_latest_order_has_the_word()
    {
        await OpenAsync(orders: 40, locations: 2);
        var sold = truth.Orders.Snapshot().First(o => o is { CustomerId: not null, Deleted: false });
        foreach (var other in truth.Orders.Snapshot().Where(o => o.Id != sold.Id)) truth.Orders.Remove(other);
        truth.Orders[0] = sold with { LocationId = truth.Locations[1].Id, UpdatedAt = Start.AddDays(-1) };
        pos!.RawOrders["older"] = Named("2026-11-01T18:00:00.000+0000", sold.CustomerId!, "Former"); // at the first restaurant

        var read = await reading!.ReadAsync(PosStream.Customers);

        read.ById<Customer>()[sold.CustomerId!].FirstName.ShouldBe(truth.Customers.Snapshot().Single(c => c.Id == sold.CustomerId).FirstName);
        read.Pages.Sum(p => p.Records.Count).ShouldBe(2);
    }

    [Fact]
    public async Task Given_guests_told_apart_by_email_When_read_Then_two_guids_of_one_address_are_one_customer()
    {
        await OpenAsync(more: ("guestId", "email"));
        Raw("o1", "\"source\":null", Guest("g1", "Ada@Example.com "));
        Raw("o2", "\"source\":null", Guest("g2", "ada@example.com"));

        var customers = (await reading!.ReadAsync(PosStream.Customers)).ById<Customer>();
        var orders = (await reading.ReadAsync(PosStream.Orders)).ById<Order>();

        customers.Keys.ShouldBe(["ada@example.com"]);
        orders.Values.ShouldAllBe(o => o.CustomerId == "ada@example.com" && o.BuyerEmail == "ada@example.com");
        orders["o1"].BuyerPhone.ShouldBe("+445550100");

        static string Guest(string id, string email) =>
            $$"""{"guid":"c","paymentStatus":"CLOSED","amount":1,"totalAmount":1,"customer":{"guid":"{{id}}","email":"{{email}}","phone":"5550100","phoneCountryCode":"44"} }""";
    }

    private static string Named(string at, string guest, string name) =>
        $$"""{"guid":"o of {{at}}","openedDate":"{{at}}","modifiedDate":"{{at}}","checks":[{"customer":{"guid":"{{guest}}","firstName":"{{name}}"} }]}""";

    private static (long, long, long, long, long, long, long, long) Minor(Order o) => (
        o.Subtotal.Minor, o.Discount.Minor, o.ServiceCharge!.Value.Minor, o.Tax.Minor, o.Tip!.Value.Minor, o.Rounding!.Value.Minor, o.Total.Minor, o.Refunded.Minor);

    private static string Check(string parts) => $$"""{"guid":"c","paymentStatus":"CLOSED","customer":null,{{parts}}}""";

    private int Asked(string path) => pos!.Requests.Count(r => r.Path.EndsWith(path, StringComparison.Ordinal));

    private async Task<Order> OneAsync(params string[] checks)
    {
        await OpenAsync();
        Raw("o1", "\"voided\":false", checks);
        return (await reading!.ReadAsync(PosStream.Orders)).ById<Order>()["o1"];
    }

    private void Raw(string id, string word, params string[] checks) => pos!.RawOrders[id] =
        $$"""{"guid":"{{id}}","openedDate":"2026-11-01T18:01:02.000+0000","modifiedDate":"2026-11-01T18:44:10.120+0000",{{word}},"checks":[{{string.Join(',', checks)}}]}""";

    private async Task OpenAsync(
        int orders = 0, int products = 0, int locations = 1, int? pageSize = null, string currency = "USD", bool throttles = false,
        string? history = null, (string Name, string Value)? more = null)
    {
        truth = PosTruth.Generate(new TruthPlan
        {
            Now = Start,
            Ids = TruthIds.Uuids,
            Orders = orders,
            Customers = orders == 0 ? 0 : 40,
            Products = Math.Max(products, orders == 0 ? 0 : 10),
            Locations = locations,
            Currency = currency,
        });
        pos = await FakeToast.StartAsync(truth, new FakePosOptions { PageSize = pageSize, Time = time, Throttles = throttles });
        if (history is not null) pos.MoreSettings["historyBy"] = history;
        if (more is { } setting) pos.MoreSettings[setting.Name] = setting.Value;
        reading = new ConformanceReading(pos, time);
    }
}
