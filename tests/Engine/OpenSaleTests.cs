using Sync.ConnectorKit;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>A sale that is rung up in one month, of nobody yet, and closed in another.</summary>
public sealed class OpenSaleTests
{
    private static readonly DateTimeOffset February = new(2026, 2, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_an_open_sale_of_nobody_When_it_is_closed_a_month_later_with_a_customer_Then_it_stands_in_one_collection_only(bool ledgerMadeAnew)
    {
        await using var org = await JanuaryAsync();
        await org.SyncAsync();
        if (ledgerMadeAnew)
        {
            await org.OthersWriteAsync("ledger", "main", w => w.Flag("unsettled", true)); // as a run leaves it that was killed
            await org.SyncAsync();
        }

        (await org.GetAsync("unmatched_orders", "tab")).ShouldNotBeNull();
        org.Time.SetWallClock(February);
        org.Shop.Edit("tab", o => o with { CreatedAt = February.AddDays(-1), Status = OrderStatus.Completed, BuyerEmail = "c1@example.com" });

        await org.SyncAsync();

        (await org.GetAsync("unmatched_orders", "tab")).ShouldBeNull();
        (await org.FindAsync("orders", "tab")).Text("businessDate").ShouldBe("2026-02-19");
        await Addition.CheckAsync(org, "closed");
        await using var anew = await TestOrg.OpenAsync(time: new TestKit.FakeTime(February));
        anew.Shop.Become(org.Shop);
        await anew.SyncAsync();
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(anew), "closed");
    }

    [Fact]
    public async Task Given_an_open_sale_of_nobody_When_it_is_closed_without_a_customer_Then_it_is_waited_for_no_longer()
    {
        await using var org = await JanuaryAsync();
        await org.SyncAsync();
        (await RowsAsync(org)).ShouldBe(1);
        org.Shop.Edit("tab", o => o with { Status = OrderStatus.Completed });

        await org.SyncAsync();

        (await RowsAsync(org)).ShouldBe(0);
    }

    private static async Task<long?> RowsAsync(TestOrg org) =>
        (await org.FindAsync("ledger", "main")).List("tables").Where(t => t.Text("name") == "unmatched").Select(t => t.Integer("rows")).SingleOrDefault();

    private static async Task<TestOrg> JanuaryAsync()
    {
        var january = February.AddDays(-31);
        var org = await TestOrg.OpenAsync(time: new TestKit.FakeTime(january));
        org.Shop.OrderWindow = TimeSpan.FromDays(14);
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o1", 10, "c1@example.com", at: january.AddDays(-1)));
        org.Shop.Put(Make.Order("tab", 25, at: january.AddDays(-1), status: OrderStatus.Open));
        return org;
    }
}
