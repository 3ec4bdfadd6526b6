namespace Sync.Store.Tests.Contract;

public abstract partial class StoreContract
{
    private async Task ShouldRefuse(DocumentPath path, DocumentBody body, string says)
    {
        Given();
        foreach (var write in new[] { DocumentWrite.Create(path, body), DocumentWrite.Merge(path, body), DocumentWrite.Replace(path, body) })
        {
            var refusal = await Should.ThrowAsync<StoreException>(() => Tenant.CommitAsync([DocumentWrite.Create(Customer("beside"), DocumentBody.Empty), write]));
            refusal.Failure.ShouldBe(StoreFailure.InvalidDocument);
            refusal.Path.ShouldBe(path);
            refusal.Message.ShouldContain(says);
        }

        (await Tenant.GetAsync(Customer("beside"))).ShouldBeNull();
    }

    private static void Nest(DocumentBodyWriter body, int depth)
    {
        if (depth > 0) body.Map("m", m => Nest(m, depth - 1));
        else body.Number("n", 1);
    }

    [SkippableFact]
    public Task Given_an_indexed_text_of_1501_bytes_When_written_Then_refused_by_name() =>
        ShouldRefuse(Customer("1"), Body(b => b.Text("firstName", new string('é', 750) + "x")), "'firstName'");

    [SkippableFact]
    public Task Given_an_indexed_text_of_1501_bytes_in_a_map_When_written_Then_refused_by_name() =>
        ShouldRefuse(Customer("1"), Body(b => b.Map("m", m => m.TextList("l", [new string('x', 1501)]))), "'m'");

    [SkippableFact]
    public Task Given_indexed_bytes_of_1501_When_written_Then_refused_by_name() =>
        ShouldRefuse(Customer("1"), Body(b => b.Bytes("raw", new byte[1501])), "'raw'");

    [SkippableFact]
    public async Task Given_1500_bytes_or_a_field_without_index_When_written_Then_taken()
    {
        Given();
        await Tenant.CommitAsync([
            DocumentWrite.Create(Customer("1"), Body(b => { b.Text("t", new string('x', 1500)); b.Bytes("b", new byte[1500]); })),
            DocumentWrite.Create(new DocumentPath("orders", "1"), Body(b => b.List("items", [1], (w, _) => w.Text("name", new string('x', 5000)))))]);
    }

    [SkippableFact]
    public Task Given_a_document_beyond_1_MiB_When_written_Then_refused() =>
        ShouldRefuse(new DocumentPath("ledger", "1"), Body(b => b.Bytes("data", new byte[1_048_576])), "1048576");

    [SkippableFact]
    public async Task Given_a_document_near_1_MiB_When_written_Then_taken_and_a_merge_beyond_it_refused()
    {
        Given();
        var path = new DocumentPath("ledger", "1");
        await Tenant.CommitAsync([DocumentWrite.Create(path, Body(b => b.Bytes("data", new byte[1_047_000])))]);
        (await FailureOf(DocumentWrite.Merge(path, Body(b => b.TextList("more", [new string('x', 1400), new string('y', 1400)]))))).ShouldBe(StoreFailure.InvalidDocument);
    }

    [SkippableFact]
    public async Task Given_20_maps_in_each_other_When_written_Then_taken_and_21_refused()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Create(Customer("1"), Body(b => Nest(b, 20)))]);
        await ShouldRefuse(Customer("2"), Body(b => Nest(b, 21)), "20 deep");
    }

    [SkippableTheory]
    [InlineData("__x__"), InlineData("")]
    public Task Given_a_forbidden_field_name_When_written_Then_refused(string name) =>
        ShouldRefuse(Customer("1"), Body(b => b.Map("m", m => m.Number(name, 1))), "field");

    [SkippableTheory]
    [InlineData(""), InlineData("."), InlineData(".."), InlineData("a/b"), InlineData("__x__"), InlineData("____")]
    public async Task Given_a_forbidden_id_When_used_Then_refused(string id)
    {
        await ShouldRefuse(Customer(id), DocumentBody.Empty, "id");
        (await Should.ThrowAsync<StoreException>(() => Tenant.GetAsync(Customer(id)))).Failure.ShouldBe(StoreFailure.InvalidDocument);
    }

    [SkippableFact]
    public async Task Given_an_id_of_1500_bytes_When_used_Then_taken_and_one_longer_refused()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Create(Customer(new string('é', 750)), DocumentBody.Empty)]);
        await ShouldRefuse(Customer(new string('é', 750) + "x"), DocumentBody.Empty, "1500");
    }

    [SkippableTheory]
    [InlineData("customers/1"), InlineData("a//b"), InlineData("/customers"), InlineData("../x/y"), InlineData("a/__b__/c")]
    public Task Given_a_path_that_is_no_collection_When_used_Then_refused(string collection) =>
        ShouldRefuse(new DocumentPath(collection, "1"), DocumentBody.Empty, "collection");

    [SkippableFact]
    public async Task Given_a_commit_of_more_than_4_MiB_When_carried_out_Then_refused_whole_and_a_bit_less_is_taken()
    {
        Given();
        DocumentWrite[] Commit(int bytes) => Enumerable.Range(0, 5).Select(i => DocumentWrite.Replace(new DocumentPath("ledger", "l" + i), Body(b => b.Bytes("data", new byte[bytes])))).ToArray();
        (await FailureOf(Commit(839_000))).ShouldBe(StoreFailure.TooLarge);
        (await Tenant.GetAsync(new DocumentPath("ledger", "l0"))).ShouldBeNull();
        await Tenant.CommitAsync(Commit(838_000));
    }

    [SkippableFact]
    public async Task Given_many_small_values_just_below_the_limit_When_committed_Then_taken()
    {
        Given();
        var body = Body(b => b.NumberList("n", Enumerable.Range(0, 10_000).Select(i => -1L - i)));
        var writes = Enumerable.Range(0, 17).Select(i => DocumentWrite.Create(new DocumentPath("ledger", "l" + i), Body(b => b.Copy("data", body.Read().Value("n")!.Value)))).ToList();
        writes.Sum(w => (long)w.CommitBytes).ShouldBeInRange(DocumentLimits.MaxCommitBytes - 200_000L, DocumentLimits.MaxCommitBytes);
        await Tenant.CommitAsync(writes);
    }
}
