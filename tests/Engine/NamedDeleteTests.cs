using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>A POS that names what it has deleted.</summary>
public sealed class NamedDeleteTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_ids_that_the_POS_says_are_deleted_When_synced_Then_all_is_as_if_a_whole_list_had_lacked_them(bool full)
    {
        await using var org = await GivenAsync();
        await using var listed = org.Copy();
        foreach (var shop in new[] { org.Shop, listed.Shop })
        {
            shop.Customers.RemoveAll(c => c.Id == "k");
            shop.Orders.RemoveAll(o => o.Id is "o1" or "o55" or "s2");
            shop.Products.RemoveAll(p => p.Id == "p4");
        }

        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Deleted[(PosStream.Customers, 0)] = ["k", "unknown"];
        org.Shop.Deleted[(PosStream.Orders, 0)] = ["o1", "o55", "s2", "unknown", "a/b", ".."];
        org.Shop.Deleted[(PosStream.Products, 0)] = ["p4", "unknown"];
        listed.Shop.OrderWindow = null;
        await listed.SyncAsync();

        var run = await org.SyncAsync(full);

        run.Streams[PosStream.Customers].Deleted.ShouldBe(1);
        run.Streams[PosStream.Orders].Deleted.ShouldBe(3);
        run.Streams[PosStream.Products].Deleted.ShouldBe(1);
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(listed));
        await Addition.CheckAsync(org, "named");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0); // told again, and nothing is left to do
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    public async Task Given_an_id_that_is_deleted_and_comes_again_on_a_later_page_When_synced_Then_it_is_there(PosStream stream)
    {
        await using var org = await GivenAsync();
        var before = await Snapshot.OfAsync(org);
        org.Shop.OrderWindow = null;
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Deleted[(stream, 0)] = IdsOf(org, stream)[^2..];

        (await org.SyncAsync()).Streams[stream].Deleted.ShouldBe(0);

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    public async Task Given_a_record_that_is_new_and_deleted_in_one_answer_When_synced_Then_it_is_gone(PosStream stream)
    {
        await using var org = await TestOrg.OpenAsync();
        Fill(org.Shop);
        org.Store.Limits = TestOrg.Small;
        await using var without = org.Copy();
        var id = IdsOf(org, stream)[0];
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Deleted[(stream, 1)] = [id];
        without.Shop.Customers.RemoveAll(c => stream == PosStream.Customers && c.Id == id);
        without.Shop.Orders.RemoveAll(o => stream == PosStream.Orders && o.Id == id);
        without.Shop.Products.RemoveAll(p => stream == PosStream.Products && p.Id == id);

        await org.SyncAsync();

        await without.SyncAsync();
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(without));
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    public async Task Given_more_deleted_ids_than_the_limit_When_synced_Then_they_are_held_and_the_cursor_does_not_leave_them_behind(PosStream stream)
    {
        await using var org = await GivenAsync();
        var before = await Snapshot.OfAsync(org);
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.EndCursors[stream] = "later";
        org.Shop.OrderWindow = null;
        var ids = IdsOf(org, stream)[..14];
        org.Shop.Customers.RemoveAll(c => ids.Contains(c.Id));
        org.Shop.Orders.RemoveAll(o => ids.Contains(o.Id));
        org.Shop.Products.RemoveAll(p => ids.Contains(p.Id));
        org.Shop.Deleted[(stream, 0)] = ids[..7];
        org.Shop.Deleted[(stream, 1)] = ids[7..];

        var held = (await org.RunAsync()).Runs[0].Streams[stream];

        (held.Status, held.HeldDeletes, held.Deleted).ShouldBe((StreamStatus.Held, 14, 0));
        (await Snapshot.OfAsync(org)).ShouldEqual(before);
        org.Shop.Asked.Clear();
        var approved = (await org.RunAsync(new RunOptions { ApproveDeletes = true })).Runs[0].Streams[stream];
        (approved.Status, approved.Deleted).ShouldBe((StreamStatus.Complete, 14));
        org.Shop.Asked.Single(a => a.Stream == stream).Cursor.ShouldBe(stream == PosStream.Orders ? "read" : null);
        org.Shop.Deleted.Clear();
        org.Shop.Asked.Clear();
        await org.SyncAsync();
        org.Shop.Asked.Single(a => a.Stream == stream).Cursor.ShouldBe("later");
        (await Snapshot.OfAsync(org)).Keys.ShouldNotContain(k => ids.Any(id => k == $"{stream.ToString().ToLowerInvariant()}/{id}"));
    }

    [Fact]
    public async Task Given_a_read_that_is_cut_short_after_deleted_ids_When_it_ends_Then_they_wait_for_the_next_one()
    {
        await using var org = await GivenAsync();
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Deleted[(PosStream.Products, 0)] = ["p4"];
        org.Shop.Faults[PosStream.Products] = new StreamFault(1);

        (await org.RunAsync()).Runs[0].Streams[PosStream.Products].Deleted.ShouldBe(0);

        (await org.GetAsync("products", "p4")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Given_one_order_that_is_named_beside_many_that_a_window_lacks_When_synced_Then_the_limit_is_that_of_the_window()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.OrderWindow = TimeSpan.FromDays(30);
        for (var i = 0; i < 30; i++) org.Shop.Put(Make.Order($"new{i}", 10, daysAgo: i * 0.9));
        for (var i = 0; i < 200; i++) org.Shop.Put(Make.Order($"old{i}", 10, daysAgo: 40 + i));
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        // Half of the window, and less than a tenth of all that is stored.
        org.Shop.Orders.RemoveAll(o => o.Id == "old7" || (o.Id.StartsWith("new", StringComparison.Ordinal) && int.Parse(o.Id[3..], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0));
        org.Shop.Deleted[(PosStream.Orders, 0)] = ["old7"];

        var held = (await org.RunAsync()).Runs[0].Streams[PosStream.Orders];

        (held.Status, held.HeldDeletes, held.Deleted).ShouldBe((StreamStatus.Held, 16, 0));
        (await Snapshot.OfAsync(org)).ShouldEqual(before, "held");
        org.Shop.Orders.AddRange(Enumerable.Range(0, 15).Select(i => Make.Order($"new{i * 2}", 10, daysAgo: i * 1.8)));
        (await org.SyncAsync()).Streams[PosStream.Orders].Deleted.ShouldBe(1); // what is named alone is weighed against all
    }

    private static string[] IdsOf(TestOrg org, PosStream stream) => stream switch
    {
        PosStream.Customers => [.. org.Shop.Customers.Select(c => c.Id)],
        PosStream.Orders => [.. org.Shop.Orders.Select(o => o.Id)],
        _ => [.. org.Shop.Products.Select(p => p.Id)],
    };

    private static async Task<TestOrg> GivenAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.OrderWindow = TimeSpan.FromDays(30);
        Fill(org.Shop);
        await org.SyncAsync();
        return org;
    }

    private static void Fill(ScriptedShop shop)
    {
        shop.PageSize = 15;
        for (var i = 0; i < 40; i++) shop.Put(Make.Customer($"{i}"));
        shop.Put(Make.Customer("k"));
        shop.Put(Make.Order("ok", 12, "ck@example.com", daysAgo: 3));
        for (var i = 0; i < 60; i++) shop.Put(Make.Order($"o{i}", 10 + i, $"c{i % 20}@example.com", daysAgo: i + 0.5));
        for (var i = 0; i < 5; i++) shop.Put(Make.Order($"s{i}", 7, $"stranger{i}@example.com", daysAgo: 40 + i));
        for (var i = 0; i < 40; i++) shop.Put(Make.Product($"p{i}"));
    }
}
