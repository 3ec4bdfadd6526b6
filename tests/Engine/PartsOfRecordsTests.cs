using Sync.ConnectorKit;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>What an order's amount is made of, and what tells one variant of a product from another.</summary>
public sealed class PartsOfRecordsTests
{
    [Fact]
    public async Task Given_an_order_with_charge_tip_and_rounding_When_synced_Then_its_document_states_them_and_it_is_balanced()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Parts(Make.Order("o1", 112.35m, "c1@example.com")));
        org.Shop.Put(Parts(Make.Order("o2", 112.35m)));

        var run = await org.SyncAsync();

        foreach (var (collection, id) in new[] { ("orders", "o1"), ("unmatched_orders", "o2") })
        {
            var order = await org.FindAsync(collection, id);
            order.Number("serviceCharge").ShouldBe(10m);
            order.Number("tip").ShouldBe(2.40m);
            order.Number("rounding").ShouldBe(-0.05m);
            order.Has("unbalanced").ShouldBeFalse();
        }

        run.Streams[PosStream.Orders].Unbalanced.ShouldBe(0);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_orders_that_do_not_add_up_When_synced_Then_the_total_stands_and_they_are_counted_in_every_run_that_reads_them()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o1", 20, "c1@example.com"));
        org.Shop.Put(Make.Order("o2", 20, "c1@example.com") with { Tip = Make.Usd(1) });
        org.Shop.Put(Make.Order("o3", 20) with { Subtotal = Make.Usd(12) });

        (await org.SyncAsync()).Streams[PosStream.Orders].Unbalanced.ShouldBe(2);

        (await org.FindAsync("orders", "o2")).Number("unbalanced").ShouldBe(-1m);
        (await org.FindAsync("orders", "o2")).Number("total").ShouldBe(20m);
        (await org.FindAsync("unmatched_orders", "o3")).Number("unbalanced").ShouldBe(8m);
        (await org.SyncAsync()).Streams[PosStream.Orders].Unbalanced.ShouldBe(2);
        var record = (await org.AllAsync("runs"))[0].Body.Read();
        record.Map("streams")!.Value.Map("orders")!.Value.Integer("unbalanced").ShouldBe(2);

        org.Shop.Edit("o2", o => o with { Tip = null });
        (await org.SyncAsync()).Streams[PosStream.Orders].Unbalanced.ShouldBe(1);
        var mended = await org.FindAsync("orders", "o2");
        (mended.Has("tip"), mended.Has("unbalanced")).ShouldBe((false, false));
    }

    [Fact]
    public async Task Given_a_variant_of_a_product_When_synced_Then_its_documents_tell_whose_it_is_and_forget_what_the_POS_forgets()
    {
        await using var org = await TestOrg.OpenAsync();
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
        org.Pos.Shops["2"] = new ScriptedShop();
        org.Pos.Shops["2"].Put(Make.Product("v1") with { ParentId = "p1", Variant = "Large", Sku = "S-1", Barcode = "4006381333931" });
        await org.RunAsync();
        var key = (await org.AllAsync("products")).ShouldHaveSingleItem().Path.Id;
        var prefix = key[..^2];

        foreach (var collection in new[] { "products", "publicViews/products/items" })
        {
            var product = await org.FindAsync(collection, key);
            product.Text("parentId").ShouldBe(prefix + "p1");
            (product.Text("variant"), product.Text("sku"), product.Text("barcode")).ShouldBe(("Large", "S-1", "4006381333931"));
        }

        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
        org.Pos.Shops["2"].Put(Make.Product("v1"));
        await org.RunAsync();
        var plain = await org.FindAsync("products", key);
        new[] { "parentId", "variant", "sku", "barcode" }.ShouldAllBe(f => !plain.Has(f));
    }

    private static Order Parts(Order order) => order with
    {
        Subtotal = Make.Usd(100),
        ServiceCharge = Make.Usd(10),
        Tip = Make.Usd(2.40m),
        Rounding = Make.Usd(-0.05m),
    };
}
