using System.Diagnostics;

namespace Sync.Store.Tests.Contract;

public abstract partial class StoreContract
{
    private async Task<StoreFailure?> TryAsync(params DocumentWrite[] writes)
    {
        try
        {
            await Store.OpenTenant(Org).CommitAsync(writes);
            return null;
        }
        catch (StoreException e)
        {
            return e.Failure;
        }
    }

    [SkippableFact]
    public async Task Given_10_creators_of_one_document_When_they_run_at_once_Then_one_wins()
    {
        Given();
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => TryAsync(DocumentWrite.Create(Customer("1"), Body(b => b.Number("n", i)))))));
        results.Count(r => r is null).ShouldBe(1);
        results.Count(r => r == StoreFailure.AlreadyExists).ShouldBe(9);
    }

    [SkippableFact]
    public async Task Given_10_takers_of_one_version_When_they_run_at_once_Then_one_wins()
    {
        Given();
        var version = await MakeAsync("lease", 0);
        var results = await Task.WhenAll(Enumerable.Range(1, 10).Select(i => Task.Run(() => TryAsync(DocumentWrite.Replace(Customer("lease"), Body(b => b.Number("n", i)), version)))));
        results.Count(r => r is null).ShouldBe(1);
        results.Count(r => r == StoreFailure.VersionChanged).ShouldBe(9);
    }

    [SkippableFact]
    public async Task Given_one_guard_When_many_commits_check_it_at_once_Then_all_are_done_without_waiting_for_each_other()
    {
        Given();
        var version = await MakeAsync("lease", 0);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (c, stop) =>
        {
            var writes = Enumerable.Range(0, 50).Select(i => DocumentWrite.Create(new DocumentPath("orders", $"{c}_{i}"), Body(b => b.Number("n", i))));
            await Tenant.CommitAsync([DocumentWrite.Verify(Customer("lease"), version), .. writes], stop);
        });
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20)); // a lock that is waited for takes the emulator 2 s each
        (await Tenant.QueryAsync(Orders).CountAsync()).ShouldBe(2000);
        (await VersionOf("lease")).ShouldBe(version);
    }

    [SkippableFact]
    public async Task Given_a_guard_When_it_is_changed_among_many_commits_Then_none_is_done_after_that()
    {
        Given();
        var version = await MakeAsync("lease", 0);
        var commits = Enumerable.Range(0, 30).Select(i => Task.Run(() => TryAsync(DocumentWrite.Verify(Customer("lease"), version), DocumentWrite.Create(new DocumentPath("orders", "o" + i), DocumentBody.Empty)))).ToList();
        await MakeAsync("lease", 1);
        var before = await Task.WhenAll(commits);
        (await TryAsync(DocumentWrite.Verify(Customer("lease"), version), DocumentWrite.Create(new DocumentPath("orders", "late"), DocumentBody.Empty))).ShouldBe(StoreFailure.VersionChanged);
        before.ShouldAllBe(r => r == null || r == StoreFailure.VersionChanged);
        (await Tenant.QueryAsync(Orders).CountAsync()).ShouldBe(before.Count(r => r is null));
    }

    [SkippableFact]
    public async Task Given_8_writers_of_the_same_documents_When_they_run_at_once_Then_each_document_is_one_writers()
    {
        Given();
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (w, stop) =>
        {
            var ids = Enumerable.Range(0, 200).ToArray();
            new Random(w).Shuffle(ids);
            await Tenant.CommitAsync(ids.Select(i => DocumentWrite.Merge(Customer("c" + i), Body(b => { b.Number("a", w); b.Number("b", w); }))).ToList(), stop);
        });
        var documents = await Tenant.QueryAsync(new DocumentQuery { Collection = "customers" }).ToListAsync();
        documents.Count.ShouldBe(200);
        documents.Select(d => d.Body.Read()).ShouldAllBe(d => d.Integer("a") == d.Integer("b"));
        documents.Select(d => d.Body.Read().Integer("a")).Distinct().Count().ShouldBe(1, "a commit is carried out whole");
    }
}
