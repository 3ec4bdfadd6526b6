using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Orders whose lists cannot be read: they are named, the rest goes in.</summary>
public sealed partial class CloverTests
{
    [Fact]
    public async Task Given_an_order_deleted_before_its_lines_are_asked_for_When_orders_are_read_Then_it_is_told_as_deleted_and_the_others_come()
    {
        var large = Sale("O1") with { Lines = [new TruthLine("V1", "Tea", 150, 10, 1500)], Subtotal = 1500, Total = 1500 };
        await using var shop = await Shop.OpenAsync(large, Sale("O2"));
        shop.Pos.Faults.Add(new Fault
        {
            Path = "/orders/O1/line_items",
            Kind = FaultKind.Before,
            Times = 1,
            Before = () => shop.Pos.Truth.Orders.Remove(shop.Pos.Truth.Orders.Single(o => o.Id == "O1")),
        });

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        read.Pages.SelectMany(p => p.Deleted).ShouldBe(["O1"]);
        read.ById<Order>().Keys.ShouldBe(["O2"]);
    }

    [Theory]
    [InlineData("payments", "\"amount\":10,\"result\":\"SUCCESS\"")]
    [InlineData("discounts", "\"amount\":-1")]
    public async Task Given_a_long_list_that_has_no_call_of_its_own_When_orders_are_read_Then_that_order_alone_is_named(string list, string fields)
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"), Sale("O2"));
        var rows = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"id":"X{{i}}",{{fields}}}"""));
        shop.Pos.Raw["O1"] = Raw("O1", $$""" "{{list}}":{"elements":[{{rows}}]} """);

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        var rejected = read.Pages.SelectMany(p => p.Rejected).ShouldHaveSingleItem();
        (rejected.Id, rejected.Reason).ShouldBe(("O1", "list cut short"));
        read.ById<Order>().Keys.ShouldBe(["O2"]);
    }
}
