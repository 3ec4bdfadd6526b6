using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Ids that are no path's friends, into the store and back.</summary>
public abstract partial class RecordTests
{
    /// <summary>Whether ids at this POS may be any text; where they are UUIDs or digits by contract they stay what they are.</summary>
    protected virtual bool IdsAreAnyText => Plan.Ids == TruthIds.Letters;

    private static readonly string[] HostileIds =
        [".", "..", "a/b/c", "/", "//x", "%2F", "100%", "__reserved__", "a b", "a?b=c&d#e", "‮txt.לחם", "كعكة", "👩‍🚀", "Ünï\u0301", "'; DROP TABLE x", "\\..\\", new string('é', 160) + "/tail"];

    [Fact]
    public async Task Given_ids_with_slashes_and_worse_When_synced_Then_each_document_is_there_and_its_id_comes_back()
    {
        await using var shop = await ShopAsync(Plan with { Customers = 40, Orders = 60, Products = 30 });
        if (IdsAreAnyText) Rename(shop.Truth);
        Settle(shop.Truth, Start);
        await using var stored = new StoredShop(shop.Time);

        await stored.SyncAsync(shop.Source);

        var truth = shop.Truth;
        await CompareAsync(truth.Customers.Snapshot().Where(c => !c.Deleted).Select(c => c.Id), "customers");
        await CompareAsync(truth.Orders.Snapshot().Where(o => !o.Deleted).Select(o => o.Id), "orders", "unmatched_orders");
        await CompareAsync(truth.Products.Snapshot().Where(p => !p.Deleted).Select(p => p.Id), "products");

        async Task CompareAsync(IEnumerable<string> ids, params string[] collections)
        {
            var found = await stored.IdsAsync(collections);
            foreach (var id in ids)
            {
                found.ShouldContainKey(id, collections[0]);
                found[id].ShouldBe(id);
            }
        }
    }

    // A product stands alone here: at many a POS, what it is a variant of has an id of its own that no document has.
    private static void Rename(PosTruth truth)
    {
        for (var i = 0; i < HostileIds.Length; i++)
        {
            var (customer, product, id) = (truth.Customers[i].Id, truth.Products[i].Id, HostileIds[i]);
            truth.Customers[i] = truth.Customers[i] with { Id = id };
            truth.Products[i] = truth.Products[i] with { Id = id };
            for (var l = 0; l < truth.Levels.Count; l++)
                if (truth.Levels[l].ProductId == product) truth.Levels[l] = truth.Levels[l] with { ProductId = id };
            for (var o = 0; o < truth.Orders.Count; o++)
            {
                var order = truth.Orders[o];
                var lines = order.Lines.Select(x => x.ProductId == product ? x with { ProductId = id } : x).ToList();
                truth.Orders[o] = order with { CustomerId = order.CustomerId == customer ? id : order.CustomerId, Lines = lines };
            }

            truth.Orders[i] = truth.Orders[i] with { Id = id };
        }
    }
}
