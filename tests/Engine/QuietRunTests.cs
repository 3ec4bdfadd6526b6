using Sync.ConnectorKit;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>Cheap when quiet: cost follows change, not size.</summary>
public sealed class QuietRunTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(600)]
    public async Task Given_nothing_new_When_it_is_synced_again_Then_only_lease_record_and_status_are_written(int orders)
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 41, Make.Noon) { Days = 300 }.Fill(orders / 2, orders, 30);
        org.Shop.OrderWindow = TimeSpan.FromDays(60);
        await org.SyncAsync();

        var quiet = await org.CostAsync();

        quiet.StoreByCollection.TenantWrites().ShouldBe(0);
        quiet.StoreByCollection["leases"].Writes.ShouldBe(3); // taken (lease and fence), given back
        quiet.StoreByCollection["runs"].Writes.ShouldBe(1);
        quiet.StoreByCollection["sync_status"].Writes.ShouldBe(1);
        quiet.Store.Writes.ShouldBe(5);
        quiet.Store.Deletes.ShouldBe(0);
        quiet.Store.Reads.ShouldBeLessThanOrEqualTo(40);
        quiet.Runs[0].Streams.Values.ShouldAllBe(s => s.Created + s.Updated + s.Deleted == 0 && s.Read > 0);
    }

    [Fact]
    public async Task Given_one_percent_of_churn_When_it_is_synced_Then_at_most_thirteen_tenths_of_the_changed_documents_are_written()
    {
        await using var org = await TestOrg.OpenAsync();
        for (var i = 0; i < 1000; i++) org.Shop.Put(Make.Customer($"{i}"));
        for (var i = 0; i < 2000; i++) org.Shop.Put(Make.Order($"o{i}", 10 + i, $"c{i / 2}@example.com", daysAgo: i % 80));
        for (var i = 0; i < 300; i++) org.Shop.Put(Make.Product($"{i}"));
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        for (var i = 0; i < 10; i++) org.Shop.EditCustomer($"{i * 90}", c => c with { Phone = "+49" + i });
        for (var i = 0; i < 20; i++) org.Shop.Edit($"o{i * 80}", o => o with { Total = o.Total + Make.Usd(1) });
        for (var i = 0; i < 3; i++) org.Shop.EditProduct($"{i}", p => p with { Price = Make.Usd(99) });

        var run = await org.CostAsync();

        var after = await Snapshot.OfAsync(org);
        var changed = after.Count(d => before[d.Key] != d.Value);
        run.StoreByCollection.TenantWrites().ShouldBe(changed);
        run.Store.Writes.ShouldBeLessThanOrEqualTo((long)(changed * 1.3));
    }

    [Fact]
    public async Task Given_changes_and_none_When_synced_Then_updatedAt_moves_with_the_content_and_only_then()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 42, Make.Noon).Fill(20, 40, 10);
        await org.SyncAsync();
        var content = await Snapshot.OfAsync(org);
        org.Time.Advance(TimeSpan.FromMinutes(30));
        org.Shop.Edit(org.Shop.Orders[3].Id, o => o with { Total = o.Total + Make.Usd(1), Status = OrderStatus.Completed });
        org.Shop.EditProduct(org.Shop.Products[2].Id, p => p with { Name = "New name" });

        await org.SyncAsync();

        var after = await Snapshot.OfAsync(org, stamps: true);
        var newContent = await Snapshot.OfAsync(org);
        var now = "\"updatedAt\":\"2026-11-20T12:30:00Z\"";
        foreach (var (path, document) in after) document.Contains(now, StringComparison.Ordinal).ShouldBe(content.GetValueOrDefault(path) != newContent[path], path);
        after.Values.Count(d => d.Contains(now, StringComparison.Ordinal)).ShouldBeGreaterThan(3);
    }

    [Theory]
    [InlineData(25)] // all on one page
    [InlineData(2)]
    public async Task Given_a_record_listed_twice_with_different_content_When_it_is_synced_again_and_again_Then_the_last_wins_and_nothing_is_written(int pageSize)
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.PageSize = pageSize;
        new RandomShop(org.Shop, 43, Make.Noon).Fill(5, 10, 5);
        await org.SyncAsync();
        var (customer, order, product, level) = (org.Shop.Customers[1], org.Shop.Orders[1], org.Shop.Products[1], org.Shop.Inventory[1]);
        org.Shop.Customers.Add(customer with { FirstName = "Last" });
        org.Shop.Orders.Add(order with { BuyerName = "Last", Total = Make.Usd(77) });
        org.Shop.Products.Add(product with { Name = "Last" });
        org.Shop.Inventory.Add(level with { Quantity = 4711 });

        await org.SyncAsync();

        (await org.FindAsync("customers", customer.Id)).Text("firstName").ShouldBe("Last");
        (await org.FindAsync("products", product.Id)).Text("name").ShouldBe("Last");
        ((await org.GetAsync("orders", order.Id)) ?? await org.FindAsync("unmatched_orders", order.Id)).Number("total").ShouldBe(77);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_records_listed_twice_When_they_are_listed_once_again_Then_what_is_listed_is_stored_and_changes_at_once()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.PageSize = 1;
        foreach (var id in (string[])["1", "2"]) org.Shop.Put(Make.Customer(id));
        org.Shop.Customers.Add(Make.Customer("1") with { FirstName = "Last" });
        await org.SyncAsync();
        await org.SyncAsync();
        org.Shop.Customers.RemoveAt(2);

        await org.SyncAsync();

        (await org.FindAsync("customers", "1")).Text("firstName").ShouldBe("First 1");
        (await org.FindAsync("ledger", "main")).Has("listedTwice").ShouldBeFalse();
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_record_listed_twice_When_a_later_page_says_that_it_is_deleted_Then_it_goes()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.PageSize = 1;
        for (var i = 1; i <= 12; i++) org.Shop.Put(Make.Product($"{i}"));
        org.Shop.Products.Insert(1, Make.Product("1") with { Name = "Last" });
        await org.SyncAsync();
        await org.SyncAsync();
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Deleted[(PosStream.Products, 5)] = ["1"];

        await org.SyncAsync();

        (await org.GetAsync("products", "1")).ShouldBeNull();
    }
}
