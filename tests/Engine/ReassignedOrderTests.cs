using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Orders that the POS gives to somebody else than before.</summary>
public sealed class ReassignedOrderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_an_order_that_is_given_to_a_customer_who_is_not_listed_When_synced_Then_it_is_nobodys_until_that_one_is(bool byUserId)
    {
        await using var org = await GivenAsync();
        org.Shop.Put(byUserId ? Make.Order("o1", 10, user: "u1") : Make.Order("o1", 10, customer: "1"));
        await org.SyncAsync();
        (await org.FindAsync("customers", "1")).Number("totalSpent").ShouldBe(10);

        org.Shop.Edit("o1", o => byUserId ? o with { BuyerUserId = "u99" } : o with { CustomerId = "99" });
        await org.SyncAsync();

        (await org.GetAsync("orders", "o1")).ShouldBeNull();
        (await org.GetAsync("unmatched_orders", "o1")).ShouldNotBeNull();
        (await org.FindAsync("customers", "1")).Number("totalSpent").ShouldBe(0);
        await Addition.CheckAsync(org, "given to nobody known");

        org.Shop.Put(Make.Customer("99"));
        await org.SyncAsync();

        (await org.FindAsync("orders", "o1")).Text("customerId").ShouldBe("99");
        (await org.GetAsync("unmatched_orders", "o1")).ShouldBeNull();
        (await org.FindAsync("customers", "99")).Number("totalSpent").ShouldBe(10);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_customer_whose_address_changes_When_their_order_is_edited_Then_it_stays_theirs()
    {
        await using var org = await GivenAsync();
        org.Shop.Put(Make.Order("o1", 10, "c1@example.com", customer: "1"));
        org.Shop.Put(Make.Order("o2", 5, "c1@example.com"));
        await org.SyncAsync();

        org.Shop.Put(Make.Customer("1", "new@example.com"));
        foreach (var id in (string[])["o1", "o2"]) org.Shop.Edit(id, o => o with { Total = Make.Usd(20) });
        await org.SyncAsync();

        foreach (var id in (string[])["o1", "o2"]) (await org.FindAsync("orders", id)).Text("customerId").ShouldBe("1");
        (await org.FindAsync("customers", "1")).Number("totalSpent").ShouldBe(40);
    }

    private static async Task<TestOrg> GivenAsync()
    {
        var org = await TestOrg.OpenAsync();
        foreach (var id in (string[])["1", "2"]) org.Shop.Put(Make.Customer(id));
        return org;
    }
}
