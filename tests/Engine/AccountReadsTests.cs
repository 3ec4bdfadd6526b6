using Sync.Engine.Accounts;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Nobody learns from the time that a sign-in takes whether an address has an account.</summary>
public sealed class AccountReadsTests
{
    [Fact]
    public async Task Given_an_address_with_an_account_and_one_without_When_they_are_looked_up_Then_as_much_is_read()
    {
        await using var org = await TestOrg.OpenAsync();
        var accounts = new AccountDirectory(org.Store, org.Time);
        var ann = await accounts.CreateAsync("ann@shop.example", null, null);
        List<int> reads = [];
        org.Store.AfterRead = paths =>
        {
            reads[^1] += paths.Count;
            return Task.CompletedTask;
        };

        reads.Add(0);
        (await accounts.FindByEmailAsync("ann@shop.example"))!.Id.ShouldBe(ann.Id);
        reads.Add(0);
        (await accounts.FindByEmailAsync("nobody@shop.example")).ShouldBeNull();

        reads.ShouldBe([2, 2]);
    }
}
