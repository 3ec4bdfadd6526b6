using System.Globalization;
using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Alleaves;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Where Alleaves lists the oldest orders first, a first read brings the last thirty days before them, and is otherwise as it was.</summary>
[Trait("Category", "Conformance")]
public sealed class AlleavesOldestFirstTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Recent = Start.AddDays(-30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_list_that_begins_with_the_oldest_When_read_first_Then_the_last_days_come_before_all_others_and_each_order_once(bool live)
    {
        await using var shop = await OpenAsync(live);

        var read = await shop.ReadAsync();

        Expectation.Compare(PosStream.Orders, read, shop.Pos);
        read.Pages.Sum(p => p.Records.Count).ShouldBe(shop.Pos.Truth.Orders.Count);
        var recent = shop.Pos.Truth.Orders.Where(o => o.CreatedAt >= Recent).Select(o => o.Id).ToHashSet();
        var ahead = read.Pages.TakeWhile(p => p.Checkpoint is null).ToList();
        ahead.Count.ShouldBeGreaterThan(1);
        ahead.SelectMany(p => p.Records).Select(r => r.Id).Take(recent.Count).Where(id => !recent.Contains(id)).Count().ShouldBeLessThan(20, "of the day that the limit is in");
        recent.ShouldBeSubsetOf(ahead.SelectMany(p => p.Records).Select(r => r.Id));
        (read.End!.Coverage, read.End.Warnings.Count).ShouldBe((CoverageKind.Everything, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_list_that_begins_with_the_newest_When_read_first_Then_nothing_is_asked_for_beside_its_pages(bool live)
    {
        await using var shop = await OpenAsync(live, oldestFirst: false);

        var read = await shop.ReadAsync();

        var orders = shop.Pos.Requests.Where(IsOrders).Select(r => r.Query).ToList();
        orders.ShouldAllBe(q => !q.Contains("startDate"));
        orders.Distinct().Count().ShouldBe(orders.Count);
        read.Pages.Count(p => p.Records.Count > 0).ShouldBe(shop.Pos.Truth.Orders.Count / 100);
    }

    [Theory]
    [InlineData("20", 300)] // the history itself is shorter
    [InlineData("", 25)] // all were made in these days
    public async Task Given_no_order_that_is_older_When_read_first_Then_it_is_read_once(string historyDays, int days)
    {
        await using var shop = await OpenAsync(days: days, historyDays: historyDays);

        await shop.ReadAsync();

        var orders = shop.Pos.Requests.Where(IsOrders).Select(r => r.Query).ToList();
        orders.Distinct().Count().ShouldBe(orders.Count);
        orders.Select(q => q.Contains("startDate")).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_read_from_a_cursor_or_a_checkpoint_When_read_Then_the_last_days_are_not_read_ahead()
    {
        await using var shop = await OpenAsync();
        var first = await shop.ReadAsync();
        var checkpoint = first.Pages.First(p => p.Checkpoint is not null).Checkpoint;
        foreach (var from in new[] { checkpoint, first.End!.Cursor })
        {
            var before = shop.Pos.Requests.Count;

            var again = await shop.ReadAsync(from);

            again.End.ShouldNotBeNull();
            var orders = shop.Pos.Requests.Skip(before).Where(IsOrders).Select(r => r.Query).ToList();
            orders.Distinct().Count().ShouldBe(orders.Count);
        }
    }

    [Fact]
    public async Task Given_an_order_that_changes_after_it_was_brought_ahead_When_all_is_read_Then_it_comes_again_as_it_is_now()
    {
        await using var shop = await OpenAsync();
        var at = shop.Pos.Truth.Orders.Snapshot().Index().MaxBy(o => o.Item.CreatedAt).Index;
        var sale = shop.Pos.Truth.Orders[at];
        var changed = sale with { Lines = [.. sale.Lines.Select(l => l with { Name = l.Name + " (corrected)" })] };
        var pages = new ReadOutcome();

        await foreach (var page in shop.Reading.Connector.ReadAsync(new ReadRequest(PosStream.Orders, null), shop.Reading.Context, CancellationToken.None))
        {
            if (page.Records.Any(r => r.Id == sale.Id)) shop.Pos.Truth.Orders[at] = changed;
            pages.Pages.Add(page);
        }

        pages.Pages.SelectMany(p => p.Records).Count(r => r.Id == sale.Id).ShouldBe(2);
        Expectation.Compare(PosStream.Orders, pages, shop.Pos);
    }

    [Fact]
    public async Task Given_a_POS_that_passes_over_the_day_that_is_asked_from_When_read_first_Then_its_first_page_tells_and_all_comes_once()
    {
        await using var shop = await OpenAsync();
        shop.Pos.PassesOverDates = true;

        var read = await shop.ReadAsync();

        read.Pages.Sum(p => p.Records.Count).ShouldBe(shop.Pos.Truth.Orders.Count);
        read.Pages[0].Checkpoint.ShouldNotBeNull();
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_the_last_days_cannot_be_read_to_their_end_When_read_first_Then_all_comes_all_the_same()
    {
        await using var shop = await OpenAsync();
        // Amid the last days their total falls, and so others may have slipped past.
        var fault = new Fault
        {
            Path = "/api/orders",
            When = r => r.Query.Contains("startDate") && r.Query.Contains("page=3&"),
            Times = 1,
            Kind = FaultKind.Before,
            Before = () => shop.Pos.Truth.Orders.Remove(shop.Pos.Truth.Orders.Snapshot().MaxBy(o => o.CreatedAt)!),
        };
        shop.Pos.Faults.Add(fault);

        var read = await shop.ReadAsync();

        fault.Hits.ShouldBe(1);
        Expectation.Ids(PosStream.Orders, shop.Pos.Truth).Except(Expectation.Ids(PosStream.Orders, read)).ShouldBeEmpty();
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public async Task Given_a_POS_that_takes_no_day_to_ask_from_When_read_first_Then_all_comes_all_the_same(int status)
    {
        await using var shop = await OpenAsync();
        var fault = new Fault { Path = "/api/orders", When = r => r.Query.Contains("startDate"), Times = 1_000, Kind = FaultKind.Status, Status = status };
        shop.Pos.Faults.Add(fault);

        var read = await shop.ReadAsync();

        fault.Hits.ShouldBeGreaterThan(0);
        Expectation.Compare(PosStream.Orders, read, shop.Pos);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_an_order_that_is_listed_twice_and_differs_When_read_first_Then_the_one_that_comes_last_is_that_of_any_other_read()
    {
        await using var shop = await OpenAsync();
        var sale = shop.Pos.Truth.Orders.Snapshot().MaxBy(o => o.CreatedAt)!;
        var other = sale with { Lines = [.. sale.Lines.Select(l => l with { Name = l.Name + " (corrected)" })] };
        foreach (var swapped in new[] { false, true })
        {
            shop.Pos.Truth.Orders.Remove(sale);
            shop.Pos.Truth.Orders.Remove(other);
            foreach (var one in swapped ? new[] { other, sale } : [sale, other]) shop.Pos.Truth.Orders.Add(one);

            var first = await shop.ReadAsync();
            var later = await shop.ReadAsync(Start.AddDays(-290).ToString("O", CultureInfo.InvariantCulture));

            LastOf(first, sale.Id).ShouldBe(LastOf(later, sale.Id));
        }

        static string LastOf(ReadOutcome read, string id) => read.Pages.SelectMany(p => p.Records).Cast<Order>().Last(o => o.Id == id).Lines[0].Name!;
    }

    [Fact]
    public async Task Given_a_list_that_begins_with_the_oldest_When_the_engine_runs_Then_report_and_documents_are_those_of_the_other_order()
    {
        var (oldest, digest) = await RunAsync(oldestFirst: true);
        var (newest, expected) = await RunAsync(oldestFirst: false);

        digest.ShouldBe(expected);
        oldest.Status.ShouldBe(StreamStatus.Complete);
        (oldest.Read, oldest.Created, oldest.Updated, oldest.Unchanged, oldest.Deleted).ShouldBe((newest.Read, newest.Created, newest.Updated, newest.Unchanged, newest.Deleted));
        oldest.Skipped.ShouldBe(newest.Skipped);
        oldest.Warnings.ShouldBe(newest.Warnings);
    }

    [Theory]
    [InlineData(3000)]
    [InlineData(900)] // a single page of the last days
    public async Task Given_a_list_without_a_total_that_begins_with_the_oldest_When_imported_Then_how_much_is_done_grows_with_the_days_that_were_reached(int orders)
    {
        var seen = new Shares();

        await RunAsync(oldestFirst: true, live: true, seen, orders);

        var shares = seen.Told.Where(s => s is not null).ToList();
        shares.Count.ShouldBeGreaterThan(4);
        shares.ShouldBe(shares.Order());
        shares[0]!.Value.ShouldBeLessThan(0.5);
        shares[^1]!.Value.ShouldBeGreaterThan(0.85); // the last days were there already
    }

    private static async Task<(StreamReport Orders, string Digest)> RunAsync(bool oldestFirst, bool live = false, IProgress<RunProgress>? progress = null, int orders = 3000)
    {
        await using var pos = await OpenPosAsync(new FakeTime(Start, autoAdvance: true), live, oldestFirst, 300, orders);
        await using var shop = new StoredShop(new FakeTime(Start, autoAdvance: true));
        await shop.PrepareAsync(pos);
        await shop.SaveAsync("main", pos, []);
        var report = await shop.RunAsync(TimeSpan.Zero, progress);
        report.Result.ShouldBe(RunResult.Done);
        return (report.Runs.Single().Streams[PosStream.Orders], await shop.DigestAsync());
    }

    // At once: that of the framework tells it from a thread of its own, in any order.
    private sealed class Shares : IProgress<RunProgress>
    {
        public List<double?> Told { get; } = [];

        public void Report(RunProgress value)
        {
            if (value.Stage != "orders") return;
            lock (Told) Told.Add(value.ShareByDays);
        }
    }

    private static bool IsOrders(SeenRequest request) => request.Path.EndsWith("/orders", StringComparison.Ordinal) || request.Path.EndsWith("/order", StringComparison.Ordinal);

    private static async Task<Shop> OpenAsync(bool live = false, bool oldestFirst = true, int days = 300, string historyDays = "")
    {
        var time = new FakeTime(Start, autoAdvance: true);
        return new Shop(await OpenPosAsync(time, live, oldestFirst, days), time, historyDays);
    }

    private static async Task<FakeAlleavesPos> OpenPosAsync(FakeTime time, bool live, bool oldestFirst, int days, int orders = 3000)
    {
        var truth = PosTruth.Generate(new TruthPlan { Now = Start, Locations = 1, Customers = 40, Orders = orders, Products = 30, Days = days });
        if (live) FakeAlleavesPos.ShapeLive(truth);
        else FakeAlleavesPos.Shape(truth);
        var pos = await FakeAlleavesPos.StartAsync(truth, new FakePosOptions { Time = time }, live);
        pos.OldestFirst = oldestFirst;
        return pos;
    }

    private sealed class Shop(FakeAlleavesPos pos, FakeTime time, string historyDays) : IAsyncDisposable
    {
        public FakeAlleavesPos Pos => pos;

        public ConformanceReading Reading { get; } =
            new(pos, time, otherwise: historyDays.Length > 0 ? new Dictionary<string, string> { ["historyDays"] = historyDays } : null);

        public async Task<ReadOutcome> ReadAsync(string? cursor = null)
        {
            var read = await Reading.ReadAsync(PosStream.Orders, cursor);
            read.Error.ShouldBeNull();
            return read;
        }

        public async ValueTask DisposeAsync()
        {
            Reading.Dispose();
            await pos.DisposeAsync();
        }
    }
}
