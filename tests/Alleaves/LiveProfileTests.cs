using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator;

namespace Sync.Alleaves.Tests;

public sealed class LiveProfileTests
{
    [Theory]
    [InlineData(LiveListForm.Named)]
    [InlineData(LiveListForm.Data)]
    [InlineData(LiveListForm.Array)]
    [InlineData(LiveListForm.Numbered)]
    public async Task Given_any_form_of_list_When_customers_are_read_Then_all_come(LiveListForm form)
    {
        await using var pos = await Shops.OpenAsync(new FakeAlleavesOptions { LiveCustomers = form });
        using var reading = Reading.Of(pos, Shops.Hurried(), "live");

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Customers.Select(c => c.Id).ShouldBe(pos.Shop.Customers.Select(c => c.Id));
        read.Customers[0].UserId.ShouldBe(pos.Shop.Customers[0].UserId);
        read.Customers[0].FirstName.ShouldBe(pos.Shop.Customers[0].FirstName);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        pos.MostInFlight.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_last_page_that_is_full_When_customers_are_read_Then_the_numbered_form_ends_at_an_empty_object()
    {
        await using var pos = await FakeAlleaves.StartAsync(
            ShopTruth.Generate(new ShopPlan { Customers = 200, Orders = 0 }), new FakeAlleavesOptions { LiveCustomers = LiveListForm.Numbered });
        using var reading = Reading.Of(pos, Shops.Hurried(), "live");

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Customers.Count.ShouldBe(200);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        pos.Count("/customer/search").ShouldBe(3);
    }

    [Fact]
    public async Task Given_a_cursor_When_orders_are_read_Then_whole_days_are_asked_for_until_tomorrow()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Still(), "live", s => s["lookBackDays"] = "30", StoreClock.Of("America/Los_Angeles"));

        var read = await reading.ReadAsync(PosStream.Orders, "2026-11-20T08:00:00Z");

        read.Error.ShouldBeNull();
        pos.Requests.Last().Query.ShouldBe("?page=2&pageSize=100&startDate=2026-10-21&endDate=2026-11-21");
        read.Orders.Count.ShouldBe(pos.Shop.OrdersFrom(new DateTimeOffset(2026, 10, 21, 0, 0, 0, TimeSpan.Zero)).Count);
        read.End!.Coverage.ShouldBe(CoverageKind.Window);
        read.End.From.ShouldBe(Shops.Now.AddDays(-29));
    }

    [Fact]
    public async Task Given_orders_with_amounts_as_text_When_they_are_read_Then_money_and_buyers_are_right()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried(), "live");

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Orders.Sum(o => o.Total.Major).ShouldBe(pos.Shop.Orders.Sum(o => o.Total));
        read.Orders.Count(o => o.CustomerId is null).ShouldBe(pos.Shop.Orders.Count(o => o.CustomerId is null));
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_a_row_for_each_batch_When_products_are_read_Then_an_items_stock_is_the_sum_of_its_batches()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried(), "live");

        var read = await reading.ReadAsync(PosStream.Products);

        read.Products.Select(p => p.Id).ShouldBe(pos.Shop.Products.Select(p => p.Id));
        read.Products.Select(p => p.Quantity).ShouldBe(pos.Shop.Products.Select(p => (decimal?)p.Quantity));
        read.Products.ShouldAllBe(p => p.Available == (p.Quantity > 0));
        read.Products.ShouldAllBe(p => !p.Category.Contains('>') && p.BatchCost != null);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_a_partner_id_When_anything_is_asked_Then_it_goes_along()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried(), "live", s => s["partnerId"] = "P-7");

        await reading.ReadAsync(PosStream.Products);

        pos.Requests.ShouldAllBe(r => r.Headers["X-Partner-ID"] == "P-7");
    }
}
