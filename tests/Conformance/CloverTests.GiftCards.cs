using Sync.Insights.Sales;

namespace Sync.Conformance.Tests;

/// <summary>Gift cards are no sale when they are sold, given back, sold for less or paid in part.</summary>
public sealed partial class CloverTests
{
    private const string Card = """{"id":"1","name":"Gift card","price":2000,"isRevenue":false}""";
    private const string RefundedCard = """{"id":"1","name":"Gift card","price":2000,"isRevenue":false,"refunded":true}""";
    private const string CheaperCard = """{"id":"1","name":"Gift card","price":2000,"isRevenue":false,"discounts":{"elements":[{"percentage":10}]}}""";
    private const string Tea = """{"id":"2","name":"Tea","price":698}""";

    [Theory]
    [InlineData(RefundedCard, 2000, 2000, 0)]
    [InlineData(Card, 2000, 2000, 0)]
    [InlineData(RefundedCard + "," + Tea, 2698, 2000, 698)]
    [InlineData(RefundedCard + "," + Tea, 2698, 2698, 0)]
    [InlineData(CheaperCard, 1800, 0, 0)]
    [InlineData(CheaperCard + "," + Tea, 2498, 0, 698)]
    [InlineData(Card, 1000, 0, 0)]
    public async Task Given_a_gift_card_refunded_discounted_or_paid_in_part_When_the_order_is_read_Then_it_counts_for_nothing(string lines, long paid, long refunded, long net)
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Raw["O1"] = Raw("O1", $$"""
            "lineItems":{"elements":[{{lines}}]},
            "payments":{"elements":[{"id":"P1","amount":{{paid}},"result":"SUCCESS"}]},
            "refunds":{"elements":[{"id":"R1","amount":{{refunded}},"status":"SUCCESS"}]}
            """);

        var order = await shop.OrderAsync("O1");

        SaleFigures.Of(order).Net.ShouldBe(net);
        order.Total.Minor.ShouldBeGreaterThanOrEqualTo(0);
        order.Refunded.Minor.ShouldBeInRange(0, order.Total.Minor);
    }

    [Fact]
    public async Task Given_a_gift_card_that_nobody_has_paid_yet_When_the_order_is_read_Then_its_total_is_not_below_nothing()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Raw["O1"] = Raw("O1", $$""" "lineItems":{"elements":[{{Card}}]} """);

        (await shop.OrderAsync("O1")).Total.Minor.ShouldBe(0);
    }
}
