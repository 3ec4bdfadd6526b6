namespace Sync.Store.Tests.Contract;

public abstract partial class StoreContract
{
    private async Task<string> VersionOf(string id) => (await Tenant.GetAsync(Customer(id)))!.Version;

    private async Task<string> MakeAsync(string id, int n)
    {
        await Tenant.CommitAsync([DocumentWrite.Replace(Customer(id), Body(b => b.Number("n", n)))]);
        return await VersionOf(id);
    }

    [SkippableFact]
    public async Task Given_a_document_When_changed_Then_its_version_changes_and_else_not()
    {
        Given();
        var first = await MakeAsync("1", 1);
        (await MakeAsync("1", 1)).ShouldBe(first);
        await Tenant.CommitAsync([DocumentWrite.Merge(Customer("1"), Body(b => b.Number("n", 1)), ["gone"])]);
        (await VersionOf("1")).ShouldBe(first);
        (await MakeAsync("1", 2)).ShouldNotBe(first);
    }

    [SkippableFact]
    public async Task Given_a_document_deleted_and_made_again_When_read_Then_its_version_is_another()
    {
        Given();
        var first = await MakeAsync("1", 1);
        await Tenant.CommitAsync([DocumentWrite.Delete(Customer("1"))]);
        (await MakeAsync("1", 1)).ShouldNotBe(first);
    }

    [SkippableFact]
    public async Task Given_its_version_When_replaced_Then_done_and_with_an_old_one_refused()
    {
        Given();
        var first = await MakeAsync("1", 1);
        await Tenant.CommitAsync([DocumentWrite.Replace(Customer("1"), Body(b => b.Number("n", 2)), first)]);
        (await FailureOf(DocumentWrite.Replace(Customer("1"), Body(b => b.Number("n", 3)), first))).ShouldBe(StoreFailure.VersionChanged);
        (await JsonAsync(Customer("1"))).ShouldBe("""{"n":2}""");
    }

    [SkippableFact]
    public async Task Given_no_document_When_replaced_at_a_version_Then_refused()
    {
        Given();
        var version = await MakeAsync("1", 1);
        await Tenant.CommitAsync([DocumentWrite.Delete(Customer("1"))]);
        (await FailureOf(DocumentWrite.Replace(Customer("1"), DocumentBody.Empty, version))).ShouldBe(StoreFailure.VersionChanged);
    }

    [SkippableFact]
    public async Task Given_the_empty_version_When_replaced_Then_only_where_nothing_is_there()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Replace(Customer("1"), Body(b => b.Number("n", 1)), "")]);
        (await FailureOf(DocumentWrite.Replace(Customer("1"), Body(b => b.Number("n", 2)), ""))).ShouldBe(StoreFailure.VersionChanged);
    }

    [SkippableFact]
    public async Task Given_a_guard_When_its_document_stands_Then_the_commit_is_done_and_the_guard_unchanged()
    {
        Given();
        var version = await MakeAsync("lease", 1);
        await Tenant.CommitAsync([DocumentWrite.Verify(Customer("lease"), version), DocumentWrite.Create(Customer("2"), DocumentBody.Empty)]);
        (await Tenant.GetAsync(Customer("2"))).ShouldNotBeNull();
        (await VersionOf("lease")).ShouldBe(version);
    }

    [SkippableFact]
    public async Task Given_a_guard_When_its_document_moved_or_went_Then_nothing_is_written()
    {
        Given();
        var version = await MakeAsync("lease", 1);
        await MakeAsync("lease", 2);
        DocumentWrite[] commit = [DocumentWrite.Create(Customer("2"), DocumentBody.Empty), DocumentWrite.Verify(Customer("lease"), version)];
        (await FailureOf(commit)).ShouldBe(StoreFailure.VersionChanged);
        await Tenant.CommitAsync([DocumentWrite.Delete(Customer("lease"))]);
        (await FailureOf(commit)).ShouldBe(StoreFailure.VersionChanged);
        (await Tenant.GetAsync(Customer("2"))).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Given_a_guard_for_nothing_When_something_is_there_Then_refused()
    {
        Given();
        DocumentWrite[] commit = [DocumentWrite.Verify(Customer("lease"), ""), DocumentWrite.Merge(Customer("2"), Body(b => b.Number("n", 1)))];
        await Tenant.CommitAsync(commit);
        await MakeAsync("lease", 1);
        (await FailureOf(commit)).ShouldBe(StoreFailure.VersionChanged);
    }

    [SkippableFact]
    public async Task Given_a_guard_for_nothing_that_fails_beside_a_create_When_committed_Then_it_is_the_guard_that_is_named()
    {
        Given();
        await MakeAsync("lease", 1);
        (await FailureOf(DocumentWrite.Create(Customer("2"), DocumentBody.Empty), DocumentWrite.Verify(Customer("lease"), ""))).ShouldBe(StoreFailure.VersionChanged);
        (await FailureOf(DocumentWrite.Create(Customer("lease"), DocumentBody.Empty), DocumentWrite.Verify(Customer("3"), ""))).ShouldBe(StoreFailure.AlreadyExists);
    }
}
