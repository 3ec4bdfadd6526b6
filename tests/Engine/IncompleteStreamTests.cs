using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Audit;
using Sync.Engine.Deletes;
using Sync.Engine.Privacy;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Never less than the truth: what is cut short removes nothing and moves no sum.</summary>
public sealed class IncompleteStreamTests
{
    public static TheoryData<PosStream, bool> Cuts { get; } = new()
    {
        { PosStream.Customers, true }, { PosStream.Customers, false },
        { PosStream.Orders, true }, { PosStream.Orders, false },
        { PosStream.Products, true }, { PosStream.Products, false },
    };

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Given_a_page_that_fails_after_others_When_the_org_is_synced_Then_nothing_is_removed_and_the_next_run_mends_all(PosStream stream, bool throws)
    {
        await using var org = await GivenAsync(ordersOnly: stream == PosStream.Orders);
        await using var undisturbed = org.Copy();
        await undisturbed.SyncAsync();
        var sums = await SumsAsync(org);
        org.Shop.Faults[stream] = new StreamFault(1, throws ? Unavailable() : null);

        var run = (await org.RunAsync()).Runs.ShouldHaveSingleItem();

        run.Result.ShouldBe(RunResult.Partial);
        run.Streams[stream].Status.ShouldBe(StreamStatus.Incomplete);
        run.Streams[stream].Error.ShouldNotBeNullOrEmpty();
        run.Streams[stream].Deleted.ShouldBe(0);
        if (stream == PosStream.Orders) (await SumsAsync(org)).ShouldEqual(sums);

        org.Shop.Faults.Clear();
        await org.SyncAsync();
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(undisturbed));
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    public async Task Given_a_full_run_that_is_cut_short_When_it_ends_Then_no_sum_has_moved_and_the_next_run_mends_all(PosStream stream)
    {
        await using var org = await GivenAsync(ordersOnly: stream == PosStream.Orders);
        await using var undisturbed = org.Copy();
        await undisturbed.SyncAsync();
        await undisturbed.SyncAsync();
        var sums = await SumsAsync(org);
        org.Shop.Faults[stream] = new StreamFault(1, Unavailable());

        (await org.RunAsync(new RunOptions { Full = true })).Result.ShouldBe(RunResult.Partial);
        if (stream == PosStream.Orders) (await SumsAsync(org)).ShouldEqual(sums);

        (await org.RunAsync()).Result.ShouldBe(RunResult.Partial);
        if (stream == PosStream.Orders) (await SumsAsync(org)).ShouldEqual(sums);
        org.Shop.Faults.Clear();
        await org.SyncAsync();
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(undisturbed));
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    public async Task Given_an_empty_answer_where_there_were_records_When_the_org_is_synced_Then_it_is_suspicious_and_nothing_goes(PosStream stream)
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 31, Make.Noon).Fill(4, 6, 3); // below the count that may go without a word
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        if (stream == PosStream.Customers) org.Shop.Customers.Clear();
        if (stream == PosStream.Orders) org.Shop.Orders.Clear();
        if (stream == PosStream.Products) org.Shop.Products.Clear();

        var run = (await org.RunAsync()).Runs.ShouldHaveSingleItem();

        run.Streams[stream].Status.ShouldBe(StreamStatus.Suspicious);
        run.Streams[stream].Error.ShouldNotBeNull().ShouldContain("empty");
        run.Result.ShouldBe(RunResult.Partial);
        (await Snapshot.OfAsync(org)).ShouldEqual(before);
        (await org.FindAsync("sync_status", "pos")).Map("connections")!.Value.Map("main")!.Value.Text("result").ShouldBe("partial");
    }

    [Fact]
    public async Task Given_a_POS_that_refuses_everything_When_the_org_is_synced_Then_the_last_sync_is_no_later_for_it()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 31, Make.Noon).Fill(4, 6, 3);
        await org.SyncAsync();
        var before = (await org.FindAsync("sync_status", "pos")).Time("lastSyncAt");
        org.Time.Advance(TimeSpan.FromHours(1));
        foreach (var stream in Enum.GetValues<PosStream>()) org.Shop.Faults[stream] = new StreamFault(0, new ReauthoriseException("Sign in again.", "401"));

        (await org.RunAsync()).Result.ShouldBe(RunResult.Failed);
        (await org.FindAsync("sync_status", "pos")).Time("lastSyncAt").ShouldBe(before);

        org.Shop.Faults.Remove(PosStream.Products);
        (await org.RunAsync()).Result.ShouldBe(RunResult.Partial);
        (await org.FindAsync("sync_status", "pos")).Time("lastSyncAt").ShouldBe(org.Time.GetUtcNow());
    }

    [Fact]
    public async Task Given_orders_that_were_cut_short_When_some_days_are_read_again_Then_no_sum_is_made_of_the_part_that_came()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("old", 30, "c1@example.com", daysAgo: 3));
        await org.SyncAsync();
        var sums = await SumsAsync(org);
        org.Shop.PageSize = 1;
        org.Shop.Put(Make.Order("return", -50, "c1@example.com", daysAgo: 2));
        org.Shop.Put(Make.Order("sale", 80, "c1@example.com", daysAgo: 2));
        org.Shop.Faults[PosStream.Orders] = new StreamFault(2, Unavailable());
        (await org.RunAsync()).Result.ShouldBe(RunResult.Partial);
        (await org.GetAsync("orders", "return")).ShouldNotBeNull();
        org.Shop.Faults.Clear();
        var held = org.Shop.Orders.Single(o => o.Id == "sale");
        org.Shop.Orders.Remove(held); // the days that are read again do not bring it

        await org.RunAsync(new RunOptions { Again = new OrderRange("main", new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 2)) });
        (await SumsAsync(org)).ShouldEqual(sums);

        org.Shop.Put(held);
        await org.SyncAsync();
        (await org.FindAsync("customers", "1")).Number("totalSpent").ShouldBe(60);
        await Addition.CheckAsync(org, "made good");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // one who asks to be forgotten
    public async Task Given_a_first_import_that_was_cut_short_When_a_customer_goes_Then_their_orders_name_them_no_longer(bool asked)
    {
        await using var org = await TestOrg.OpenAsync();
        (org.Shop.Resumable, org.Shop.PageSize, org.CheckpointEvery) = (true, 1, TimeSpan.Zero);
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Customer("2"));
        org.Shop.Put(Make.Order("o1", 10, "c1@example.com", daysAgo: 2));
        org.Shop.Put(Make.Order("o2", 20, "c2@example.com", daysAgo: 3));
        org.Shop.Faults[PosStream.Orders] = new StreamFault(1, Unavailable());
        await org.RunAsync();
        (await org.FindAsync("orders", "o1")).Text("customerId").ShouldBe("1");
        org.Shop.Faults.Clear();

        if (asked) await new PrivacyRequests(org.Connections, org.Time).AskAsync(org.Tenant(), PrivacyKind.Erase, "1");
        else org.Shop.Deleted[(PosStream.Customers, 0)] = ["1"];
        await org.SyncAsync();

        (await org.GetAsync("customers", "1")).ShouldBeNull();
        (await org.GetAsync("orders", "o1")).ShouldBeNull();
        (await org.FindAsync("unmatched_orders", "o1")).Text("customerId").ShouldBeNull();
        await Addition.CheckAsync(org, "gone");
    }

    [Fact]
    public async Task Given_a_list_that_is_empty_indeed_When_the_owner_approves_what_was_asked_Then_all_of_it_goes()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 31, Make.Noon).Fill(4, 6, 3);
        await org.SyncAsync();
        org.Shop.Products.Clear();
        (await org.RunAsync()).Runs[0].Streams[PosStream.Products].HeldDeletes.ShouldBe(3);
        var held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        (held.Count, held.Stored, held.Limit).ShouldBe((3, 3, 0));
        (await org.RunAsync()).Runs[0].Streams[PosStream.Products].Status.ShouldBe(StreamStatus.Suspicious); // it asks, and goes on asking

        await new HeldDeletes(org.Time).ApproveAsync(org.Tenant(), "main", PosStream.Products, held.Set, Actor.Operator);
        await org.SyncAsync();

        (await org.AllAsync("products")).ShouldBeEmpty();
        (await HeldDeletes.ListAsync(org.Tenant())).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_list_that_is_empty_indeed_When_it_is_run_with_deletes_approved_Then_all_of_it_goes()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Product("p1"));
        await org.SyncAsync();
        org.Shop.Products.Clear();

        (await org.RunAsync(new RunOptions { ApproveDeletes = true })).Result.ShouldBe(RunResult.Done);

        (await org.AllAsync("products")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_an_answer_that_was_empty_once_When_the_list_is_back_Then_nobody_is_asked_any_more()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 31, Make.Noon).Fill(4, 6, 3);
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        var products = org.Shop.Products.ToList();
        org.Shop.Products.Clear();
        await org.RunAsync();
        org.Shop.Products.AddRange(products);

        await org.SyncAsync();

        (await HeldDeletes.ListAsync(org.Tenant())).ShouldBeEmpty();
        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    [Fact]
    public async Task Given_a_first_sync_with_failing_customers_When_it_ends_Then_the_orders_wait_and_come_with_the_customers()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 32, Make.Noon).Fill(40, 60, 10);
        await using var undisturbed = org.Copy();
        await undisturbed.SyncAsync();
        org.Shop.Faults[PosStream.Customers] = new StreamFault(1, Unavailable());

        var run = (await org.RunAsync()).Runs.ShouldHaveSingleItem();

        run.Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Waiting);
        run.Streams[PosStream.Products].Status.ShouldBe(StreamStatus.Complete);
        (await org.AllAsync("orders")).ShouldBeEmpty();
        (await org.AllAsync("unmatched_orders")).ShouldBeEmpty();
        (await org.AllAsync("customers")).Count.ShouldBe(25);
        org.Shop.Faults.Clear();
        await org.SyncAsync();
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(undisturbed));
    }

    [Fact]
    public async Task Given_a_first_sync_whose_orders_are_cut_short_When_it_ends_Then_no_sum_is_told_from_a_part()
    {
        await using var org = await TestOrg.OpenAsync();
        new RandomShop(org.Shop, 33, Make.Noon).Fill(40, 60, 10);
        await using var undisturbed = org.Copy();
        await undisturbed.SyncAsync();
        org.Shop.Faults[PosStream.Orders] = new StreamFault(1);

        await org.RunAsync();

        (await org.AllAsync("orders")).ShouldNotBeEmpty();
        (await org.AllAsync("customer_spending")).ShouldBeEmpty();
        (await org.AllAsync("daily_sales")).ShouldBeEmpty();
        (await org.AllAsync("customers")).ShouldAllBe(c => !c.Body.Read().Has("totalSpent"));
        org.Shop.Faults.Clear();
        await org.SyncAsync();
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(undisturbed));
    }

    [Fact]
    public async Task Given_a_record_that_the_POS_sends_spoilt_When_it_was_stored_before_Then_it_stays()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        var (order, customer, product) = (org.Shop.Orders[0].Id, org.Shop.Customers[0].Id, org.Shop.Products[0].Id);
        var before = await Snapshot.OfAsync(org);
        org.Shop.Orders.RemoveAt(0);
        org.Shop.Customers.RemoveAt(0);
        org.Shop.Products.RemoveAt(0);
        org.Shop.Rejected[PosStream.Orders] = [new RejectedRecord(order, "bad total", "x")];
        org.Shop.Rejected[PosStream.Customers] = [new RejectedRecord(customer, "bad name", "x")];
        org.Shop.Rejected[PosStream.Products] = [new RejectedRecord(product, "bad price", "x")];

        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Skipped["bad total"].ShouldBe(1);
        run.Streams.Values.ShouldAllBe(s => s.Deleted == 0);
        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    private static async Task<TestOrg> GivenAsync(bool ordersOnly = false)
    {
        var org = await TestOrg.OpenAsync();
        var random = new RandomShop(org.Shop, 30, Make.Noon);
        random.Fill(60, 90, 40);
        await org.SyncAsync();
        if (ordersOnly) random.ChangeOrders(25);
        else random.Change(25);
        return org;
    }

    private static async Task<SortedDictionary<string, string>> SumsAsync(TestOrg org) => new(
        (await Snapshot.OfAsync(org, stamps: true)).Where(d => d.Key.StartsWith("customer_spending/", StringComparison.Ordinal) || d.Key.StartsWith("daily_sales/", StringComparison.Ordinal))
            .ToDictionary(d => d.Key, d => d.Value), StringComparer.Ordinal);

    private static RetryLaterException Unavailable() => new("The POS is away.", "503");
}
