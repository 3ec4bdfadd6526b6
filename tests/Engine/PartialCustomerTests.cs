using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>Customers of whom the POS says a part only, as a sale does that names its buyer.</summary>
public sealed class PartialCustomerTests
{
    private static readonly Customer Guest = Make.Customer("1") with { Partial = true, LastName = null, Phone = null };

    [Fact]
    public async Task Given_customers_of_whom_a_part_is_said_When_all_is_compared_Then_nothing_is_written_and_nothing_called_repaired()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Guest with { Phone = "0170 1" });
        org.Shop.Put(Make.Customer("2"));
        org.Shop.Put(Make.Order("o1", 60, "c1@example.com", daysAgo: 1));
        await org.SyncAsync();
        org.Shop.Put(Guest); // a later sale does not say the number, which stays
        await org.SyncAsync();

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var run = await org.SyncAsync(full: true);

            var customers = run.Streams[ConnectorKit.PosStream.Customers];
            (customers.Updated, customers.Repaired, customers.Unchanged, run.RepairedDerived).ShouldBe((0, 0, 2, 0));
            (await org.FindAsync("customers", "1")).Text("phone").ShouldBe("0170 1");
        }

        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_field_that_somebody_has_changed_When_all_is_compared_Then_what_the_POS_says_of_it_is_put_right()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Guest);
        await org.SyncAsync();
        await org.OthersWriteAsync("customers", "1", w => w.Text("firstName", "Somebody else"));

        var run = await org.SyncAsync(full: true);

        run.Streams[ConnectorKit.PosStream.Customers].Repaired.ShouldBe(1);
        (await org.FindAsync("customers", "1")).Text("firstName").ShouldBe(Guest.FirstName);
    }

    [Fact]
    public async Task Given_an_address_that_begins_like_the_id_of_a_spending_document_When_all_is_compared_Then_its_document_stays()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1", "cid_ann@example.com"));
        org.Shop.Put(Make.Order("o1", 60, "cid_ann@example.com", daysAgo: 1));
        await org.SyncAsync();

        var run = await org.SyncAsync(full: true);

        run.RepairedDerived.ShouldBe(0);
        (await org.FindAsync("customer_spending", "cid_ann@example.com")).Number("totalSpent").ShouldBe(60m);
    }
}
