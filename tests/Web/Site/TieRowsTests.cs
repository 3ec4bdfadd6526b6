using Sync.Engine.Queries;
using Sync.Model;
using Sync.Web.Site.Status;

namespace Sync.Web.Tests.Site;

/// <summary>What the page says of a day's total.</summary>
public sealed class TieRowsTests
{
    [Theory]
    [InlineData("KWD", "1,234.567 KWD in 2 sales", "0.500 KWD in 1 sale")]
    [InlineData("JPY", "1,235 JPY in 2 sales", "1 JPY in 1 sale")]
    [InlineData("USD", "1,234.57 USD in 2 sales", "0.50 USD in 1 sale")]
    public void GivenACurrency_WhenADayIsSaid_ThenItsMoneyHasThatCurrencysDecimals(string currency, string many, string one)
    {
        var (total, other) = (new DayTotal(1234.567m, 2), new DayTotal(0.5m, 1));
        Said(total, total, currency).ShouldBe(many);
        Said(other, total, currency).ShouldStartWith($"The day says {one}; its orders come to {many}.");
    }

    [Fact]
    public void GivenALocationWhoseNameIsKnown_WhenADayIsSaid_ThenItsNameStandsThere_AndTheOrdersThatAreNotNamedAreCounted()
    {
        var day = new TieOutDay("till", new DateOnly(2026, 3, 2), "L1", new DayTotal(5, 1), new DayTotal(9, 2), ["o1", "o2"]) { More = 40 };
        var clock = new ShopTime(new OrgSettings { Name = "a", Currency = "USD" }, DateTimeOffset.UnixEpoch);
        var told = TieRows.Of(day, "USD", clock, new Dictionary<string, string> { ["L1"] = "Harbour Street" });
        (told.Location, told.Orders.Count, told.More).ShouldBe(("Harbour Street", 2, 40));
        TieRows.Of(day with { Location = "L2" }, "USD", clock, new Dictionary<string, string> { ["L1"] = "Harbour Street" }).Location.ShouldBe("L2");
    }

    [Fact]
    public void GivenTheOwnTotalOfThePos_WhenADayIsSaid_ThenItSaysSo()
    {
        var (clock, total) = (new ShopTime(new OrgSettings { Name = "a", Currency = "USD" }, DateTimeOffset.UnixEpoch), new DayTotal(9, 2));
        var day = new TieOutDay("till", new DateOnly(2026, 3, 2), "", total, total, []) { ByPos = true };
        TieRows.Of(day, "USD", clock).Detail.ShouldBe("9.00 USD in 2 sales, as the POS says");
        TieRows.Of(day with { Counted = new DayTotal(12, 3) }, "USD", clock).Detail.ShouldStartWith("The day says 9.00 USD in 2 sales; the POS says 12.00 USD in 3 sales. Every order that is stored is counted");
    }

    private static string Said(DayTotal ours, DayTotal counted, string currency)
    {
        var day = new TieOutDay("till", new DateOnly(2026, 3, 2), "", ours, counted, []);
        return TieRows.Of(day, currency, new ShopTime(new OrgSettings { Name = "a", Currency = currency }, DateTimeOffset.UnixEpoch)).Detail;
    }
}
