using FsCheck;
using FsCheck.Fluent;
using Sync.Insights.Spending;

namespace Sync.Insights.Tests;

public sealed class SpendingTotalsTests
{
    [Fact]
    public void Given_nothing_Then_there_is_no_date_and_no_average()
    {
        SpendingTotals.None.FirstOrder.ShouldBeNull();
        SpendingTotals.None.LastOrder.ShouldBeNull();
        SpendingTotals.None.Average.ShouldBe(0);
    }

    [Fact]
    public void Given_a_return_Then_money_goes_and_neither_count_nor_date_moves()
    {
        var totals = SpendingTotals.None.WithSale(1000, 5).WithReturn(-400);

        totals.ShouldBe(new SpendingTotals(600, 1, 2, 5, 5));
    }

    [Theory]
    [InlineData(5, 2, 3)] // 2.5
    [InlineData(-5, 2, -3)]
    [InlineData(10, 3, 3)]
    [InlineData(7, 0, 0)]
    public void Given_a_sum_and_a_count_Then_the_average_is_rounded_half_away_from_zero(long net, long orders, long average) =>
        new SpendingTotals(net, orders, orders, 1, 1).Average.ShouldBe(average);

    [Fact]
    public void Given_sales_in_any_parts_Then_the_parts_add_up_to_the_whole() => Check.One(
        Config.QuickThrowOnFailure.WithReplay(11, 11),
        Prop.ForAll(
            Gen.Choose(-5000, 5000).Zip(Gen.Choose(0, 1000)).ListOf().Zip(Gen.Choose(1, 5)).ToArbitrary(),
            sample =>
            {
                var (sales, parts) = sample;
                var whole = sales.Aggregate(SpendingTotals.None, Add);
                var byPart = sales.GroupBy(s => s.Item2 % parts).Select(g => g.Aggregate(SpendingTotals.None, Add));
                return byPart.Aggregate(SpendingTotals.None, (a, b) => a + b) == whole;
            }));

    private static SpendingTotals Add(SpendingTotals totals, (int Net, int At) sale) =>
        sale.Net < 0 ? totals.WithReturn(sale.Net) : totals.WithSale(sale.Net, sale.At);
}
