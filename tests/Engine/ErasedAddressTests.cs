using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Whose address it is, of somebody who was forgotten or of another.</summary>
public sealed class ErasedAddressTests
{
    [Theory]
    [InlineData("o'brien@example.com", "o'brien@example.com")]
    [InlineData("o'brien@example.com", "'O'Brien@example.com'")]
    [InlineData("o'brien@example.com", "\"O'Brien\" <o'brien@example.com>")]
    [InlineData("a/b@example.com", "a/b@example.com")]
    [InlineData("a|b@example.com", "x/y@example.com|a|b@example.com")]
    [InlineData("brien@example.com", "other@example.com/brien@example.com")]
    [InlineData("brien@example.com", "brien@example.com|Brien")]
    [InlineData("brien@\uFF45xample.com", "brien@\uFF45xample.com")]
    public async Task Given_an_address_with_any_letter_that_may_stand_in_one_When_its_owner_was_forgotten_Then_they_do_not_come_back(string address, string written)
    {
        await using var org = await ForgottenAsync(address);

        org.Shop.Put(Make.Customer("2", written) with { UserId = null });
        org.Shop.Put(Make.Order("g2", 4, written, daysAgo: 0.5) with { BuyerName = "Again" });
        await org.CostAsync();

        (await org.GetAsync("customers", "1")).ShouldBeNull();
        (await org.GetAsync("customers", "2")).ShouldBeNull();
        (await org.FindAsync("unmatched_orders", "g1")).Has("buyerName").ShouldBeFalse();
        (await org.FindAsync("unmatched_orders", "g2")).Has("buyerName").ShouldBeFalse();
    }

    [Theory]
    [InlineData("brien@example.com", "o'brien@example.com")]
    [InlineData("b@example.com", "a/b@example.com")]
    [InlineData("b@example.com", "a|b@example.com")]
    public async Task Given_somebody_who_was_forgotten_When_another_address_ends_as_theirs_Then_that_person_stays(string address, string others)
    {
        await using var org = await ForgottenAsync(address);

        org.Shop.Put(Make.Customer("2", others) with { UserId = null });
        org.Shop.Put(Make.Order("g2", 4, others, daysAgo: 0.5));
        await org.CostAsync();

        (await org.FindAsync("customers", "2")).Text("email").ShouldBe(others);
        (await org.FindAsync("orders", "g2")).Text("customerId").ShouldBe("2");
    }

    private static async Task<TestOrg> ForgottenAsync(string address)
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1", address) with { UserId = null });
        org.Shop.Put(Make.Order("g1", 4, address, daysAgo: 3) with { BuyerName = "Once" });
        await org.CostAsync();
        await PrivacyTests.Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, address);
        await org.CostAsync();
        return org;
    }
}
