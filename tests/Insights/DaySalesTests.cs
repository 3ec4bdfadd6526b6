using Sync.Insights.Sales;

namespace Sync.Insights.Tests;

public sealed class DaySalesTests
{
    [Fact]
    public void Given_sales_and_a_return_When_added_up_Then_money_orders_items_hours_and_products_agree()
    {
        var day = new DaySales();
        day.AddOrder(new SaleFigures(SaleKind.Sale, 1000, 0), 9);
        day.AddLine("a", 2, 600);
        day.AddLine("b", 0.5m, 400);
        day.AddOrder(new SaleFigures(SaleKind.Sale, 500, 100), 9);
        day.AddLine("a", 1, 500);
        day.AddOrder(new SaleFigures(SaleKind.Return, 0, 300), 23);
        day.AddLine("a", -1, -300);

        (day.Gross, day.Refunds, day.Net, day.Orders, day.Records, day.Items).ShouldBe((1500, 400, 1100, 2, 3, 2.5m));
        day.Hours[9].ShouldBe(new HourSales(1400, 2));
        day.Hours[23].ShouldBe(new HourSales(-300, 0));
        day.Products.ShouldBe([new("a", new ProductSales(2, 800)), new("b", new ProductSales(0.5m, 400))]);
    }

    [Fact]
    public void Given_what_counts_nowhere_When_added_Then_nothing_moves()
    {
        var day = new DaySales();

        day.AddOrder(default, 5);

        (day.Gross, day.Orders, day.Records).ShouldBe((0, 0, 0));
    }
}
