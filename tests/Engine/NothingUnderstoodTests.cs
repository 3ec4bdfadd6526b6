using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>A POS that writes its records otherwise than before does not pass for a shop in which nothing happens.</summary>
public sealed class NothingUnderstoodTests
{
    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    public async Task Given_a_whole_list_of_which_no_record_can_be_understood_When_synced_Then_the_stream_is_incomplete_and_what_is_stored_stays(PosStream stream)
    {
        await using var org = await FullRunTests.GivenAsync();
        var before = await Snapshot.OfAsync(org);
        await using var other = org.Copy();
        Spoil(other.Shop, stream, 3);

        foreach (var full in (bool[])[false, true])
        {
            other.Time.Advance(TimeSpan.FromMinutes(30));
            var run = (await other.RunAsync(new RunOptions { Full = full })).Runs.ShouldHaveSingleItem();

            run.Result.ShouldBe(RunResult.Partial);
            (run.Streams[stream].Status, run.Streams[stream].Read, run.Streams[stream].Deleted).ShouldBe((StreamStatus.Incomplete, 3, 0));
            run.Streams[stream].Error.ShouldNotBeNull().ShouldStartWith("None of the 3 records that the POS answered with could be understood (no total: 3)");
            (await Snapshot.OfAsync(other)).ShouldEqual(before);
        }

        other.Shop.Rejected.Clear();
        other.Shop.Become(org.Shop);
        (await other.SyncAsync()).Result.ShouldBe(RunResult.Done);
        (await Snapshot.OfAsync(other)).ShouldEqual(before);
    }

    [Theory]
    [InlineData(9, RunResult.Done)]
    [InlineData(10, RunResult.Partial)]
    public async Task Given_changes_of_which_none_can_be_understood_When_they_are_many_Then_they_are_read_again(int many, RunResult result)
    {
        await using var org = await FullRunTests.GivenAsync();
        org.Shop.Coverage = CoverageKind.Changes;
        Spoil(org.Shop, PosStream.Orders, many);

        var run = (await org.RunAsync()).Runs.ShouldHaveSingleItem();

        run.Result.ShouldBe(result);
        run.Streams[PosStream.Orders].Skipped["no total"].ShouldBe(many);
    }

    [Fact]
    public async Task Given_sales_of_a_location_in_another_currency_When_nobody_else_sold_Then_the_stream_is_complete()
    {
        await using var org = await FullRunTests.GivenAsync();
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Orders.Clear();
        org.Shop.Rejected[PosStream.Orders] = [.. Records(30).Select(r => r with { Reason = "other currency", Currency = "EUR" })];

        (await org.SyncAsync()).Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Complete);
    }

    [Theory]
    [InlineData(CoverageKind.Everything, 3)]
    [InlineData(CoverageKind.Changes, 3)]
    [InlineData(CoverageKind.Changes, 30)]
    public async Task Given_a_shop_that_sells_in_another_currency_only_When_read_for_the_first_time_Then_its_sales_are_not_known_and_nobody_has_spent_nothing(CoverageKind coverage, int many)
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Coverage = coverage;
        org.Shop.Rejected[PosStream.Orders] = [.. Records(many).Select(r => r with { Reason = "other currency", Currency = "EUR" })];

        for (var time = 0; time < 2; time++)
        {
            var run = (await org.RunAsync()).Runs.ShouldHaveSingleItem();
            org.Time.Advance(TimeSpan.FromMinutes(30));

            (run.Result, run.Streams[PosStream.Orders].Status, run.Streams[PosStream.Orders].NeedsFixing).ShouldBe((RunResult.Partial, StreamStatus.Incomplete, true));
            run.Streams[PosStream.Orders].Error.ShouldNotBeNull().ShouldContain($"other currency: {many}");
            (await org.FindAsync("customers", "1")).Has("totalSpent").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(CoverageKind.Everything)]
    [InlineData(CoverageKind.Changes)]
    public async Task Given_a_currency_that_was_set_wrongly_When_run_after_run_finds_no_sale_in_it_Then_what_was_counted_stays(CoverageKind coverage)
    {
        await using var org = await FullRunTests.GivenAsync();
        var before = await Snapshot.OfAsync(org);
        org.Shop.Coverage = coverage;
        org.Shop.Orders.Clear();
        org.Shop.Rejected[PosStream.Orders] = [.. Records(3).Select(r => r with { Reason = "other currency", Currency = "USD" })];
        await org.Orgs.SaveAsync(TestOrg.Acme, new OrgSettings { Name = "Acme", Currency = "EUR" });

        for (var time = 0; time < 3; time++)
        {
            org.Time.Advance(TimeSpan.FromMinutes(30));
            (await org.RunAsync()).Runs.ShouldHaveSingleItem().Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Incomplete);
            Sums(await Snapshot.OfAsync(org)).ShouldBe(Sums(before));
        }

        static IEnumerable<KeyValuePair<string, string>> Sums(SortedDictionary<string, string> all) => all.Where(d => d.Key.StartsWith("customer_spending/", StringComparison.Ordinal) || d.Key.StartsWith("daily_sales/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Given_a_shop_that_was_connected_before_its_first_sale_When_it_sells_in_another_currency_only_Then_its_sales_are_not_known()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Coverage = CoverageKind.Changes;
        (await org.SyncAsync()).Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Complete);
        org.Shop.Rejected[PosStream.Orders] = [.. Records(1).Select(r => r with { Reason = "other currency", Currency = "EUR" })];

        (await org.RunAsync()).Runs.ShouldHaveSingleItem().Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Incomplete);

        org.Shop.Put(Make.Order("o1", 5));
        (await org.SyncAsync()).Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Complete);
    }

    [Fact]
    public async Task Given_a_comparison_that_was_cut_short_When_the_next_read_finds_a_sale_in_another_currency_only_Then_it_is_complete()
    {
        await using var org = await FullRunTests.GivenAsync();
        org.Shop.Faults[PosStream.Orders] = new StreamFault(0, new RetryLaterException("Busy.", "busy"));
        (await org.RunAsync(new RunOptions { Full = true })).Runs.ShouldHaveSingleItem().Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Incomplete);
        org.Shop.Faults.Clear();
        org.Shop.Coverage = CoverageKind.Changes;
        org.Shop.Orders.Clear();
        org.Shop.Rejected[PosStream.Orders] = [.. Records(1).Select(r => r with { Reason = "other currency", Currency = "EUR" })];

        (await org.SyncAsync()).Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Complete);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // a shop that sells in another currency only
    public async Task Given_a_first_import_that_was_cut_short_When_all_that_is_left_is_in_another_currency_Then_it_goes_on_where_some_was_in_ours(bool some)
    {
        await using var org = await TestOrg.OpenAsync();
        (org.Shop.Resumable, org.Shop.Coverage, org.Shop.RejectedComeLast) = (true, CoverageKind.Changes, true);
        if (some) for (var i = 0; i < 3; i++) org.Shop.Put(Make.Order($"o{i}", 5));
        org.Shop.Rejected[PosStream.Orders] = [.. Records(30).Select(r => r with { Reason = "other currency", Currency = "EUR" })];
        org.Shop.Faults[PosStream.Orders] = new StreamFault(1, new RetryLaterException("Busy.", "busy"));
        (await org.RunAsync()).Runs.ShouldHaveSingleItem().Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Incomplete);
        org.Shop.Faults.Clear();
        org.Shop.Asked.Clear();

        var run = (await org.RunAsync()).Runs.ShouldHaveSingleItem();

        org.Shop.Asked.Single(a => a.Stream == PosStream.Orders).Cursor.ShouldNotBeNull();
        (run.Streams[PosStream.Orders].Status, run.Streams[PosStream.Orders].Read).ShouldBe((some ? StreamStatus.Complete : StreamStatus.Incomplete, 30));
    }

    [Fact]
    public async Task Given_one_record_among_many_that_cannot_be_understood_When_synced_Then_only_it_is_left_out()
    {
        await using var org = await FullRunTests.GivenAsync();
        org.Shop.Rejected[PosStream.Orders] = [.. Records(30)];

        (await org.SyncAsync()).Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Complete);
    }

    private static void Spoil(ScriptedShop shop, PosStream stream, int many)
    {
        if (stream == PosStream.Customers) shop.Customers.Clear();
        else if (stream == PosStream.Orders) shop.Orders.Clear();
        else shop.Products.Clear();
        shop.Rejected[stream] = [.. Records(many)];
    }

    private static IEnumerable<RejectedRecord> Records(int many) => Enumerable.Range(0, many).Select(i => new RejectedRecord($"r{i}", "no total", "It states no total."));
}
