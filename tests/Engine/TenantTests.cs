using Sync.ConnectorKit;
using Sync.Engine.Orgs;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>One tenant per scope, and several connections in one tenant.</summary>
public sealed class TenantTests
{
    private static readonly OrgId Globex = OrgId.Parse("globex");

    [Fact]
    public async Task Given_a_calling_code_When_it_is_taken_back_Then_the_org_has_none()
    {
        await using var org = await TestOrg.OpenAsync(new OrgSettings { Name = "Acme", CallingCode = "44" });
        (await OrgDirectory.GetAsync(org.Tenant())).CallingCode.ShouldBe("44");

        await org.Orgs.SaveAsync(TestOrg.Acme, new OrgSettings { Name = "Acme" });

        (await OrgDirectory.GetAsync(org.Tenant())).CallingCode.ShouldBeNull();
    }

    [Fact]
    public async Task Given_two_orgs_in_one_store_When_both_are_synced_Then_neither_sees_or_touches_the_other()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 71, Make.Noon).Fill(20, 40, 5);
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org, stamps: true);
        await org.Orgs.AddAsync(Globex, new OrgSettings { Name = "Globex" });
        org.Pos.Shops["2"] = new ScriptedShop();
        new RandomShop(org.Pos.Shops["2"], 72, Make.Noon).Fill(20, 40, 5);
        await org.Connections.SaveAsync(
            org.Store.OpenTenant(Globex), "main", ScriptedPos.Id, ConnectionSettings.From(org.Pos.Descriptor, new Dictionary<string, string> { ["shop"] = "2" }), []);

        await org.Runner().RunAsync(Globex, new RunOptions());

        (await Snapshot.OfAsync(org, stamps: true)).ShouldEqual(before);
        var theirs = org.Store.OpenTenant(Globex);
        await foreach (var document in theirs.QueryAsync(new Store.DocumentQuery { Collection = "orders" }))
            document.Body.Read().Text("orgId").ShouldBe("globex");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        var all = await new AllOrgsRunner(org.Orgs, org.Runner(), org.Store).RunAsync(new RunOptions());
        all.Select(o => o.Org.Value).ShouldBe(["acme", "globex"]);
        all.ShouldAllBe(o => o.Error == null && o.Report!.Result == RunResult.Done);
    }

    [Fact]
    public async Task Given_one_org_that_fails_When_all_are_synced_Then_the_others_are_not_touched_by_it()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        await org.Orgs.AddAsync(Globex, new OrgSettings { Name = "Globex" });
        org.Pos.Shops["2"] = new ScriptedShop();
        org.Pos.Shops["2"].Faults[PosStream.Customers] = new StreamFault(0, new InvalidOperationException("a bug with a secret: hunter2 " + new string('x', 5000)));
        await org.Connections.SaveAsync(
            org.Store.OpenTenant(Globex), "main", ScriptedPos.Id, ConnectionSettings.From(org.Pos.Descriptor, new Dictionary<string, string> { ["shop"] = "2" }), []);

        var all = await new AllOrgsRunner(org.Orgs, org.Runner(), org.Store).RunAsync(new RunOptions());

        all[0].Report!.Result.ShouldBe(RunResult.Done);
        all[1].Report!.Result.ShouldBe(RunResult.Failed);
        var error = all[1].Report!.Runs[0].Error.ShouldNotBeNull();
        error.ShouldNotContain("hunter2");
        error.ShouldNotContain(" at ");
    }

    [Fact]
    public async Task Given_a_second_connection_When_both_are_synced_Then_its_ids_are_prefixed_and_the_days_tell_the_locations()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o1", 10, "c1@example.com"));
        org.Shop.Put(Make.Product("p1"));
        await org.SyncAsync();
        (await org.GetAsync("daily_sales", "2026-11-19")).ShouldNotBeNull();
        org.Pos.Shops["2"] = org.Shop.Copy();
        org.Pos.Shops["2"].Put(Make.Customer("1", "other@example.com"));
        org.Pos.Shops["2"].Put(Make.Order("o1", 5, "other@example.com"));
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2", ["locationId"] = "downtown" });

        (await org.RunAsync()).Result.ShouldBe(RunResult.Done);

        (await org.FindAsync("customers", "1")).Text("email").ShouldBe("c1@example.com");
        (await org.FindAsync("customers", "second:1")).Text("email").ShouldBe("other@example.com");
        (await org.FindAsync("orders", "second:o1")).Text("customerId").ShouldBe("second:1");
        (await org.FindAsync("customer_spending", "cid_second:1")).Number("totalSpent").ShouldBe(5);
        (await org.FindAsync("customer_spending", "cid_1")).Number("totalSpent").ShouldBe(10);
        (await org.AllAsync("daily_sales")).Select(d => d.Path.Id).ShouldBe(["main_2026-11-19", "second:downtown_2026-11-19"], ignoreOrder: true);
        var status = await org.FindAsync("sync_status", "pos");
        (status.Integer("customerCount"), status.Integer("orderCount"), status.Integer("menuProductsCount")).ShouldBe((2L, 2L, 2L));
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_two_connections_that_use_the_same_ids_When_both_are_synced_Then_what_is_referred_to_is_each_ones_own()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o1", 10, "c1@example.com", location: "shop"));
        org.Shop.Put(Make.Product("p1"));
        org.Shop.Put(Make.Level("p1", 4, "shop"));
        org.Pos.Shops["2"] = org.Shop.Copy();
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
        (await org.RunAsync()).Result.ShouldBe(RunResult.Done);

        foreach (var prefix in (string[])["", "second:"])
        {
            var order = await org.FindAsync("orders", prefix + "o1");
            (order.Text("locationId"), order.List("items").Single().Text("productId")).ShouldBe((prefix + "shop", prefix + "p1"));
            var level = await org.FindAsync("inventory", prefix + "shop:p1");
            (level.Text("locationId"), level.Text("productId")).ShouldBe((prefix + "shop", prefix + "p1"));
            var day = await org.FindAsync("daily_sales", prefix + "shop_2026-11-19");
            (day.Text("locationId"), day.List("products").Single().Text("productId")).ShouldBe((prefix + "shop", prefix + "p1"));
            (await org.FindAsync("products", prefix + "p1")).Text("id").ShouldBe(prefix + "p1");
        }

        (await new TieOut(org.Time).CheckAsync(org.Tenant())).Days.ShouldAllBe(d => d.Matches);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_an_id_that_begins_as_another_connections_do_When_it_is_synced_Then_it_is_set_aside_and_takes_nobodys_place()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Product("p1"));
        org.Pos.Shops["2"] = org.Shop.Copy();
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
        (await org.RunAsync()).Result.ShouldBe(RunResult.Done);
        org.Shop.Put(Make.Product("second:p1") with { Name = "Impostor" });

        (await org.RunAsync()).Runs[0].Streams[PosStream.Products].Quarantined.ShouldBe(1);

        (await org.FindAsync("products", "second:p1")).Text("name").ShouldBe("Product p1");
    }

    [Fact]
    public async Task Given_ids_that_begin_with_a_name_When_a_connection_of_that_name_is_made_Then_it_is_refused()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Product("p1"));
        org.Shop.Put(Make.Level("p1", 4, "downtown"));
        await org.SyncAsync();
        org.Pos.Shops["2"] = org.Shop.Copy();

        var refused = await Should.ThrowAsync<OrgException>(() => org.ConnectAsync("downtown", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" }));

        refused.Message.ShouldContain("'downtown:'");
        await org.ConnectAsync("uptown", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
    }

    [Fact]
    public async Task Given_one_address_in_two_connections_When_both_have_sold_to_it_Then_the_address_tells_both()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1", "same@example.com"));
        org.Shop.Put(Make.Order("o1", 10, "same@example.com"));
        org.Pos.Shops["2"] = org.Shop.Copy();
        org.Pos.Shops["2"].Put(Make.Order("o2", 5, "same@example.com"));
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });

        await org.RunAsync();

        (await org.FindAsync("customer_spending", "same@example.com")).Number("totalSpent").ShouldBe(25);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        org.Pos.Shops["1"].Put(Make.Order("o3", 7, "same@example.com"));
        await org.RunAsync();
        (await org.FindAsync("customer_spending", "same@example.com")).Number("totalSpent").ShouldBe(32);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
        org.Pos.Shops["1"].EditCustomer("1", c => c with { Email = "moved@example.com" });
        org.Pos.Shops["1"].Orders.Clear();
        org.Pos.Shops["1"].Put(Make.Order("o9", 1, "moved@example.com"));
        await org.RunAsync();
        (await org.FindAsync("customer_spending", "same@example.com")).Number("totalSpent").ShouldBe(15);
        (await org.FindAsync("customer_spending", "moved@example.com")).Number("totalSpent").ShouldBe(1);
    }

    [Fact]
    public async Task Given_orders_of_several_locations_When_synced_Then_each_has_its_days_and_the_sums_agree()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Order("o1", 10, location: "north"));
        await org.SyncAsync();
        (await org.AllAsync("daily_sales")).Single().Path.Id.ShouldBe("2026-11-19");
        org.Shop.Put(Make.Order("o2", 7, location: "south"));

        await org.SyncAsync();

        var days = await org.AllAsync("daily_sales");
        days.Select(d => d.Path.Id).ShouldBe(["north_2026-11-19", "south_2026-11-19"]);
        days.Sum(d => d.Body.Read().Number("net")).ShouldBe(17);
    }
}
