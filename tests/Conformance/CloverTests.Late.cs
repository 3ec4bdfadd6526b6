using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What changes about a payment after its order was read, and leaves the order's own time alone.</summary>
public sealed partial class CloverTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(90)]
    public async Task Given_a_tip_so_many_minutes_after_the_payment_When_read_on_Then_it_is_found(int minutes)
    {
        // Read once as it was paid, and once just before the tip.
        await using var shop = await Shop.OpenAsync(Sale("O1") with { CreatedAt = Start, UpdatedAt = Start });
        shop.Time.Advance(TimeSpan.FromMinutes(minutes - 1));
        var read = await shop.Reading.ReadAsync(PosStream.Orders);
        shop.Time.Advance(TimeSpan.FromSeconds(50));
        read = await shop.Reading.ReadAsync(PosStream.Orders, read.End!.Cursor);
        shop.Time.Advance(TimeSpan.FromSeconds(10));
        shop.Pos.Truth.Orders[0] = shop.Pos.Truth.Orders[0] with { Tip = 200, Total = 1200 };
        shop.Pos.PaymentChangedAt["O1"] = shop.Time.GetUtcNow();

        (await LastAsync(shop, read)).Tip!.Value.Minor.ShouldBe(200);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public async Task Given_a_tip_at_a_till_whose_clock_is_behind_ours_When_read_on_Then_it_is_found(int minutes)
    {
        // Two minutes behind: by our clock the order is as much older.
        await using var shop = await Shop.OpenAsync(Sale("O1") with { CreatedAt = Start.AddMinutes(-2), UpdatedAt = Start.AddMinutes(-2) });
        shop.Time.Advance(TimeSpan.FromSeconds(minutes * 60 - 10));
        var read = await shop.Reading.ReadAsync(PosStream.Orders);
        shop.Time.Advance(TimeSpan.FromSeconds(10));
        shop.Pos.Truth.Orders[0] = shop.Pos.Truth.Orders[0] with { Tip = 200, Total = 1200 };
        shop.Pos.PaymentChangedAt["O1"] = shop.Time.GetUtcNow().AddMinutes(-2);

        (await LastAsync(shop, read)).Tip!.Value.Minor.ShouldBe(200);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public async Task Given_a_void_so_many_minutes_after_the_payment_When_read_on_Then_it_is_found(int minutes)
    {
        await using var shop = await Shop.OpenAsync(Sale("O1") with { CreatedAt = Start, UpdatedAt = Start });
        shop.Time.Advance(TimeSpan.FromSeconds(minutes * 60 - 10));
        var read = await shop.Reading.ReadAsync(PosStream.Orders);
        shop.Time.Advance(TimeSpan.FromSeconds(10));
        shop.Pos.Truth.Orders[0] = shop.Pos.Truth.Orders[0] with { Status = TruthStatus.Cancelled };
        shop.Pos.PaymentChangedAt["O1"] = shop.Time.GetUtcNow();

        (await LastAsync(shop, read)).Status.ShouldBe(OrderStatus.Cancelled);
    }

    // As it is told last, within half a day of half hours.
    private static async Task<Order> LastAsync(Shop shop, ReadOutcome read)
    {
        var last = read.ById<Order>().GetValueOrDefault("O1");
        for (var run = 0; run < 24; run++)
        {
            shop.Time.Advance(TimeSpan.FromMinutes(30));
            read = await shop.Reading.ReadAsync(PosStream.Orders, read.End!.Cursor);
            last = read.ById<Order>().GetValueOrDefault("O1", last!);
        }

        return last.ShouldNotBeNull();
    }
}
