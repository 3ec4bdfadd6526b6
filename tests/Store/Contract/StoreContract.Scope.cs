namespace Sync.Store.Tests.Contract;

public abstract partial class StoreContract
{
    [SkippableFact]
    public async Task Given_two_tenants_When_one_writes_Then_the_other_sees_and_loses_nothing()
    {
        Given();
        var other = Store.OpenTenant(OtherOrg);
        await Tenant.CommitAsync([DocumentWrite.Create(Customer("1"), Body(b => b.Text("of", "acme")))]);
        (await other.GetAsync(Customer("1"))).ShouldBeNull();
        (await other.QueryAsync(new DocumentQuery { Collection = "customers" }).CountAsync()).ShouldBe(0);
        (await other.ListCollectionsAsync().ToListAsync()).ShouldBeEmpty();
        await other.CommitAsync([DocumentWrite.Create(Customer("1"), Body(b => b.Text("of", "globex")))]);
        await other.CommitAsync([DocumentWrite.Delete(Customer("1"))]);
        (await JsonAsync(Customer("1"))).ShouldBe("""{"of":"acme"}""");
    }

    [SkippableFact]
    public async Task Given_collections_When_listed_Then_those_with_documents_come_with_their_paths()
    {
        Given();
        string[] collections = ["sync_status", "customers", "publicViews/products/items", "products"];
        await Tenant.CommitAsync(collections.Select(c => DocumentWrite.Create(new DocumentPath(c, "1"), DocumentBody.Empty)).ToList());
        await Tenant.CommitAsync([DocumentWrite.Create(new DocumentPath("gone", "1"), DocumentBody.Empty)]);
        await Tenant.CommitAsync([DocumentWrite.Delete(new DocumentPath("gone", "1"))]);
        (await Tenant.ListCollectionsAsync().ToListAsync()).ShouldBe(["customers", "products", "publicViews/products/items", "sync_status"]);
        await Tenant.CommitAsync([DocumentWrite.Create(new DocumentPath("publicViews", "products"), DocumentBody.Empty)]);
        (await Tenant.ListCollectionsAsync().ToListAsync()).ShouldContain("publicViews");
    }

    [SkippableFact]
    public async Task Given_a_nested_collection_When_used_Then_it_is_like_any_other()
    {
        Given();
        var path = new DocumentPath("publicViews/products/items", "p1");
        await Tenant.CommitAsync([DocumentWrite.Create(path, Body(b => b.Number("price", 5)))]);
        (await Tenant.GetAsync(path))!.Path.ShouldBe(path);
        var found = await Tenant.QueryAsync(new DocumentQuery { Collection = path.Collection, Filters = [Where("price", FilterOperator.Equal, 5L)] }).ToListAsync();
        found.ShouldHaveSingleItem().Path.ShouldBe(path);
    }

    [SkippableFact]
    public async Task Given_reads_and_writes_When_counted_Then_as_Firestore_bills_them()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Create(Customer("1"), DocumentBody.Empty), DocumentWrite.Merge(Customer("2"), DocumentBody.Empty), DocumentWrite.Replace(new DocumentPath("orders", "1"), DocumentBody.Empty)]);
        var version = (await Tenant.GetAsync(Customer("1")))!.Version;
        await Tenant.CommitAsync([DocumentWrite.Verify(Customer("1"), version), DocumentWrite.Delete(Customer("2")), DocumentWrite.Delete(Customer("never"))]);
        await FailureOf(DocumentWrite.Create(Customer("1"), DocumentBody.Empty));
        await Tenant.GetManyAsync([Customer("1"), Customer("none")]);
        await IdsOf(new DocumentQuery { Collection = "customers" });
        await IdsOf(new DocumentQuery { Collection = "empty" });
        Tenant.Usage.ByCollection.ShouldBe(new Dictionary<string, StoreOperations>
        {
            ["customers"] = new(5, 2, 2),
            ["empty"] = new(1, 0, 0),
            ["orders"] = new(0, 1, 0),
        });
        Store.OpenTenant(Org).Usage.Total.ShouldBe(default);
    }

    [SkippableFact]
    public async Task Given_expired_runs_When_pruned_Then_the_stores_own_way_leaves_the_fresh_ones()
    {
        Given();
        await Tenant.CommitAsync(Enumerable.Range(1, 6).Select(i => DocumentWrite.Create(new DocumentPath("runs", "r" + i), Body(b => b.Time("expireAt", Day(i))))).ToList());
        var pruned = await Tenant.PruneExpiredAsync("runs", Day(3));
        (await IdsOf(new DocumentQuery { Collection = "runs" })).ShouldBe(Enumerable.Range(1 + pruned, 6 - pruned).Select(i => "r" + i));
        Tenant.Usage.Total.Deletes.ShouldBe(pruned);
    }
}
