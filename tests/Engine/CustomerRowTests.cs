using Sync.Engine.Ledger;
using Sync.Insights.Spending;

namespace Sync.Engine.Tests;

public sealed class CustomerRowTests
{
    [Theory]
    [InlineData(null, null, null)]
    [InlineData("ann@shop.example", "u-1", null)]
    [InlineData("änne@shop.example", "", 1_700_000_000_000_000L)]
    public void Given_a_row_When_only_a_month_is_read_Then_it_is_what_the_whole_row_says(string? email, string? userId, long? asOf)
    {
        var row = new CustomerRow { Email = email, UserId = userId, AsOf = asOf, Points = -3, Fingerprint = new StableHash(0, 7), DerivedPrint = 8 };
        const long at = 1_793_612_400_000_000; // microseconds
        row.SetMonth(24_320, SpendingTotals.None.WithSale(12_345, at).WithReturn(-45));
        row.SetMonth(24_318, SpendingTotals.None.WithReturn(-999)); // no sale: no first and no last order
        var writer = new RowWriter();
        row.Write(writer);

        for (var month = 24_317; month <= 24_321; month++)
        {
            SpendingTotals? whole = CustomerRow.Read(writer.Written).Months.Where(m => m.Month == month).Select(m => (SpendingTotals?)m.Totals).SingleOrDefault();
            CustomerRow.ReadMonth(writer.Written, month).ShouldBe(whole);
        }

        CustomerRow.ReadMonth(writer.Written, 24_320).ShouldNotBeNull().Orders.ShouldBe(1);
        CustomerRow.ReadMonth(writer.Written, 24_319).ShouldBeNull();
    }
}
