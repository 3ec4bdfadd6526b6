using Sync.ConnectorKit;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>Only our fields: what others keep on a document survives.</summary>
public sealed class OwnFieldsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_fields_that_others_keep_When_records_change_and_all_is_compared_Then_they_survive(bool full)
    {
        await using var org = await GivenAsync();
        foreach (var path in new[] { "products", "publicViews/products/items" })
            await org.OthersWriteAsync(path, "1", w =>
            {
                w.Text("imageUrl", "https://admin.example.com/better.jpg");
                w.Flag("isFeatured", true);
                w.Number("sortOrder", 7);
            });
        await org.OthersWriteAsync("customers", "1", w =>
        {
            w.Number("loyaltyPoints", 700);
            w.Text("loyaltyTier", "gold");
            w.TextList("tags", ["regular"]);
        });
        await org.OthersWriteAsync("orders", "o1", w => w.Text("note", "gift"));
        org.Shop.EditProduct("1", p => p with { Price = Make.Usd(12), ImageUrl = "https://pos.example.com/other.jpg" });
        org.Shop.EditCustomer("1", c => c with { Phone = "+49" });
        org.Shop.Edit("o1", o => o with { Total = Make.Usd(21) });

        await org.SyncAsync(full);
        await org.SyncAsync(full);

        foreach (var path in new[] { "products", "publicViews/products/items" })
        {
            var product = await org.FindAsync(path, "1");
            (product.Number("price"), product.Text("imageUrl"), product.Flag("isFeatured"), product.Integer("sortOrder"))
                .ShouldBe((12m, "https://admin.example.com/better.jpg", true, 7L));
        }

        var customer = await org.FindAsync("customers", "1");
        (customer.Text("phone"), customer.Integer("loyaltyPoints"), customer.Text("loyaltyTier")).ShouldBe(("+49", 700L, "gold"));
        customer.TextList("tags").ShouldBe(["regular"]);
        customer.Number("totalSpent").ShouldBe(21);
        var order = await org.FindAsync("orders", "o1");
        (order.Number("total"), order.Text("note")).ShouldBe((21m, "gift"));
    }

    [Fact]
    public async Task Given_a_note_that_others_keep_on_a_sale_When_its_buyer_goes_and_comes_back_Then_it_goes_with_the_sale()
    {
        await using var org = await GivenAsync();
        await org.OthersWriteAsync("orders", "o1", w => w.Text("note", "gift"));

        org.Shop.Edit("o1", o => o with { BuyerEmail = null });
        await org.SyncAsync();
        (await org.FindAsync("unmatched_orders", "o1")).Text("note").ShouldBe("gift");
        (await org.GetAsync("orders", "o1")).ShouldBeNull();

        org.Shop.Edit("o1", o => o with { BuyerEmail = "c1@example.com" });
        await org.SyncAsync();
        var back = await org.FindAsync("orders", "o1");
        (back.Text("note"), back.Has("buyerEmail"), back.Text("customerId")).ShouldBe(("gift", false, "1"));
    }

    [Fact]
    public async Task Given_a_note_that_others_keep_on_a_sale_of_nobody_When_its_customer_appears_and_it_is_not_shown_again_Then_it_goes_with_the_sale()
    {
        await using var org = await GivenAsync();
        org.Shop.Put(Make.Order("o2", 5, "c2@example.com"));
        await org.SyncAsync();
        await org.OthersWriteAsync("unmatched_orders", "o2", w => w.Text("note", "gift"));
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Orders.Clear();
        org.Shop.Put(Make.Customer("2"));

        await org.SyncAsync();

        (await org.FindAsync("orders", "o2")).Text("note").ShouldBe("gift");
        (await org.GetAsync("unmatched_orders", "o2")).ShouldBeNull();
        await org.SyncAsync(full: true);
        (await org.FindAsync("orders", "o2")).Text("note").ShouldBe("gift");
    }

    [Fact]
    public async Task Given_a_price_of_none_When_it_is_synced_Then_the_good_price_stays()
    {
        await using var org = await GivenAsync();
        org.Shop.EditProduct("1", p => p with { Price = null, Name = "Renamed" });

        await org.SyncAsync();

        var product = await org.FindAsync("products", "1");
        (product.Number("price"), product.Text("name")).ShouldBe((10m, "Renamed"));
        await org.SyncAsync(full: true);
        (await org.FindAsync("products", "1")).Number("price").ShouldBe(10);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_products_with_and_without_certificates_When_synced_Then_absent_stays_absent_and_an_inferred_strain_is_marked()
    {
        await using var org = await GivenAsync();
        org.Shop.Put(Make.Product("2") with { Name = "Blue Sativa", ThcPercent = null, CbdPercent = null });
        org.Shop.Put(Make.Product("3") with { Strain = StrainType.Cbd });

        await org.SyncAsync();

        var inferred = await org.FindAsync("publicViews/products/items", "2");
        (inferred.Has("thcPercent"), inferred.Has("cbdPercent")).ShouldBe((false, false));
        (inferred.Text("strainType"), inferred.Flag("strainInferred")).ShouldBe(("Sativa", true));
        var stated = await org.FindAsync("products", "3");
        (stated.Text("strainType"), stated.Has("strainInferred"), stated.Number("thcPercent")).ShouldBe(("CBD", false, 21.5m));
        org.Shop.EditProduct("3", p => p with { ThcPercent = null, Strain = null });
        await org.SyncAsync();
        var without = await org.FindAsync("products", "3");
        (without.Has("thcPercent"), without.Has("strainType")).ShouldBe((false, false));
    }

    [Fact]
    public async Task Given_an_open_menu_When_it_is_synced_Then_costs_stand_at_the_legacy_path_only()
    {
        await using var org = await GivenAsync();
        (await org.FindAsync("publicViews/products/items", "1")).Number("cost").ShouldBe(4);
        await org.Orgs.SaveAsync(TestOrg.Acme, new OrgSettings { Name = "Acme", PublicMenu = true });

        await org.SyncAsync();

        var shown = await org.FindAsync("publicViews/products/items", "1");
        (shown.Has("cost"), shown.Has("batchCost")).ShouldBe((false, false));
        (await org.FindAsync("products", "1")).Number("batchCost").ShouldBe(3.5m);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_customer_who_loses_the_phone_When_synced_Then_it_is_gone_and_the_rest_stays()
    {
        await using var org = await GivenAsync();
        org.Shop.EditCustomer("1", c => c with { Phone = null, UserId = null });

        await org.SyncAsync();

        var customer = await org.FindAsync("customers", "1");
        (customer.Has("phone"), customer.Has("userId"), customer.Text("email")).ShouldBe((false, false, "c1@example.com"));
    }

    private static async Task<TestOrg> GivenAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o1", 20, "c1@example.com"));
        org.Shop.Put(Make.Product("1"));
        await org.SyncAsync();
        return org;
    }
}
