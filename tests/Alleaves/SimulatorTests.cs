using Sync.Simulator;

namespace Sync.Alleaves.Tests;

public sealed class SimulatorTests
{
    private static readonly ShopPlan Plan = new() { Customers = 1_000, Orders = 2_000, Products = 300 };

    [Fact]
    public void Given_one_plan_When_a_shop_is_made_twice_Then_it_is_the_same_shop()
    {
        var (one, two) = (ShopTruth.Generate(Plan), ShopTruth.Generate(Plan));

        one.Customers.ShouldBe(two.Customers);
        one.Products.ShouldBe(two.Products);
        one.Orders.Select(o => (o.Id, o.Total, o.CreatedAt, o.Email)).ShouldBe(two.Orders.Select(o => (o.Id, o.Total, o.CreatedAt, o.Email)));
    }

    [Fact]
    public void Given_shares_in_the_plan_When_a_shop_is_made_Then_they_are_about_kept()
    {
        var orders = ShopTruth.Generate(Plan).Orders;

        orders.Count(o => o.Email == ShopTruth.PlaceholderEmail).ShouldBeInRange(500, 700);
        orders.Count(o => o.CustomerId is null).ShouldBeInRange(20, 70);
        orders.Count(o => o.Total < 0).ShouldBeInRange(5, 40);
        orders.ShouldAllBe(o => o.CreatedAt < Plan.Now && o.CreatedAt > Plan.Now.AddDays(-Plan.Days));
    }

    [Fact]
    public void Given_a_day_of_changes_When_one_percent_churns_Then_that_many_records_differ()
    {
        var shop = ShopTruth.Generate(Plan);
        var (customers, orders, products) = (shop.Customers.Snapshot(), shop.Orders.Snapshot(), shop.Products.Snapshot());

        shop.Churn(0.01).ShouldBe((10, 20, 3));

        shop.Customers.Except(customers).Count().ShouldBe(10);
        shop.Orders.Where((o, i) => o.Total != orders[i].Total).Count().ShouldBe(20);
        shop.Products.Except(products).Count().ShouldBe(3);
    }
}
