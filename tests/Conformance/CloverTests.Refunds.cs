using Sync.Model;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What goes back: goods leave the lines again, money that went back by mistake does not count, and who paid is asked for.</summary>
public sealed partial class CloverTests
{
    [Fact]
    public async Task Given_goods_that_were_given_back_When_the_order_is_read_Then_negative_lines_stand_beside_what_was_sold()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1") with { Lines = [new TruthLine("V1", "Tea", 3, 450, 1350), new TruthLine("V2", "Mug", 1, 500, 500)], Subtotal = 1850, Total = 1850, Refunded = 900 });
        shop.Pos.Returned[("O1", 0)] = 2;

        var order = await shop.OrderAsync("O1");

        order.Lines.Select(l => (l.ProductId, l.Quantity, l.UnitPrice, l.Total.Minor)).ShouldBe([("V1", 3m, 4.5m, 1350L), ("V2", 1m, 5m, 500L), ("V1", -2m, 4.5m, -900L)]);
        (order.Subtotal.Minor, order.Total.Minor, order.Refunded.Minor, order.Unbalanced.Minor, order.Status).ShouldBe((1850, 1850, 900, 0, OrderStatus.PartiallyRefunded));
    }

    [Fact]
    public async Task Given_a_line_that_was_exchanged_When_the_order_is_read_Then_it_went_back_and_gift_cards_have_no_lines()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Raw["O1"] = Raw("O1", $$"""
            "lineItems":{"elements":[{{RefundedCard}},{"id":"2","item":{"id":"V1"},"name":"Cheese","price":1000,"unitQty":1500,"exchanged":true,"refunded":false}]},
            "payments":{"elements":[{"id":"P1","amount":3500,"result":"SUCCESS"}]}
            """);

        var order = await shop.OrderAsync("O1");

        order.Lines.Select(l => (l.ProductId, l.Quantity, l.Total.Minor)).ShouldBe([("V1", 1.5m, 1500L), ("V1", -1.5m, -1500L)]);
        (order.Subtotal.Minor, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((1500, 1500, 0));
    }

    [Fact]
    public async Task Given_a_return_of_its_own_whose_lines_are_marked_When_it_is_read_Then_they_are_taken_back_once()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1") with { Lines = [new TruthLine("V1", "Mug", -2, 500, -1000)], Subtotal = -1000, Total = -1000 });
        shop.Pos.Returned[("O1", 0)] = 2;

        (await shop.OrderAsync("O1")).Lines.Select(l => (l.Quantity, l.Total.Minor)).ShouldBe([(-2m, -1000L)]);
    }

    [Fact]
    public async Task Given_a_refund_that_was_deleted_When_the_order_is_read_Then_the_sale_stands_whole()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1") with { Refunded = 400 });
        shop.Pos.DeletedRefunds["O1"] = Start.AddDays(-1);

        var order = await shop.OrderAsync("O1");

        (order.Refunded.Minor, order.Status).ShouldBe((0, OrderStatus.Completed));
    }

    [Fact]
    public async Task Given_a_sale_without_a_customer_When_it_was_paid_by_card_Then_the_cards_holder_is_its_buyer()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Cardholders["O1"] = "BYRON/ADA";

        (await shop.OrderAsync("O1")).BuyerName.ShouldBe("BYRON/ADA");
    }
}
