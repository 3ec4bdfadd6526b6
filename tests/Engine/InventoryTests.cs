using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

public sealed class InventoryTests
{
    [Fact]
    public async Task Given_stock_at_two_locations_When_synced_Then_each_level_has_a_document_and_all_are_counted()
    {
        await using var org = await GivenAsync();

        var run = await org.SyncAsync();

        run.Streams[PosStream.Inventory].Created.ShouldBe(40);
        var level = await org.FindAsync("inventory", "north:p3");
        (level.Text("id"), level.Text("productId"), level.Text("locationId"), level.Text("source"), level.Text("orgId"))
            .ShouldBe(("north:p3", "p3", "north", "pos", "acme"));
        level.Number("quantity").ShouldBe(3.25m);
        level.Time("updatedAt").ShouldBe(Make.Noon);
        var status = await org.FindAsync("sync_status", "pos");
        status.Integer("inventoryCount").ShouldBe(40);
        status.Map("connections")!.Value.Map("main")!.Value.Map("streams")!.Value.Map("inventory")!.Value.Text("status").ShouldBe("complete");
    }

    [Fact]
    public async Task Given_ids_with_colons_When_synced_Then_no_two_levels_share_a_document()
    {
        await using var org = await GivenAsync();
        org.Shop.Inventory.AddRange([Make.Level("2", 1, "A:11"), Make.Level("11:2", 2, "A"), Make.Level("11:2", 3, "A%3A"), Make.Level("2", 4, "A%3A11")]);

        (await org.SyncAsync()).Streams[PosStream.Inventory].Created.ShouldBe(44);

        (await org.FindAsync("inventory", "A%3A11:2")).Number("quantity").ShouldBe(1);
        (await org.FindAsync("inventory", "A:11:2")).Number("quantity").ShouldBe(2);
        (await org.FindAsync("inventory", "A%253A:11:2")).Number("quantity").ShouldBe(3);
        (await org.FindAsync("inventory", "A%253A11:2")).Number("quantity").ShouldBe(4);
    }

    [Fact]
    public async Task Given_stock_that_is_sold_When_synced_Then_only_what_changed_is_written_and_a_quiet_run_writes_nothing()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        org.Shop.Put(Make.Level("p3", -1, "north"));

        var sold = await org.CostAsync();

        sold.StoreByCollection["inventory"].Writes.ShouldBe(1);
        (await org.FindAsync("inventory", "north:p3")).Number("quantity").ShouldBe(-1);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public async Task Given_levels_that_are_gone_When_synced_Then_they_go_up_to_the_limit_and_are_held_beyond(int gone, bool held)
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        org.Shop.Inventory.RemoveRange(0, gone - 3);
        org.Shop.Coverage = gone == 10 ? CoverageKind.Everything : CoverageKind.Changes;
        org.Shop.Deleted[(PosStream.Inventory, 0)] = held ? [.. Enumerable.Range(0, gone).Select(i => $"north:p{i}")] : ["south:p19", "south:p18", "south:p17", "no:such"];
        org.Shop.Inventory.RemoveAll(l => org.Shop.Deleted[(PosStream.Inventory, 0)].Contains(l.Id));

        var stream = (await org.RunAsync()).Runs[0].Streams[PosStream.Inventory];

        (stream.Status, stream.Deleted, stream.HeldDeletes).ShouldBe(held ? (StreamStatus.Held, 0L, 11L) : (StreamStatus.Complete, 10L, 0L));
        (await org.AllAsync("inventory")).Count.ShouldBe(held ? 40 : 30);
    }

    [Fact]
    public async Task Given_a_location_that_was_closed_When_its_stock_is_not_told_any_more_Then_only_what_others_lack_goes()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        org.Shop.Inventory.RemoveAll(l => l.LocationId == "north" || l.Id == "south:p4");
        org.Shop.ClosedLocations.Add("north");

        var stream = (await org.RunAsync()).Runs[0].Streams[PosStream.Inventory];

        (stream.Status, stream.Deleted, stream.HeldDeletes).ShouldBe((StreamStatus.Complete, 1L, 0L));
        (await org.AllAsync("inventory")).Count.ShouldBe(39);
    }

    [Fact]
    public async Task Given_locations_that_list_only_what_they_count_When_levels_are_listed_no_longer_Then_they_stay_without_a_number_and_others_go()
    {
        await using var org = await GivenAsync();
        org.Shop.Inventory.AddRange([Make.Level("11:2", 1, "A:1"), Make.Level("2", 2, "A%3A1"), Make.Level("7", 3, "A:1")]);
        await org.SyncAsync();
        org.Shop.Inventory.RemoveAll(l => l.LocationId is "A:1" or "A%3A1" || l.Id is "north:p3" or "south:p3");
        org.Shop.CountedOnly.AddRange(["A:1", "north"]);
        org.Shop.Deleted[(PosStream.Inventory, 0)] = ["A%3A1:7"];

        var stream = (await org.RunAsync()).Runs[0].Streams[PosStream.Inventory];

        (stream.Status, stream.Updated, stream.Deleted).ShouldBe((StreamStatus.Complete, 2L, 3L));
        foreach (var id in (string[])["A%3A1:11:2", "north:p3"]) (await org.FindAsync("inventory", id)).Number("quantity").ShouldBeNull(id);
        foreach (var id in (string[])["A%3A1:7", "A%253A1:2", "south:p3"]) (await org.GetAsync("inventory", id)).ShouldBeNull(id);
        org.Shop.Deleted.Clear();
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        org.Shop.Put(Make.Level("p3", 6, "north"));
        await org.SyncAsync();
        (await org.FindAsync("inventory", "north:p3")).Number("quantity").ShouldBe(6);
    }

    [Fact]
    public async Task Given_stock_that_others_changed_When_a_full_run_goes_Then_it_is_put_right()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        await org.OthersWriteAsync("inventory", "north:p1", w => w.Number("quantity", 999));
        await org.OthersDeleteAsync("inventory", "south:p2");
        await org.OthersWriteAsync("inventory", "south:p3", w => w.Text("note", "count again"));

        var run = await org.SyncAsync(full: true);

        run.Streams[PosStream.Inventory].Repaired.ShouldBe(2);
        (await org.FindAsync("inventory", "south:p3")).Text("note").ShouldBe("count again");
        await org.OthersWriteAsync("inventory", "south:p3", _ => { }, "note");
        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    [Fact]
    public async Task Given_a_level_that_cannot_be_stored_When_synced_Then_it_is_set_aside_and_the_rest_goes_in()
    {
        await using var org = await GivenAsync();
        org.Shop.Put(Make.Level(new string('p', 1600), 1));

        var run = await org.SyncAsync();

        (run.Streams[PosStream.Inventory].Quarantined, run.Streams[PosStream.Inventory].Created).ShouldBe((1, 40));
        (await org.AllAsync("quarantine")).ShouldHaveSingleItem().Body.Read().Text("stream").ShouldBe("inventory");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_stock_When_the_tenant_is_exported_Then_it_is_in_file_and_digest()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        var export = new TenantExport(org.Store);
        var digest = await export.DigestAsync(TestOrg.Acme);
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            (await export.WriteAsync(TestOrg.Acme, folder))["inventory"].ShouldBe(40);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        org.Shop.Put(Make.Level("p1", 77, "north"));
        await org.SyncAsync();
        (await export.DigestAsync(TestOrg.Acme)).ShouldNotBe(digest);
    }

    private static async Task<TestOrg> GivenAsync()
    {
        var org = await TestOrg.OpenAsync();
        foreach (var location in new[] { "north", "south" })
            for (var i = 0; i < 20; i++) org.Shop.Put(Make.Level($"p{i}", i + 0.25m, location));
        return org;
    }
}
