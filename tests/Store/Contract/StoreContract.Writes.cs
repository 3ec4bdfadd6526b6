namespace Sync.Store.Tests.Contract;

public abstract partial class StoreContract
{
    [SkippableFact]
    public async Task Given_nothing_When_created_Then_it_reads_back()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Create(Customer("1"), Body(b => { b.Text("email", "a@x"); b.Number("n", 7); }))]);
        (await JsonAsync(Customer("1"))).ShouldBe("""{"email":"a@x","n":7}""");
    }

    [SkippableFact]
    public async Task Given_a_document_When_created_again_Then_AlreadyExists_and_nothing_of_the_commit_is_written()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Create(Customer("1"), Body(b => b.Number("n", 1)))]);
        (await FailureOf(
            DocumentWrite.Create(Customer("2"), DocumentBody.Empty),
            DocumentWrite.Create(Customer("1"), Body(b => b.Number("n", 2))))).ShouldBe(StoreFailure.AlreadyExists);
        (await Tenant.GetAsync(Customer("2"))).ShouldBeNull();
        (await JsonAsync(Customer("1"))).ShouldBe("""{"n":1}""");
    }

    [SkippableFact]
    public async Task Given_others_fields_When_merged_Then_they_stay_and_the_named_ones_go()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Create(Customer("1"), Body(b => { b.Text("name", "old"); b.Text("phone", "1"); b.Number("sortOrder", 3); }))]);
        await Tenant.CommitAsync([DocumentWrite.Merge(Customer("1"), Body(b => { b.Text("name", "new"); b.Flag("isNew", true); }), ["phone", "neverThere"])]);
        (await JsonAsync(Customer("1"))).ShouldBe("""{"isNew":true,"name":"new","sortOrder":3}""");
    }

    [SkippableFact]
    public async Task Given_a_map_When_merged_Then_it_is_set_whole()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Create(Customer("1"), Body(b => b.Map("m", m => { m.Number("a", 1); m.Number("b", 2); })))]);
        await Tenant.CommitAsync([DocumentWrite.Merge(Customer("1"), Body(b => b.Map("m", m => m.Number("b", 3))))]);
        (await JsonAsync(Customer("1"))).ShouldBe("""{"m":{"b":3}}""");
    }

    [SkippableFact]
    public async Task Given_nothing_When_merged_or_replaced_Then_it_is_made()
    {
        Given();
        await Tenant.CommitAsync([
            DocumentWrite.Merge(Customer("1"), Body(b => b.Number("n", 1)), ["gone"]),
            DocumentWrite.Replace(Customer("2"), Body(b => b.Number("n", 2)))]);
        (await JsonAsync(Customer("1"))).ShouldBe("""{"n":1}""");
        (await JsonAsync(Customer("2"))).ShouldBe("""{"n":2}""");
    }

    [SkippableFact]
    public async Task Given_a_document_When_replaced_Then_nothing_old_is_left()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Create(Customer("1"), Body(b => b.Number("old", 1)))]);
        await Tenant.CommitAsync([DocumentWrite.Replace(Customer("1"), Body(b => b.Number("new", 2)))]);
        (await JsonAsync(Customer("1"))).ShouldBe("""{"new":2}""");
    }

    [SkippableFact]
    public async Task Given_a_document_When_deleted_twice_Then_it_is_gone_and_that_is_fine()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Create(Customer("1"), DocumentBody.Empty)]);
        await Tenant.CommitAsync([DocumentWrite.Delete(Customer("1"))]);
        await Tenant.CommitAsync([DocumentWrite.Delete(Customer("1"))]);
        (await Tenant.GetAsync(Customer("1"))).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Given_an_empty_commit_When_carried_out_Then_nothing_happens()
    {
        Given();
        await Tenant.CommitAsync([]);
        Tenant.Usage.Total.ShouldBe(default);
    }

    [SkippableFact]
    public async Task Given_the_tenants_own_document_When_merged_Then_the_tenant_is_listed()
    {
        Given();
        await Store.OpenTenant(OtherOrg).CommitAsync([DocumentWrite.Merge(DocumentPath.Tenant, Body(b => b.Text("name", "Globex")))]);
        await Tenant.CommitAsync([DocumentWrite.Merge(DocumentPath.Tenant, Body(b => b.Text("name", "Acme")))]);
        await Tenant.CommitAsync([DocumentWrite.Create(Customer("1"), DocumentBody.Empty)]);
        (await JsonAsync(DocumentPath.Tenant)).ShouldBe("""{"name":"Acme"}""");
        (await Store.ListTenantsAsync().ToListAsync()).ShouldBe([Org, OtherOrg]);
    }
}
