using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>Books of the ledger that no document can make anew as a table of records: a run goes on without the one that is lost, and makes it again.</summary>
public sealed class LostBookTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_lost_notes_of_refusals_When_synced_Then_the_run_goes_on_and_what_is_mended_is_no_longer_told_as_refused(bool removed)
    {
        await using var org = await FullRunTests.GivenAsync();
        org.Shop.Put(Make.Order("yen", 100, "c1@example.com", currency: Currency.Of("JPY")));
        org.Shop.Put(Make.Order("pounds", 100, "c1@example.com", currency: Currency.Of("GBP")));
        await org.SyncAsync();
        (await org.AllAsync("quarantine")).Count.ShouldBe(2);
        await LoseAsync(org, "main~quarantine~", removed);
        org.Shop.Put(Make.Order("new", 7, "c1@example.com"));
        org.Shop.Put(Make.Order("yen", 100, "c1@example.com"));

        foreach (var full in (bool[])[false, true, false])
        {
            org.Time.Advance(TimeSpan.FromMinutes(30));
            var run = (await org.RunAsync(new RunOptions { Full = full })).Runs.ShouldHaveSingleItem();
            (run.Error, run.Full).ShouldBe((null, full));
        }

        (await org.AllAsync("orders")).Select(o => o.Path.Id).ShouldContain("new");
        (await org.AllAsync("orders")).Select(o => o.Path.Id).ShouldContain("yen");
        (await org.AllAsync("quarantine")).ShouldHaveSingleItem().Body.Read().Text("recordId").ShouldBe("pounds");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData("persons")]
    [InlineData("emails")]
    [InlineData("members")]
    public async Task Given_a_lost_part_of_the_book_of_people_When_synced_Then_spending_by_address_and_people_follow_all_the_same(string table)
    {
        await using var org = await TwoShopsAsync();
        (await org.FindAsync("customer_spending", "ada@example.com")).Number("totalSpent").ShouldBe(12.5m);
        (await org.AllAsync("people")).Count.ShouldBe(1);
        await using var undisturbed = org.Copy();
        await LoseAsync(org, "_people~" + table, removed: false);

        foreach (var each in (TestOrg[])[org, undisturbed])
        {
            each.Shop.Put(Make.Order("o2", 100, "ada@example.com", daysAgo: 1));
            each.Shop.EditCustomer("1", c => c with { FirstName = "Ada" });
            each.Time.Advance(TimeSpan.FromHours(1));
            (await each.RunAsync()).Result.ShouldBe(RunResult.Done);
        }

        (await org.FindAsync("customer_spending", "ada@example.com")).Number("totalSpent").ShouldBe(112.5m);
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(undisturbed));
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    private static async Task<TestOrg> TwoShopsAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Pos.Shops["2"] = new ScriptedShop();
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
        org.Shop.Put(Make.Customer("1", "ada@example.com"));
        org.Shop.Put(Make.Order("o1", 10, "ada@example.com", daysAgo: 5));
        org.Pos.Shops["2"].Put(Make.Customer("9", "ada@example.com"));
        org.Pos.Shops["2"].Put(Make.Order("o9", 2.5m, "ada@example.com", daysAgo: 2));
        await org.CostAsync();
        return org;
    }

    private static async Task LoseAsync(TestOrg org, string beginning, bool removed)
    {
        var buckets = (await org.AllAsync("ledger")).Where(d => d.Path.Id.StartsWith(beginning, StringComparison.Ordinal)).ToList();
        buckets.ShouldNotBeEmpty();
        foreach (var bucket in buckets)
            if (removed) await org.OthersDeleteAsync("ledger", bucket.Path.Id);
            else await org.Tenant().CommitAsync([DocumentWrite.Replace(bucket.Path, DocumentBody.OfBytes("rows", bucket.Body.Read().Bytes("rows")!.AsSpan(0, 17)))]);
    }
}
