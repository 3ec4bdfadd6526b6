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

    private static string Said(DayTotal ours, DayTotal counted, string currency)
    {
        var day = new TieOutDay("till", new DateOnly(2026, 3, 2), "", ours, counted, []);
        return TieRows.Of(day, currency, new ShopTime(new OrgSettings { Name = "a", Currency = currency }, DateTimeOffset.UnixEpoch)).Detail;
    }
}
