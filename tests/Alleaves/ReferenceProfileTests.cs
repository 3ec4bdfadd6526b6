using Sync.ConnectorKit;
using Sync.Simulator;

namespace Sync.Alleaves.Tests;

public sealed class ReferenceProfileTests
{
    [Fact]
    public async Task Given_a_shop_When_customers_are_read_Then_all_come_and_the_end_proves_it()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeNull();
        read.Customers.Select(c => c.Id).ShouldBe(pos.Shop.Customers.Select(c => c.Id));
        read.Customers[0].Email.ShouldBe(pos.Shop.Customers[0].Email!.ToLowerInvariant());
        read.Customers[0].UserId.ShouldBe(pos.Shop.Customers[0].UserId);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        read.Pages.SkipLast(1).ShouldAllBe(p => p.End == null);
        read.Pages.ShouldAllBe(p => p.ExpectedTotal == 250);
    }

    [Fact]
    public async Task Given_a_shop_When_orders_are_read_without_a_cursor_Then_all_of_history_comes()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Orders.Count.ShouldBe(450);
        read.Orders.Sum(o => o.Total.Major).ShouldBe(pos.Shop.Orders.Sum(o => o.Total));
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        DateTimeOffset.Parse(read.End.Cursor!).ShouldBe(pos.Shop.Orders.Max(o => o.CreatedAt));
        pos.Requests.ShouldNotContain(r => r.Query.Contains("startDate"));
    }

    [Fact]
    public async Task Given_days_of_history_When_orders_are_read_first_Then_only_those_days_come()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Still(), change: s => s["historyDays"] = "30");

        var read = await reading.ReadAsync(PosStream.Orders);

        var edge = Shops.Now.AddDays(-30);
        read.Orders.Count.ShouldBe(pos.Shop.Orders.Count(o => o.CreatedAt >= edge));
        read.End!.Coverage.ShouldBe(CoverageKind.Window);
        read.End.From.ShouldBe(edge.AddDays(1));
    }

    [Fact]
    public async Task Given_walk_ins_When_orders_are_read_Then_the_placeholder_is_no_address_and_the_user_id_is_known()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());

        var read = await reading.ReadAsync(PosStream.Orders);

        var walkIns = pos.Shop.Orders.Where(o => o.Email == ShopTruth.PlaceholderEmail).ToDictionary(o => o.Id);
        walkIns.Count.ShouldBeGreaterThan(50);
        foreach (var order in read.Orders.Where(o => walkIns.ContainsKey(o.Id)))
        {
            order.BuyerEmail.ShouldBeNull();
            order.BuyerUserId.ShouldBe(walkIns[order.Id].UserId);
        }
    }

    [Fact]
    public async Task Given_a_shop_When_products_are_read_Then_all_come_in_one_call()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());

        var read = await reading.ReadAsync(PosStream.Products);

        read.Products.Count.ShouldBe(120);
        read.Products.ShouldAllBe(p => p.Available == (p.Quantity > 0));
        read.Products.Count(p => p.ThcPercent is null).ShouldBe(pos.Shop.Products.Count(p => p.Thc is null));
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        pos.Count("/inventory/search").ShouldBe(1);
    }

    [Fact]
    public async Task Given_three_streams_at_once_When_they_are_read_Then_one_login_serves_all_and_the_pin_is_a_field_of_its_own()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());

        await Task.WhenAll(reading.ReadAsync(PosStream.Customers), reading.ReadAsync(PosStream.Orders), reading.ReadAsync(PosStream.Products));

        var login = pos.Requests.Where(r => r.Path == "/api/auth").ShouldHaveSingleItem();
        login.Body.ShouldBe("""{"username":"budtender@example.com","password":"correct horse","pin":"4711"}""");
        pos.MostInFlight.ShouldBeLessThanOrEqualTo(4);
        reading.Meter.Requests.ShouldBe(1 + 3 + 5 + 1);
    }
}
