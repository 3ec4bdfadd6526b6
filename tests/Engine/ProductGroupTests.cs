using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>A POS that says of which parents it has told every variant.</summary>
public sealed class ProductGroupTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_group_that_is_told_whole_When_a_variant_is_not_in_it_Then_that_one_leaves_and_a_quiet_run_writes_nothing(bool fromBefore)
    {
        await using var org = await GivenAsync(grouped: !fromBefore);
        await org.SyncAsync();
        if (fromBefore)
        {
            Group(org);
            (await org.SyncAsync()).Streams[PosStream.Products].Updated.ShouldBe(0); // only the ledger learns of groups
        }

        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Products.RemoveAll(p => p.Id is "p1" or "p30");
        org.Shop.WholeGroups.AddRange(["g0", "unknown"]);

        var stream = (await org.SyncAsync()).Streams[PosStream.Products];

        (stream.Status, stream.Deleted).ShouldBe((StreamStatus.Complete, 1L));
        var left = await org.AllAsync("products");
        left.Count.ShouldBe(39);
        left.ShouldNotContain(d => d.Path.Id == "p1");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0); // told again, and nothing is left to do
    }

    [Fact]
    public async Task Given_a_group_that_is_told_whole_When_its_other_variants_come_on_a_later_page_or_cannot_be_understood_Then_they_stay()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.PageSize = 1;
        org.Shop.WholeGroups.Add("g0");
        org.Shop.Products.RemoveAll(p => p.Id == "p2");
        org.Shop.Rejected[PosStream.Products] = [new RejectedRecord("p2", "bad price", "no number")];

        (await org.RunAsync()).Runs[0].Streams[PosStream.Products].Deleted.ShouldBe(0);

        (await org.AllAsync("products")).Count.ShouldBe(40);
    }

    [Fact]
    public async Task Given_more_variants_gone_than_the_limit_allows_When_synced_Then_they_are_held()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.WholeGroups.AddRange(["g0", "g1", "g2", "g3"]);
        org.Shop.Products.Clear();

        var stream = (await org.RunAsync()).Runs[0].Streams[PosStream.Products];

        (stream.Status, stream.Deleted, stream.HeldDeletes).ShouldBe((StreamStatus.Held, 0L, 16L));
        (await org.AllAsync("products")).Count.ShouldBe(40);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_ledger_made_anew_When_a_group_is_told_whole_Then_its_missing_variant_leaves(bool full)
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        org.Shop.Coverage = CoverageKind.Changes;
        var products = org.Shop.Products.ToList();
        org.Shop.Products.Clear(); // none has changed
        if (full) await org.SyncAsync(full: true);
        else
        {
            await org.OthersWriteAsync("ledger", "main", w => w.Flag("unsettled", true)); // as a run leaves it that was killed
            await org.SyncAsync();
        }

        org.Shop.Products.AddRange(products.Where(p => p.Id is "p0" or "p2" or "p3"));
        org.Shop.WholeGroups.Add("g0");

        (await org.SyncAsync()).Streams[PosStream.Products].Deleted.ShouldBe(1);

        (await org.AllAsync("products")).ShouldNotContain(d => d.Path.Id == "p1");
    }

    // Four variants to a group.
    private static async Task<TestOrg> GivenAsync(bool grouped = true)
    {
        var org = await TestOrg.OpenAsync();
        for (var i = 0; i < 40; i++) org.Shop.Put(Make.Product("p" + i));
        if (grouped) Group(org);
        return org;
    }

    private static void Group(TestOrg org)
    {
        for (var i = 0; i < 40; i++) org.Shop.EditProduct("p" + i, p => p with { Group = "g" + i / 4 });
    }
}
