using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>
/// A POS whose customers are known by their orders only may hide them, and say so nowhere: whatever becomes of the runs meanwhile, both
/// streams are read again from before that once they are shown.
/// </summary>
public sealed class HiddenCustomerTests
{
    private bool shown;

    [Fact]
    public async Task Given_customers_that_the_POS_hides_When_a_run_is_killed_at_any_commit_Then_the_next_says_so_and_those_shown_later_get_their_orders()
    {
        await using var origin = await HidingAsync();
        var expected = await ExpectedAsync(origin);
        var kills = 0;
        await foreach (var (killed, context) in Kills.OfRunAsync(origin))
        {
            await using var org = killed;
            await ShouldSayAsync(org, context);
            await ShouldGetTheirOrdersAsync(org, expected, context);
            kills++;
        }

        kills.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task Given_customers_that_the_POS_hides_When_a_run_is_killed_at_any_commit_and_they_are_shown_before_the_next_Then_they_get_their_orders()
    {
        await using var origin = await HidingAsync();
        var expected = await ExpectedAsync(origin);
        await foreach (var (killed, context) in Kills.OfRunAsync(origin))
        {
            await using var org = killed;
            org.Shop.EmptyPages.Clear(); // where the pages told of nobody, they tell of somebody now
            await ShouldGetTheirOrdersAsync(org, expected, context);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Given_customers_that_the_POS_hides_When_the_orders_are_cut_short_Then_the_next_says_so_and_those_shown_later_get_their_orders(int pages)
    {
        await using var org = await HidingAsync();
        var expected = await ExpectedAsync(org);
        org.Shop.Faults[PosStream.Orders] = new StreamFault(pages);
        (await org.RunAsync()).Result.ShouldBe(RunResult.Partial);
        org.Shop.Faults.Clear();

        await ShouldSayAsync(org, $"{pages} pages");
        await ShouldGetTheirOrdersAsync(org, expected, $"{pages} pages");
    }

    [Fact]
    public async Task Given_customers_of_whom_a_read_tells_nothing_and_no_order_misses_its_buyer_When_synced_Then_both_streams_go_on()
    {
        await using var org = await HidingAsync();
        org.Shop.Script = request => ([], new StreamEnd("later", CoverageKind.Changes) { MayHide = request.Stream == PosStream.Customers ? "hidden" : null });

        await org.SyncAsync();

        var cursors = (await org.FindAsync("ledger", "main")).Map("cursors").ShouldNotBeNull();
        foreach (var stream in (string[])["customers", "orders"]) cursors.Text(stream).ShouldBe("later");
    }

    [Fact]
    public async Task Given_a_first_import_of_orders_and_customers_of_whom_nothing_new_is_told_When_it_is_killed_Then_it_goes_on_where_it_was()
    {
        await using var org = await TestOrg.OpenAsync();
        (org.Shop.Resumable, org.Shop.PageSize, org.CheckpointEvery) = (true, 1, TimeSpan.Zero);
        var orders = Enumerable.Range(0, 6).Select(IPosRecord (i) => Make.Order($"o{i}", 10, customer: i == 0 ? "1" : null)).ToList();
        org.Shop.Script = request => request.Stream switch
        {
            PosStream.Customers when request.Cursor is null => ([Make.Customer("1")], new StreamEnd("c1", CoverageKind.Changes)),
            PosStream.Customers => ([], new StreamEnd("c2", CoverageKind.Changes) { MayHide = "hidden" }),
            PosStream.Orders => (orders, new StreamEnd("q1", CoverageKind.Changes)),
            _ => ([], new StreamEnd("read", CoverageKind.Changes)),
        };
        foreach (var page in (int[])[2, 4])
        {
            org.Shop.BeforePage = (stream, p) => stream == PosStream.Orders && p == page ? throw new KilledException() : Task.CompletedTask;
            await org.RunAsync();
        }

        org.Shop.BeforePage = null;
        org.Shop.Pages.Clear();
        await org.SyncAsync();

        org.Shop.Pages.Where(p => p.Stream == PosStream.Orders).Min(p => p.Page).ShouldBe(4);
        (await org.AllAsync("orders")).Count.ShouldBe(1);
        (await org.AllAsync("unmatched_orders")).Count.ShouldBe(5);
    }

    // One customer and an order of theirs are stored; since then the POS hides them.
    private async Task<TestOrg> HidingAsync()
    {
        var org = await TestOrg.OpenAsync();
        (org.Shop.Resumable, org.Shop.PageSize, org.CheckpointEvery) = (true, 1, TimeSpan.Zero);
        org.Shop.EmptyPages[PosStream.Customers] = 1;
        org.Shop.Script = Answer;
        await org.SyncAsync();
        org.Time.Advance(TimeSpan.FromMinutes(30));
        return org;
    }

    private (List<IPosRecord> Records, StreamEnd End) Answer(ReadRequest request) => request.Stream switch
    {
        PosStream.Customers => CustomersFrom(request.Cursor),
        PosStream.Orders => OrdersFrom(request.Cursor),
        _ => ([], new StreamEnd("read", CoverageKind.Changes)),
    };

    private (List<IPosRecord> Records, StreamEnd End) CustomersFrom(string? cursor)
    {
        if (cursor is null) return ([Make.Customer("1")], new StreamEnd("c1", CoverageKind.Changes));
        if (!shown) return ([], new StreamEnd("c2", CoverageKind.Changes) { MayHide = "hidden" });
        return (cursor == "c2" ? [Make.Customer("3")] : cursor == "c3" ? [] : [Make.Customer("2"), Make.Customer("3")], new StreamEnd("c3", CoverageKind.Changes));
    }

    private (List<IPosRecord> Records, StreamEnd End) OrdersFrom(string? cursor)
    {
        var first = Make.Order("o1", 10, customer: "1", daysAgo: 3);
        if (cursor is null) return ([first], new StreamEnd("q1", CoverageKind.Changes));
        if (cursor == "q3") return ([], new StreamEnd("q3", CoverageKind.Changes));
        List<IPosRecord> since = [first with { CustomerId = shown ? "1" : null, Total = Make.Usd(11) }, Make.Order("o2", 20, customer: shown ? "2" : null)];
        if (cursor == "q2") since.Clear();
        if (shown) since.Add(Make.Order("o3", 30, customer: "3"));
        return (since, new StreamEnd(shown ? "q3" : "q2", CoverageKind.Changes));
    }

    private async Task<SortedDictionary<string, string>> ExpectedAsync(TestOrg origin)
    {
        await using var undisturbed = origin.Copy();
        await ShouldSayAsync(undisturbed, "undisturbed");
        shown = true;
        await undisturbed.SyncAsync();
        var expected = await Snapshot.OfAsync(undisturbed);
        expected.Keys.ShouldContain("orders/o2");
        shown = false;
        return expected;
    }

    private static async Task ShouldSayAsync(TestOrg org, string context)
    {
        var run = (await org.RunAsync()).Runs.ShouldHaveSingleItem();
        run.Result.ShouldBe(RunResult.Partial, context);
        run.Streams[PosStream.Customers].Error.ShouldBe("hidden", context);
    }

    private async Task ShouldGetTheirOrdersAsync(TestOrg org, SortedDictionary<string, string> expected, string context)
    {
        shown = true;
        await org.SyncAsync();
        (await Snapshot.OfAsync(org)).ShouldEqual(expected, context);
        await Addition.CheckAsync(org, context);
        shown = false;
    }
}
