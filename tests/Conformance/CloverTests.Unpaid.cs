using Sync.Model;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Clover states the tax with payments alone, and an order's total has it: what is not paid yet has nothing to add up.</summary>
public sealed partial class CloverTests
{
    [Fact]
    public async Task Given_an_unpaid_order_with_tax_When_read_Then_it_is_open_and_not_out_of_balance()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1") with { Status = TruthStatus.Open, Tax = 80, Total = 1080 });

        var order = await shop.OrderAsync("O1");

        (order.Status, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((OrderStatus.Open, 1080, 0));
    }

    [Theory]
    [InlineData(540, 40, 0)] // one of two halves
    [InlineData(1080, 80, 0)]
    [InlineData(1080, 30, 50)] // all is stated, and does not add up
    public async Task Given_an_order_that_is_being_paid_When_read_Then_it_adds_up_once_the_payments_cover_it(long amount, long tax, long unbalanced)
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Raw["O1"] = Raw("O1", $$"""
            "lineItems":{"elements":[{"id":"1","item":{"id":"V1"},"name":"Mug","price":1000}]},
            "payments":{"elements":[{"id":"P1","amount":{{amount}},"taxAmount":{{tax}},"result":"AUTH"}]}
            """).Replace("\"total\":1000", "\"total\":1080", StringComparison.Ordinal);

        var order = await shop.OrderAsync("O1");

        (order.Status, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((OrderStatus.Open, 1080, unbalanced));
    }
}
