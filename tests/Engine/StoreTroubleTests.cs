using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Engine.Tests;

[Trait("Category", "Long")]
public sealed class StoreTroubleTests
{
    [Fact]
    public async Task Given_a_full_disk_When_there_is_room_again_Then_the_next_run_does_what_was_left()
    {
        var place = new SqliteTestStore();
        await using var org = await TestOrg.OpenAsync(store: place);
        new RandomShop(org.Shop, 81, Make.Noon).Fill(30, 40, 5);
        await org.SyncAsync();
        new RandomShop(org.Shop, 82, Make.Noon).Fill(250, 500, 60);
        await using var undisturbed = org.Copy();
        await undisturbed.RunAsync(new RunOptions { ApproveDeletes = true });
        var pages = new FileInfo(place.File).Length / 4096;
        await using var narrow = new SqliteTestOrgStore(place, pages + 20);
        var cramped = org.On(narrow.Store);

        var refused = await Should.ThrowAsync<StoreException>(() => cramped.RunAsync(new RunOptions { ApproveDeletes = true }));

        refused.Failure.ShouldBe(StoreFailure.OutOfSpace);
        refused.Message.ShouldContain("room");
        org.Time.Advance(TimeSpan.FromSeconds(31));
        (await org.RunAsync(new RunOptions { ApproveDeletes = true })).Result.ShouldBe(RunResult.Done);
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(undisturbed));
    }

    [Fact]
    public async Task Given_a_store_that_is_away_for_one_commit_When_it_is_back_Then_the_next_run_does_what_was_left()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Store.Limits = TestOrg.Small;
        new RandomShop(org.Shop, 83, Make.Noon).Fill(30, 40, 5);
        await using var undisturbed = org.Copy();
        await undisturbed.SyncAsync();
        var seen = 0;
        org.Store.BeforeCommit = _ => ++seen == 5 ? throw new StoreException(StoreFailure.Unavailable, "away") : Task.CompletedTask;

        await Should.ThrowAsync<StoreException>(() => org.RunAsync());

        var failed = (await org.AllAsync("runs")).ShouldHaveSingleItem().Body.Read(); // the store is back by then
        (failed.Text("result"), failed.Text("error")).ShouldBe(("failed", "away"));
        await org.SyncAsync(); // the lease was given back
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(undisturbed));
    }

    [Fact]
    public async Task Given_a_dry_run_When_it_ends_Then_it_says_what_it_would_do_and_has_written_nothing()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 84, Make.Noon).Fill(10, 20, 5);
        var commits = org.Store.Commits;

        var report = await org.RunAsync(new RunOptions { DryRun = true });

        org.Store.Commits.ShouldBe(commits);
        (report.Store.Writes, report.Store.Deletes).ShouldBe((0L, 0L));
        report.Runs[0].Streams.Values.Sum(s => s.Created).ShouldBeGreaterThan(15);
        report.Runs[0].Preview.ShouldNotBeEmpty();
        await org.SyncAsync();
        commits = org.Store.Commits;
        await org.RunAsync(new RunOptions { DryRun = true, Full = true });
        org.Store.Commits.ShouldBe(commits);
    }

    [Fact]
    public async Task Given_runs_over_two_months_When_the_last_one_ends_Then_records_of_thirty_days_are_kept()
    {
        await using var org = await TestOrg.OpenAsync();
        for (var day = 0; day < 60; day += 4)
        {
            await org.RunAsync();
            org.Time.Advance(TimeSpan.FromDays(4));
        }

        await org.RunAsync();

        var records = await org.AllAsync("runs");
        records.ShouldAllBe(r => org.Time.GetUtcNow() - r.Body.Read().Time("startedAt") < TimeSpan.FromDays(30));
        records.Count.ShouldBe(8);
    }

    [SkippableFact]
    public async Task Given_the_same_history_in_both_stores_When_synced_Then_digest_and_documents_are_the_same()
    {
        await using var file = await TestOrg.OpenAsync();
        await using var cloud = await TestOrg.OpenAsync(store: await EmulatorTestStore.NewAsync());
        foreach (var org in new[] { file, cloud })
        {
            var random = new RandomShop(org.Shop, 85, Make.Noon);
            random.Fill(60, 120, 20);
            await org.SyncAsync();
            random.Change(30);
            org.Time.Advance(TimeSpan.FromMinutes(30));
            await org.RunAsync(new RunOptions { ApproveDeletes = true });
            await org.RunAsync(new RunOptions { Full = true });
        }

        (await Snapshot.OfAsync(cloud, stamps: true)).ShouldEqual(await Snapshot.OfAsync(file, stamps: true));
        (await DigestAsync(cloud)).ShouldBe(await DigestAsync(file));
        (await cloud.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(9)]
    public async Task Given_a_run_killed_in_the_cloud_When_it_runs_again_Then_all_is_as_if_it_had_never_been_killed(int commit)
    {
        await using var expected = await TestOrg.OpenAsync();
        var place = await EmulatorTestStore.NewAsync();
        await using var org = await TestOrg.OpenAsync(store: place);
        foreach (var each in new[] { expected, org })
        {
            each.Store.Limits = TestOrg.Small;
            var random = new RandomShop(each.Shop, 86, Make.Noon);
            random.Fill(25, 50, 10);
            await each.SyncAsync();
            random.Change(20);
        }

        await expected.RunAsync(new RunOptions { ApproveDeletes = true });
        org.Store.KillAt = org.Store.Commits + commit;
        org.Store.AfterEffect = commit % 2 == 0;
        await Should.ThrowAsync<KilledException>(() => org.RunAsync(new RunOptions { ApproveDeletes = true }));
        await using var restarted = org.Restart();
        restarted.Time.Advance(TimeSpan.FromSeconds(31));

        await restarted.RunAsync(new RunOptions { ApproveDeletes = true });

        (await Snapshot.OfAsync(restarted)).ShouldEqual(await Snapshot.OfAsync(expected));
        (await restarted.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_the_same_seed_twice_When_synced_Then_exports_are_identical_stamps_included()
    {
        await using var one = await TestOrg.OpenAsync();
        await using var two = await TestOrg.OpenAsync();
        foreach (var org in new[] { one, two })
        {
            var random = new RandomShop(org.Shop, 87, Make.Noon);
            random.Fill(60, 120, 20);
            await org.SyncAsync();
            random.Change(30);
            org.Time.Advance(TimeSpan.FromMinutes(30));
            await org.RunAsync(new RunOptions { ApproveDeletes = true });
        }

        (await Snapshot.OfAsync(one, stamps: true)).ShouldEqual(await Snapshot.OfAsync(two, stamps: true));
        (await RecordsAsync(one)).ShouldBe(await RecordsAsync(two));
    }

    private static Task<string> DigestAsync(TestOrg org) => new Queries.TenantExport(org.Store).DigestAsync(TestOrg.Acme);

    private static async Task<List<string>> RecordsAsync(TestOrg org) =>
        [.. (await org.AllAsync("runs")).Concat(await org.AllAsync("sync_status")).Select(d => d.Path.Id + d.Body)];
}
