using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Shopify;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>A long history of Shopify's orders is fetched in several bulk operations, that of the newest orders first.</summary>
[Trait("Category", "Conformance")]
public sealed class ShopifyBulkWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    // A read of changes begins ten minutes before: the edges count from there.
    private static readonly DateTimeOffset Recent = Start.AddMinutes(-10).AddDays(-60);
    private static readonly DateTimeOffset Year = Start.AddMinutes(-10).AddDays(-365);
    private static readonly TruthPlan Long = new() { Now = Start, Customers = 10, Orders = 1200, Products = 12, Ids = TruthIds.Digits, Days = 900 };

    [Fact]
    public async Task Given_a_history_of_years_When_read_in_bulk_Then_all_of_a_newer_window_comes_before_an_older_one_and_each_order_once()
    {
        await using var shop = await OpenAsync();
        PutAtTheEdges(shop.Truth);

        var read = await shop.ReadAsync();

        ComeByWindows(read);
        read.Pages.Sum(p => p.Records.Count).ShouldBe(shop.Truth.Orders.Count);
        Expectation.Compare(PosStream.Orders, read, shop.Fake);
        (read.End!.Coverage, read.End.Until).ShouldBe((CoverageKind.Everything, Start.AddMinutes(-10)));
        read.Pages.Count(p => p.End is not null).ShouldBe(1);
        read.End.Warnings.ShouldBeEmpty();
        shop.Windows.ShouldBe([
            "created_at:>='2026-09-21T11:50:00Z'",
            "created_at:>='2025-11-20T11:50:00Z' AND created_at:<'2026-09-21T11:50:00Z'",
            "created_at:<'2025-11-20T11:50:00Z'"]);
    }

    [Fact]
    public async Task Given_a_kill_after_each_page_and_days_between_When_taken_up_Then_the_edges_stay_and_nothing_is_asked_or_given_twice()
    {
        await using var shop = await OpenAsync();
        PutAtTheEdges(shop.Truth);
        var all = new ReadOutcome();
        string? from = null;
        for (var kills = 0; all.End is null; kills++)
        {
            kills.ShouldBeLessThan(30);
            var step = await shop.Reading.ReadAsync(PosStream.Orders, from, stopAfterPages: 1);
            step.Error.ShouldBeNull();
            all.Pages.AddRange(step.Pages);
            from = step.Pages[^1].Checkpoint;
            shop.Time.Advance(TimeSpan.FromHours(5));
            shop.Reopen();
        }

        ComeByWindows(all);
        all.Pages.Sum(p => p.Records.Count).ShouldBe(shop.Truth.Orders.Count);
        Expectation.Compare(PosStream.Orders, all, shop.Fake);
        all.End!.Coverage.ShouldBe(CoverageKind.Changes);
        all.End.Cursor.ShouldBe("v1|2026-11-20T11:50:00.000Z"); // what changed since the read began is asked for next
        shop.Windows.ShouldBe([
            "created_at:>='2026-09-21T11:50:00Z'",
            "created_at:>='2025-11-20T11:50:00Z' AND created_at:<'2026-09-21T11:50:00Z'",
            "created_at:<'2025-11-20T11:50:00Z'"]);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("400", 3)]
    [InlineData("365", 2)]
    [InlineData("100", 2)]
    [InlineData("60", 1)]
    public async Task Given_days_of_history_When_read_in_bulk_Then_there_are_no_windows_beyond_them(string days, int windows)
    {
        await using var shop = await OpenAsync(settings: days.Length > 0 ? ("historyDays", days) : null);

        var read = await shop.ReadAsync();

        shop.Fake.Bulk.Queries.Count.ShouldBe(windows);
        ComeByWindows(read);
        var from = days.Length > 0 ? Start.AddMinutes(-10).AddDays(-int.Parse(days)) : DateTimeOffset.MinValue;
        read.ById<Order>().Keys.Order().ShouldBe(shop.Truth.Orders.Where(o => o.CreatedAt >= from).Select(o => o.Id).Order());
        read.End!.Coverage.ShouldBe(days.Length > 0 ? CoverageKind.Window : CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_a_shop_without_orders_of_the_last_months_When_read_in_bulk_Then_the_older_ones_come()
    {
        await using var shop = await OpenAsync();
        foreach (var order in shop.Truth.Orders.Where(o => o.CreatedAt >= Recent).ToList()) shop.Truth.Orders.Remove(order);

        var read = await shop.ReadAsync();

        Expectation.Compare(PosStream.Orders, read, shop.Fake);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        shop.Fake.Bulk.Queries.Count.ShouldBe(3);
        shop.Fake.Bulk.Downloads.ShouldBe(2);
    }

    [Fact]
    public async Task Given_an_app_that_sees_recent_orders_only_When_read_in_bulk_Then_it_is_one_operation()
    {
        await using var shop = await OpenAsync();
        shop.Fake.Scopes.Remove("read_all_orders");

        var read = await shop.ReadAsync();

        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
        shop.Fake.Bulk.Queries.ShouldHaveSingleItem().ShouldNotContain("created_at");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Given_an_older_window_that_comes_to_nothing_When_read_Then_pages_bring_all_and_that_is_said(int windows)
    {
        await using var shop = await OpenAsync();
        shop.Fake.Faults.Add(new Fault { Path = ".jsonl", Skip = windows - 1, Times = 1, Kind = FaultKind.Before, Before = () => shop.Fake.Bulk.Fails = "TIMEOUT" });

        var read = await shop.ReadAsync();

        Expectation.Compare(PosStream.Orders, read, shop.Fake);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        read.End.Warnings.ShouldHaveSingleItem().ShouldContain("TIMEOUT");
        shop.Fake.Bulk.Queries.Count.ShouldBe(windows + 1);
    }

    [Fact]
    public async Task Given_orders_that_change_while_older_windows_are_read_When_read_from_the_cursor_Then_the_change_comes()
    {
        await using var shop = await OpenAsync();
        var at = shop.Truth.Orders.Snapshot().Index().First(o => o.Item.CreatedAt >= Recent).Index;
        var sale = shop.Truth.Orders[at];
        shop.Fake.Faults.Add(new Fault
        {
            Path = ".jsonl",
            Skip = 1,
            Times = 1,
            Kind = FaultKind.Before,
            Before = () => shop.Truth.Orders[at] = sale with { Tip = sale.Tip + 100, Total = sale.Total + 100, UpdatedAt = shop.Time.GetUtcNow() },
        });

        var whole = await shop.ReadAsync();
        var changes = await shop.Reading.ReadAsync(PosStream.Orders, whole.End!.Cursor);

        whole.ById<Order>()[sale.Id].Total.Minor.ShouldBe(sale.Total);
        changes.ById<Order>()[sale.Id].Total.Minor.ShouldBe(sale.Total + 100);
    }

    [Fact]
    public async Task Given_a_file_without_one_orders_id_When_older_windows_are_whole_Then_the_history_is_not_proven()
    {
        await using var shop = await OpenAsync();
        shop.Fake.Bulk.NamelessFrom = 1;
        // What is an order's own would name it.
        for (var i = 0; i < shop.Truth.Orders.Count; i++) shop.Truth.Orders[i] = shop.Truth.Orders[i] with { Lines = [], ServiceCharge = 0, Rounding = 0 };

        var read = await shop.ReadAsync();

        shop.Fake.Bulk.Queries.Count.ShouldBe(3);
        read.Pages.Sum(p => p.Rejected.Count).ShouldBe(1);
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
    }

    [Theory]
    [InlineData("auto", 2000, 0)] // 40 pages
    [InlineData("auto", 30_000, 3)]
    public async Task Given_a_long_history_When_read_Then_it_is_in_windows_only_where_all_of_them_are_faster(string mode, int orders, int operations)
    {
        await using var shop = await OpenAsync(Long with { Orders = orders }, mode, throttles: true);
        shop.Fake.Bulk.Takes = TimeSpan.FromSeconds(20);

        var read = await shop.ReadAsync();

        read.ById<Order>().Count.ShouldBe(orders);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        shop.Fake.Bulk.Queries.Count.ShouldBe(operations);
    }

    // On each side of each edge, by a second.
    private static void PutAtTheEdges(PosTruth truth)
    {
        var at = new[] { Recent, Recent.AddSeconds(-1), Recent.AddSeconds(1), Year, Year.AddSeconds(-1), Year.AddSeconds(1) };
        for (var i = 0; i < at.Length; i++) truth.Orders[i] = truth.Orders[i] with { CreatedAt = at[i], UpdatedAt = at[i] };
    }

    private static void ComeByWindows(ReadOutcome read)
    {
        var windows = read.Pages.SelectMany(p => p.Records).Cast<Order>().Select(o => o.CreatedAt >= Recent ? 0 : o.CreatedAt >= Year ? 1 : 2).ToList();
        windows.ShouldBe(windows.Order());
    }

    private static async Task<Shop> OpenAsync(TruthPlan? plan = null, string mode = "on", bool throttles = false, (string Name, string Value)? settings = null)
    {
        var time = new FakeTime(Start, autoAdvance: true);
        var fake = await FakeShopify.StartAsync(PosTruth.Generate(plan ?? Long), new FakePosOptions { Time = time, Throttles = throttles });
        fake.MoreSettings["bulk"] = mode;
        if (settings is { } set) fake.MoreSettings[set.Name] = set.Value;
        return new Shop(fake, time);
    }

    private sealed class Shop(FakeShopify fake, FakeTime time) : IAsyncDisposable
    {
        public FakeShopify Fake => fake;

        public FakeTime Time => time;

        public PosTruth Truth => fake.Truth;

        public ConformanceReading Reading { get; private set; } = new(fake, time);

        /// <summary>By which creations the operations were asked for, in order.</summary>
        public IEnumerable<string> Windows => fake.Bulk.Queries.Select(q => q[(q.IndexOf('"', StringComparison.Ordinal) + 1)..q.LastIndexOf('"')]);

        public async Task<ReadOutcome> ReadAsync()
        {
            var read = await Reading.ReadAsync(PosStream.Orders);
            read.Error.ShouldBeNull();
            return read;
        }

        public void Reopen()
        {
            Reading.Dispose();
            Reading = new ConformanceReading(fake, time);
        }

        public async ValueTask DisposeAsync()
        {
            Reading.Dispose();
            await fake.DisposeAsync();
        }
    }
}
