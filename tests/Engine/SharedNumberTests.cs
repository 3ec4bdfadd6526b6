using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Families share a telephone number: one of them is forgotten, the others are not.</summary>
public sealed class SharedNumberTests
{
    private const string Shared = "415-555-0100";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_two_customers_with_one_number_When_one_is_forgotten_Then_the_others_sales_stay_theirs(bool full)
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1", "anna@x.example") with { Phone = Shared });
        org.Shop.Put(Make.Customer("2", "ben@x.example") with { Phone = Shared });
        org.Shop.Put(Make.Order("o1", 10, customer: "1") with { BuyerPhone = Shared });
        org.Shop.Put(Make.Order("o2", 20, customer: "2") with { BuyerPhone = Shared });
        org.Shop.Put(Make.Order("walkIn", 7) with { BuyerPhone = Shared });
        await org.CostAsync();
        await PrivacyTests.Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, "1");
        await org.CostAsync(full);
        org.Shop.Put(Make.Order("o3", 5, "ben@x.example", daysAgo: 0.2) with { BuyerPhone = Shared });
        await org.CostAsync(full);

        (await org.AllAsync("orders")).Select(o => (o.Path.Id, o.Body.Read().Text("customerId"))).ShouldBe([("o2", "2"), ("o3", "2")], ignoreOrder: true);
        var nobodys = await org.AllAsync("unmatched_orders");
        nobodys.Select(o => o.Path.Id).ShouldBe(["o1", "walkIn"], ignoreOrder: true);
        nobodys.ShouldAllBe(o => !o.Body.Read().Has("buyerPhone"));
        var ben = (await org.AllAsync("customers")).ShouldHaveSingleItem().Body.Read();
        (ben.Text("phone"), ben.Number("totalSpent"), ben.Number("orderCount")).ShouldBe((Shared, 25m, 2m));
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }
}
