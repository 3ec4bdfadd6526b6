using Sync.ConnectorKit;
using Sync.Connectors.Alleaves;

namespace Sync.Alleaves.Tests;

public sealed class OrderWindowTests
{
    [Theory]
    [InlineData(null, null, null, null)] // All of history.
    [InlineData(null, 30, null, -30.0)]
    [InlineData(-0.5, null, null, -90.0)]
    [InlineData(-0.5, null, 7, -7.0)]
    [InlineData(-0.5, 30, null, -30.0)]
    [InlineData(-0.5, 365, 0, -1.5)] // Never less than the cursor's own day.
    [InlineData(-200.0, null, 90, -201.0)] // After a long pause nothing is missed,
    [InlineData(-200.0, 90, 90, -201.0)] // whatever the first fetch was limited to.
    [InlineData(null, 100_000, null, -36500.0)]
    [InlineData(5.0, null, null, -90.0)] // A POS whose clock runs ahead.
    public void Given_a_cursor_and_settings_When_a_read_starts_Then_it_asks_from_the_right_day(double? cursorDays, int? history, int? lookBack, double? expectedDays)
    {
        var given = new Dictionary<string, string> { ["username"] = "u", ["password"] = "p" };
        if (history is { } h) given["historyDays"] = $"{h}";
        if (lookBack is { } l) given["lookBackDays"] = $"{l}";
        var cursor = cursorDays is { } days ? Shops.Now.AddDays(days).ToString("O") : null;

        var window = OrderWindow.For(cursor, ConnectionSettings.From(new AlleavesConnector().Descriptor, given), Shops.Now);

        window.From.ShouldBe(expectedDays is { } d ? Shops.Now.AddDays(d) : null);
        window.CoveredFrom.ShouldBe(expectedDays is { } c ? Shops.Now.AddDays(c + 1) : null);
    }

    [Fact]
    public void Given_orders_read_When_the_cursor_moves_Then_it_never_goes_back()
    {
        var window = new OrderWindow(null, Shops.Now);

        window.Next(Shops.Now.AddDays(-3)).ShouldBe("2026-11-20T12:00:00.0000000+00:00");
        window.Next(Shops.Now.AddHours(1)).ShouldBe("2026-11-20T13:00:00.0000000+00:00");
        window.Next(null).ShouldBe("2026-11-20T12:00:00.0000000+00:00");
        new OrderWindow(null, null).Next(null).ShouldBeNull();
    }
}
