using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

public sealed class SegmentTests
{
    [Fact]
    public async Task Given_nothing_new_When_time_alone_passes_Then_segments_move_and_only_those_are_written()
    {
        await using var org = await TestOrg.OpenAsync();
        for (var i = 0; i < 20; i++) org.Shop.Put(Make.Customer($"{i}"));
        for (var i = 0; i < 20; i++)
        {
            org.Shop.Put(Make.Order($"a{i}", 10, $"c{i}@example.com", daysAgo: i + 0.5));
            org.Shop.Put(Make.Order($"b{i}", 10, $"c{i}@example.com", daysAgo: i + 1));
        }

        await org.SyncAsync();
        (await SegmentAsync(org, "0")).ShouldBe("returning");
        org.Time.Advance(TimeSpan.FromDays(36)); // whoever bought more than 9.x days ago is now beyond 45

        var run = await org.CostAsync();

        (await SegmentAsync(org, "9")).ShouldBe("returning"); // 45 whole days
        (await SegmentAsync(org, "10")).ShouldBe("at_risk");
        run.StoreByCollection.TenantWrites().ShouldBe(10);
        run.StoreByCollection["customers"].Writes.ShouldBe(10);
        org.Time.Advance(TimeSpan.FromDays(80));
        await org.SyncAsync();
        (await SegmentAsync(org, "0")).ShouldBe("churned");
    }

    [Fact]
    public async Task Given_other_thresholds_When_synced_Then_segments_and_tiers_follow_them()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1", points: 600));
        org.Shop.Put(Make.Order("o1", 300, "c1@example.com"));
        org.Shop.Put(Make.Order("o2", 300, "c1@example.com"));
        await org.SyncAsync();
        (await SegmentAsync(org, "1")).ShouldBe("returning");
        (await TierAsync(org)).ShouldBe("silver");
        await org.Orgs.SaveAsync(TestOrg.Acme, new OrgSettings
        {
            Name = "Acme",
            Segments = new SegmentThresholds { VipSpent = 600, VipOrders = 2 },
            Tiers = new TierThresholds { Silver = 100, Gold = 600, Platinum = 601 },
        });

        await org.SyncAsync();

        (await SegmentAsync(org, "1")).ShouldBe("vip");
        (await TierAsync(org)).ShouldBe("gold");
        org.Shop.EditCustomer("1", c => c with { LoyaltyPoints = 601 });
        await org.SyncAsync();
        (await TierAsync(org)).ShouldBe("platinum");
    }

    private static async Task<string?> SegmentAsync(TestOrg org, string id) => (await org.FindAsync("customers", id)).Text("segment");

    private static async Task<string?> TierAsync(TestOrg org) => (await org.FindAsync("customers", "1")).Text("loyaltyTier");
}
