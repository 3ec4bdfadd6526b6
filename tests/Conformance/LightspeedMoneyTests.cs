using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What Lightspeed's sales, prices and stock become.</summary>
[Trait("Category", "Conformance")]
public sealed class LightspeedMoneyTests
{
    private const string Id = "ad801b0c-df35-1056-a623-6af007c4eedf";
    private const string Head = "\"id\":\"" + Id + "\",\"date\":\"2026-11-01T18:04:11+00:00\"";

    [Fact]
    public async Task Given_a_sale_with_every_part_When_read_Then_each_part_is_told_and_they_add_up()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var sale = shop.Truth.Orders[0] = WithParts(shop.Truth.Orders[0]);

        var order = (await shop.Connect().ReadAsync(PosStream.Orders)).ById<Order>()[sale.Id];

        (order.Subtotal.Minor, order.Discount.Minor, order.Tax.Minor).ShouldBe((sale.Subtotal, sale.Discount, sale.Tax));
        (order.ServiceCharge!.Value.Minor, order.Tip!.Value.Minor, order.Rounding!.Value.Minor).ShouldBe((150, 275, -2));
        order.Total.Minor.ShouldBe(sale.Total);
        order.Unbalanced.Minor.ShouldBe(0);
        order.Lines.Sum(l => l.Total.Minor).ShouldBe(sale.Subtotal);
    }

    [Fact]
    public async Task Given_prices_with_tax_in_them_When_a_sale_is_read_Then_its_fractions_of_cents_add_up_to_what_was_paid()
    {
        var order = await RawAsync("""
            "state":"closed","totals":{"price":34.78261,"tax":5.21739,"price_incl_tax":40.0,"loyalty":0,"surcharge":0},
            "line_items":[{"product":{"id":"p"},"quantity":2,"pricing":{"price":17.3913,"discount":0,"total":34.78261},"tax":{"total":5.21739}}],
            "payments":[{"amount":40.0,"type":{"name":"Credit Card"}}]
            """);
        (order.Subtotal.Minor, order.Tax.Minor, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((3478, 522, 4000, 0));
        order.Lines.Single().UnitPrice.ShouldBe(17.391305m);
        (order.Tip, order.ServiceCharge, order.Rounding).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task Given_three_thirds_of_a_cent_When_read_Then_whole_cents_do_not_invent_a_difference()
    {
        // 0.335 − 0.005 + 0.005 + … each rounds up alone.
        var order = await RawAsync("""
            "state":"closed","totals":{"price":0.33,"tax":0.005,"price_incl_tax":0.335},
            "line_items":[{"product":{"id":"p"},"quantity":1,"pricing":{"discount_total":0.005,"total":0.33}}]
            """);
        (order.Total.Minor, order.Unbalanced.Minor).ShouldBe((34, 0));
    }

    [Theory]
    [InlineData(11.00, 0, "the tip is on top")]
    [InlineData(13.00, 0, "the tip is in the total")]
    [InlineData(12.00, -100, "neither: the POS's total stands")]
    public async Task Given_a_tip_When_the_total_holds_it_or_not_Then_what_the_lines_leave_open_tells(double stated, long unbalanced, string why)
    {
        var order = await RawAsync($$$"""
            "state":"closed","totals":{"price":10.0,"tax":1.0,"price_incl_tax":{{{stated.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}},
            "line_items":[{"product":{"id":"p"},"quantity":1,"pricing":{"price":10.0,"total":10.0}}],
            "adjustments":[{"adjustment_type":"TIP","total":2.0}]
            """);
        order.Tip!.Value.Minor.ShouldBe(200);
        order.Total.Minor.ShouldBe(unbalanced == 0 ? 1300 : 1200, why);
        order.Unbalanced.Minor.ShouldBe(unbalanced, why);
    }

    [Fact]
    public async Task Given_a_surcharge_among_totals_and_adjustments_When_read_Then_it_counts_once()
    {
        var order = await RawAsync("""
            "state":"closed","totals":{"price":10.5,"tax":1.0,"price_incl_tax":11.5,"surcharge":0.5},
            "line_items":[{"product":{"id":"p"},"quantity":1,"pricing":{"price":10.0,"total":10.0}}],
            "adjustments":[{"adjustment_type":"SURCHARGE","total":0.5}]
            """);
        (order.ServiceCharge!.Value.Minor, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((50, 1150, 0));
    }

    [Fact]
    public async Task Given_a_rounding_payment_that_was_removed_When_read_Then_only_the_one_that_stands_counts()
    {
        var order = await RawAsync("""
            "state":"closed","totals":{"price":10.03,"tax":0,"price_incl_tax":10.03},
            "line_items":[{"product":{"id":"p"},"quantity":1,"pricing":{"price":10.03,"total":10.03}}],
            "payments":[{"amount":0.03,"deleted_at":"2026-11-01T18:05:00+00:00","type":{"name":"Cash Rounding"}},
                        {"amount":-0.02,"type":{"name":"Cash Rounding"}},{"amount":10.05,"type":{"name":"Cash"}}]
            """);
        (order.Rounding!.Value.Minor, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((2, 1005, 0));
    }

    [Fact]
    public async Task Given_a_refund_When_read_Then_it_is_a_sale_of_its_own_with_negative_amounts_and_the_original_keeps_its_total()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var index = shop.Truth.Orders.Snapshot().ToList().FindIndex(o => o.Status == TruthStatus.Completed);
        var sale = shop.Truth.Orders[index] = shop.Truth.Orders[index] with { Refunded = 120 };

        var read = await shop.Connect().ReadAsync(PosStream.Orders);

        Expectation.Compare(PosStream.Orders, read, shop.Fake);
        var orders = read.ById<Order>();
        orders.Count.ShouldBe(shop.Truth.Orders.Count + 1);
        (orders[sale.Id].Total.Minor, orders[sale.Id].Refunded.Minor).ShouldBe((sale.Total, 0));
        var back = orders.Values.Single(o => o.Total.Minor < 0);
        (back.Total.Minor, back.Status, back.Lines[0].Quantity, back.CustomerId).ShouldBe((-120, OrderStatus.Completed, -1m, sale.CustomerId));
        back.Unbalanced.Minor.ShouldBe(0);
    }

    [Theory]
    [InlineData("\"state\":\"closed\",\"attributes\":[\"onaccount\"]", OrderStatus.Completed)]
    [InlineData("\"state\":\"parked\"", OrderStatus.Open)]
    [InlineData("\"state\":\"pending\"", OrderStatus.Open)]
    [InlineData("\"state\":\"voided\"", OrderStatus.Cancelled)]
    [InlineData("\"state\":\"teleported\"", OrderStatus.Open)]
    [InlineData("\"status\":\"LAYBY_CLOSED\"", OrderStatus.Completed)]
    [InlineData("\"status\":\"SAVED\"", OrderStatus.Open)]
    [InlineData("\"state\":null", OrderStatus.Open)]
    public async Task Given_a_state_When_read_Then_only_what_is_closed_counts(string state, OrderStatus status)
    {
        var order = await RawAsync(state + ",\"totals\":{\"price\":1,\"tax\":0,\"price_incl_tax\":1},\"line_items\":null,\"payments\":null,\"source\":null,\"adjustments\":null");
        order.Status.ShouldBe(status);
        order.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"totals\":\"none\"", "unreadable")]
    [InlineData("\"totals\":{\"price_incl_tax\":\"lots\"}", "bad total")]
    [InlineData("\"totals\":{\"price_incl_tax\":900000000000000000}", "bad amount")]
    public async Task Given_a_bad_sale_When_read_Then_it_is_named_and_the_rest_goes_in(string part, string reason)
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.RawSales.Add($"{{{Head},{part}}}");

        var read = await shop.Connect().ReadAsync(PosStream.Orders);

        read.Pages.SelectMany(p => p.Rejected).ShouldHaveSingleItem().Reason.ShouldBe(reason);
        Expectation.Compare(PosStream.Orders, read, shop.Fake);
        read.End!.Coverage.ShouldBe(reason == "unreadable" ? CoverageKind.Changes : CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_an_outlet_in_another_currency_When_read_Then_its_sales_are_named_and_its_prices_too()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var reading = shop.Connect();
        shop.Truth.Currency = "NZD"; // the connection was made in dollars of another country

        foreach (var stream in new[] { PosStream.Orders, PosStream.Products })
        {
            var read = await reading.ReadAsync(stream);
            read.Pages.Sum(p => p.Records.Count).ShouldBe(0);
            read.Pages.SelectMany(p => p.Rejected).ShouldAllBe(r => r.Reason == "other currency");
        }
    }

    [Theory]
    [InlineData("JPY")]
    [InlineData("KWD")]
    public async Task Given_a_currency_without_or_with_three_decimals_When_read_Then_amounts_are_exact(string currency)
    {
        await using var shop = await LightspeedShop.OpenAsync(new TruthPlan { Customers = 20, Orders = 80, Products = 20, Currency = currency });
        var reading = shop.Connect();
        Expectation.Compare(PosStream.Orders, await reading.ReadAsync(PosStream.Orders), shop.Fake);
        Expectation.Compare(PosStream.Products, await reading.ReadAsync(PosStream.Products), shop.Fake);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_a_store_that_shows_prices_with_or_without_tax_When_products_are_read_Then_the_label_stands(bool inclusive)
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.TaxInclusive = inclusive;
        Expectation.Compare(PosStream.Products, await shop.Connect().ReadAsync(PosStream.Products), shop.Fake);
    }

    [Fact]
    public async Task Given_variants_When_read_Then_the_first_of_a_family_is_a_variant_too_and_all_have_one_parent()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var products = (await shop.Connect().ReadAsync(PosStream.Products)).ById<Product>();

        var family = products.Values.Where(p => p.Variant is not null).GroupBy(p => p.ParentId).First().ToList();
        family.Select(p => p.Variant).Order().ShouldBe(["Large", "Small"]);
        family.ShouldAllBe(p => p.Name.EndsWith(" - " + p.Variant));
        products.Values.Where(p => p.Variant is null).ShouldAllBe(p => p.ParentId == null && !p.Name.Contains(" - "));
        products.Values.ShouldAllBe(p => p.Barcode!.Length == 13 && p.Category.Length > 0);
    }

    [Fact]
    public async Task Given_two_outlets_When_sales_are_read_Then_each_has_its_outlets_time_zone_And_a_filter_leaves_one()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var outlet = shop.Truth.Locations[1];

        var all = (await shop.Connect().ReadAsync(PosStream.Orders)).ById<Order>().Values;
        var one = shop.Connect(("outletId", outlet.Id));
        var sales = (await one.ReadAsync(PosStream.Orders)).ById<Order>().Values;
        var levels = (await one.ReadAsync(PosStream.Inventory)).ById<InventoryLevel>().Values;

        all.ShouldAllBe(o => o.TimeZone == shop.Truth.Locations.Snapshot().Single(l => l.Id == o.LocationId).TimeZone);
        sales.Count.ShouldBe(all.Count(o => o.LocationId == outlet.Id));
        levels.Count.ShouldBe(shop.Truth.Products.Count);
        levels.ShouldAllBe(l => l.LocationId == outlet.Id);
    }

    [Fact]
    public async Task Given_days_of_history_When_read_at_first_Then_older_sales_stay_out_also_after_a_pause()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var from = LightspeedShop.Start.AddDays(-10);
        var reading = shop.Connect(("historyDays", "10"));

        var read = await reading.ReadAsync(PosStream.Orders);
        read.ById<Order>().Count.ShouldBe(shop.Truth.Orders.Snapshot().Count(o => o.CreatedAt >= from));
        (read.End!.Coverage, read.End.From).ShouldBe((CoverageKind.Window, from));
        shop.Time.Advance(TimeSpan.FromDays(3));
        var rest = await reading.ReadAsync(PosStream.Orders, read.Pages[0].Checkpoint);
        rest.ById<Order>().Values.ShouldAllBe(o => o.CreatedAt >= from);
        rest.End!.Cursor.ShouldBe(read.End.Cursor);
    }

    [Fact]
    public async Task Given_a_walk_in_customer_When_sales_are_read_Then_theirs_are_nobodys()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var walkIn = shop.Truth.Orders.Snapshot().First(o => o.CustomerId is not null).CustomerId!;
        var orders = (await shop.Connect(("walkInCustomerId", walkIn)).ReadAsync(PosStream.Orders)).ById<Order>().Values;
        orders.ShouldAllBe(o => o.CustomerId != walkIn);
        orders.ShouldContain(o => o.CustomerId != null);
    }

    private static TruthOrder WithParts(TruthOrder order)
    {
        var discount = order.Subtotal / 7;
        var tax = (order.Subtotal - discount) / 12;
        return order with
        {
            Status = TruthStatus.Completed,
            Discount = discount,
            Tax = tax,
            ServiceCharge = 150,
            Tip = 275,
            Rounding = -2,
            Total = order.Subtotal - discount + tax + 150 + 275 - 2,
        };
    }

    private static async Task<Order> RawAsync(string parts)
    {
        await using var shop = await LightspeedShop.OpenAsync(new TruthPlan { Customers = 0, Orders = 0, Products = 0 });
        shop.Fake.RawSales.Add($"{{{Head},{parts}}}");
        var read = await shop.Connect().ReadAsync(PosStream.Orders);
        read.Pages.SelectMany(p => p.Rejected).ShouldBeEmpty();
        return read.ById<Order>()[Id];
    }
}
