using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Privacy;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>Runs as they are remembered.</summary>
public sealed class RunHistoryTests
{
    [Fact]
    public async Task Given_many_runs_When_they_are_listed_page_by_page_Then_each_comes_once_newest_first()
    {
        await using var org = await PauseTests.TwoShopsAsync(); // two runs in one instant
        for (var i = 0; i < 4; i++)
        {
            org.Time.Advance(TimeSpan.FromMinutes(30));
            await org.RunAsync();
        }

        List<RunEntry> all = [];
        string? next = null;
        do
        {
            var page = await RunHistory.ListAsync(org.Tenant(), new RunFilter { Limit = 3, After = next });
            page.Runs.Count.ShouldBeInRange(1, 3);
            all.AddRange(page.Runs);
            next = page.Next;
        }
        while (next is not null);

        all.Count.ShouldBe(10);
        all.Select(r => r.Id).Distinct().Count().ShouldBe(10);
        all.Select(r => r.StartedAt).ShouldBeInOrder(SortDirection.Descending);
        await Should.ThrowAsync<FormatException>(() => RunHistory.ListAsync(org.Tenant(), new RunFilter { After = "nonsense" }));
    }

    [Fact]
    public async Task Given_runs_of_several_results_When_they_are_filtered_Then_only_those_come()
    {
        await using var org = await PauseTests.TwoShopsAsync();
        org.Time.Advance(TimeSpan.FromMinutes(30));
        org.Shop.Faults[PosStream.Orders] = new StreamFault(0, new RetryLaterException("The POS is resting.", "503"));
        await org.RunAsync();

        async Task<int> CountAsync(RunFilter filter) => (await RunHistory.ListAsync(org.Tenant(), filter)).Runs.Count;
        (await CountAsync(new RunFilter { Connection = "main" })).ShouldBe(2);
        (await CountAsync(new RunFilter { Result = RunResult.Partial })).ShouldBe(1);
        (await CountAsync(new RunFilter { Connection = "second", Result = RunResult.Partial })).ShouldBe(0);
        (await CountAsync(new RunFilter { From = Make.Noon.AddMinutes(1) })).ShouldBe(2);
        (await CountAsync(new RunFilter { Connection = "main", To = Make.Noon.AddMinutes(1) })).ShouldBe(1);
        var run = (await RunHistory.ListAsync(org.Tenant(), new RunFilter { Result = RunResult.Partial })).Runs[0];
        run.Streams[PosStream.Orders].Error.ShouldBe("The POS is resting.");
        run.Operations.Reads.ShouldBeGreaterThan(0);
        run.Price.ShouldBe(Sync.Store.PriceList.Of(run.Operations));
    }

    [Fact]
    public async Task Given_records_that_were_created_updated_and_removed_When_the_run_is_opened_Then_it_shows_some_before_and_after()
    {
        await using var org = await ShopAsync();
        org.Time.Advance(TimeSpan.FromMinutes(30));
        org.Shop.EditProduct("p1", p => p with { Price = Make.Usd(99), Name = "New " + new string('x', 1000) });
        org.Shop.Put(Make.Product("p9"));
        org.Shop.Products.RemoveAll(p => p.Id == "p3");
        org.Shop.Edit("o1", o => o with { Total = Make.Usd(12), Subtotal = Make.Usd(12) });
        org.Shop.EditCustomer("1", c => c with { FirstName = "Ada" });
        org.Shop.Put(Make.Order("nobody", 3));
        await org.SyncAsync();

        var newest = (await RunHistory.ListAsync(org.Tenant(), new RunFilter { Limit = 1 })).Runs[0];
        newest.Samples.ShouldBeEmpty();
        var run = (await RunHistory.FindAsync(org.Tenant(), newest.Id)).ShouldNotBeNull();

        run.Samples.Where(s => s.Stream == PosStream.Products).Select(s => s.Kind).ShouldBe([SampleKind.Created, SampleKind.Updated, SampleKind.Deleted]);
        var updated = run.Samples.Single(s => s is { Stream: PosStream.Products, Kind: SampleKind.Updated });
        (updated.Before!.Value.Read().Number("price"), updated.After!.Value.Read().Number("price")).ShouldBe((10, 99));
        updated.After.Value.Read().Text("name").ShouldBe("…");
        updated.Before.Value.Read().Has("brand").ShouldBeFalse(); // did not change
        run.Samples.Single(s => s is { Stream: PosStream.Products, Kind: SampleKind.Deleted }).Before!.Value.Read().Text("name").ShouldBe("Product p3");
        var customer = run.Samples.Single(s => s.Stream == PosStream.Customers);
        (customer.Before!.Value.Read().Text("firstName"), customer.After!.Value.Read().Text("firstName")).ShouldBe(("First 1", "Ada"));
        run.Samples.Single(s => s is { Stream: PosStream.Orders, Kind: SampleKind.Updated }).After!.Value.Read().Number("total").ShouldBe(12);
        run.Named.ShouldContain(new NamedRecord(PosStream.Orders, "nobody", "no matching customer"));
        (await RunHistory.FindAsync(org.Tenant(), "no such/run")).ShouldBeNull();
    }

    [Fact]
    public async Task Given_nothing_new_When_it_is_synced_Then_nothing_is_read_for_samples_and_the_record_has_none()
    {
        await using var org = await ShopAsync();
        var first = await org.CostAsync();
        org.Shop.EditProduct("p1", p => p with { Price = Make.Usd(99) });
        await org.CostAsync();

        var quiet = await org.CostAsync();

        quiet.Runs[0].Samples.ShouldBeEmpty();
        quiet.Store.Reads.ShouldBe(first.Store.Reads);
        quiet.StoreByCollection.ContainsKey("products").ShouldBeFalse();
    }

    [Theory]
    [InlineData(1, true)] // only the mark
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task Given_a_run_that_was_killed_while_it_wrote_When_the_next_one_goes_on_Then_the_history_tells_of_both_and_of_it_once(int commit, bool afterEffect)
    {
        await using var org = await ShopAsync();
        org.Store.Limits = TestOrg.Small;
        var began = org.Time.GetUtcNow() + TimeSpan.FromMinutes(30);
        org.Time.Advance(TimeSpan.FromMinutes(30));
        for (var i = 0; i < 9; i++) org.Shop.Put(Make.Order($"new{i}", 10, "c1@example.com"));
        (org.Store.KillAt, org.Store.AfterEffect) = (org.Store.Commits + 1 + commit, afterEffect); // the first one takes the lease
        await Should.ThrowAsync<KilledException>(() => org.RunAsync());
        await using var restarted = org.Restart();
        restarted.Time.Advance(TimeSpan.FromMinutes(30));

        await restarted.SyncAsync();
        restarted.Time.Advance(TimeSpan.FromMinutes(30));
        await restarted.SyncAsync();

        var runs = (await RunHistory.ListAsync(restarted.Tenant(), new RunFilter())).Runs;
        runs.Count.ShouldBe(4);
        var died = runs.Single(r => r.StartedAt == began);
        (died.Result, died.Connection, died.Connector).ShouldBe((RunResult.Failed, "main", ScriptedPos.Id));
        died.Error.ShouldNotBeNull().ShouldContain("did not come to its end");
    }

    [Fact]
    public async Task Given_a_run_that_its_store_cut_short_When_the_next_one_goes_on_Then_the_history_keeps_what_it_said()
    {
        await using var org = await ShopAsync();
        org.Time.Advance(TimeSpan.FromMinutes(30));
        org.Shop.Put(Make.Order("new", 10, "c1@example.com"));
        org.Store.BeforeCommit = writes => writes.Any(w => w.Path.Collection == "orders")
            ? throw new StoreException(StoreFailure.OutOfSpace, "The disk is full.")
            : Task.CompletedTask;
        await Should.ThrowAsync<StoreException>(() => org.RunAsync());
        org.Store.BeforeCommit = null;
        org.Time.Advance(TimeSpan.FromMinutes(30));

        await org.SyncAsync();

        var runs = (await RunHistory.ListAsync(org.Tenant(), new RunFilter())).Runs;
        runs.Select(r => r.Error).ShouldBe([null, "The disk is full.", null]);
    }

    [Fact]
    public async Task Given_many_changes_When_they_are_synced_Then_at_most_three_of_a_stream_are_kept_and_the_record_stays_small()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 91, Make.Noon).Fill(100, 300, 100);

        var run = await org.SyncAsync();

        run.Samples.GroupBy(s => s.Stream).ShouldAllBe(g => g.Count() == 3);
        (await org.AllAsync("runs")).ShouldHaveSingleItem().Body.Json.Length.ShouldBeLessThan(60_000);
    }

    [Fact]
    public async Task Given_samples_that_name_a_person_When_they_are_forgotten_Then_no_run_names_them_any_more_and_none_will()
    {
        await using var org = await ShopAsync();
        org.Shop.Put(new Customer { Id = "ada", Email = "ada@example.com", FirstName = "Ada", LastName = "Lovelace", Phone = "+4420" });
        org.Shop.Put(Make.Order("a1", 5, "ada@example.com"));
        org.Shop.Put(Make.Order("a2", 5, "guest@example.com") with { BuyerName = "Ada Lovelace" });
        await org.SyncAsync();
        (await RunsAsync(org)).ShouldContain("Lovelace");
        await new PrivacyRequests(org.Connections, org.Time).AskAsync(org.Tenant(), PrivacyKind.Erase, "ada@example.com");
        org.Time.Advance(TimeSpan.FromSeconds(1));
        await new PrivacyRequests(org.Connections, org.Time).AskAsync(org.Tenant(), PrivacyKind.Erase, "guest@example.com");

        await org.SyncAsync();
        (await RunsAsync(org)).ShouldNotContain("Lovelace");
        org.Shop.EditCustomer("ada", c => c with { FirstName = "Augusta" });
        await org.SyncAsync(full: true);
        await org.SyncAsync();

        var runs = await RunsAsync(org);
        runs.ShouldNotContain("Lovelace");
        runs.ShouldNotContain("ada@example.com");
    }

    private static async Task<string> RunsAsync(TestOrg org) => string.Concat((await org.AllAsync("runs")).Select(r => r.Body.ToString()));

    private static async Task<TestOrg> ShopAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        for (var i = 1; i < 6; i++) org.Shop.Put(Make.Order($"o{i}", 10, "c1@example.com", daysAgo: i));
        for (var i = 1; i < 6; i++) org.Shop.Put(Make.Product($"p{i}"));
        await org.SyncAsync();
        return org;
    }
}
