using Sync.Insights.Sales;
using Sync.Model;

namespace Sync.Insights.Tests;

public sealed class SaleFiguresTests
{
    [Theory]
    [InlineData(OrderStatus.Completed, 1000, 0, SaleKind.Sale, 1000, 0)]
    [InlineData(OrderStatus.Completed, 0, 0, SaleKind.Sale, 0, 0)]
    [InlineData(OrderStatus.Completed, -500, 0, SaleKind.Return, 0, 500)]
    [InlineData(OrderStatus.Open, 1000, 0, SaleKind.None, 0, 0)]
    [InlineData(OrderStatus.Cancelled, 1000, 0, SaleKind.None, 0, 0)]
    [InlineData(OrderStatus.PartiallyRefunded, 1000, 300, SaleKind.Sale, 1000, 300)]
    [InlineData(OrderStatus.Refunded, 1000, 1000, SaleKind.Return, 1000, 1000)]
    [InlineData(OrderStatus.Refunded, 1000, 0, SaleKind.Return, 1000, 1000)] // the amount was not stated
    [InlineData(OrderStatus.Refunded, -1000, 0, SaleKind.Return, 0, 1000)]
    public void Given_an_order_Then_it_counts_as_what_it_is(OrderStatus status, long total, long refunded, SaleKind kind, long gross, long refunds)
    {
        var figures = SaleFigures.Of(status, total, refunded);

        figures.ShouldBe(new SaleFigures(kind, gross, refunds));
        figures.Net.ShouldBe(gross - refunds);
    }

    [Fact]
    public void Given_amounts_beyond_all_measure_Then_they_overflow_loudly() =>
        Should.Throw<OverflowException>(() => SaleFigures.Of(OrderStatus.Completed, long.MinValue, 1));
}
