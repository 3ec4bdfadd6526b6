using System.Collections.Concurrent;
using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>How much of the past is there.</summary>
public sealed class CoverageTests
{
    [Fact]
    public async Task Given_a_first_import_that_is_cut_short_and_gone_on_with_When_somebody_looks_Then_they_see_how_far_it_is_and_at_the_end_from_when_on_all_is_there()
    {
        await using var org = await ShopAsync();
        org.Shop.Faults[PosStream.Orders] = new StreamFault(2, new RetryLaterException("Resting.", "503"));
        await org.RunAsync();

        var half = (await HistoryCoverage.ReadAsync(org.Tenant(), org.Connectors)).ShouldHaveSingleItem();
        half.Complete.ShouldBeFalse();
        half.OldestDay.ShouldBe(new DateOnly(2026, 11, 1)); // twenty of forty days, newest first
        half.Import.ShouldNotBeNull();
        (half.Import.Read, half.Import.Expected, half.Import.Percent).ShouldBe((20, 40, 50));
        half.Import.Reading.ShouldBe(TimeSpan.FromSeconds(20));
        half.Import.TimeLeft.ShouldBe(TimeSpan.FromSeconds(20));

        org.Shop.Faults[PosStream.Orders] = new StreamFault(3, new RetryLaterException("Resting.", "503"));
        await org.RunAsync();
        (await HistoryCoverage.ReadAsync(org.Tenant(), org.Connectors))[0].Import!.Percent.ShouldBe(75); // gone on with, not begun anew

        org.Shop.Faults.Clear();
        await org.RunAsync();
        var whole = (await HistoryCoverage.ReadAsync(org.Tenant(), org.Connectors)).ShouldHaveSingleItem();
        (whole.Complete, whole.OldestDay, whole.Import).ShouldBe((true, new DateOnly(2026, 10, 12), null));
    }

    [Fact]
    public async Task Given_a_first_import_that_is_watched_When_pages_come_Then_progress_says_so_and_the_oldest_day_that_was_reached()
    {
        await using var org = await ShopAsync();
        var seen = new Watcher();

        await org.Runner().RunAsync(TestOrg.Acme, new RunOptions(), seen);

        var orders = seen.All.Where(p => p.Stage == "orders").ToList();
        orders.ShouldAllBe(p => p.FirstImport && p.ImportStartedAt == Make.Noon);
        orders.Select(p => p.OldestDay).ShouldBe([new(2026, 11, 11), new(2026, 11, 1), new(2026, 10, 22), new(2026, 10, 12)]);
        seen.All.Clear();
        await org.Runner().RunAsync(TestOrg.Acme, new RunOptions(), seen);
        seen.All.ShouldAllBe(p => !p.FirstImport);
    }

    [Fact]
    public async Task Given_a_POS_that_tells_no_totals_When_its_first_import_is_watched_Then_the_days_since_the_oldest_customer_tell_about_how_much_is_done()
    {
        await using var org = await ShopAsync();
        org.Shop.TellsTotals = false;
        org.Shop.Put(Make.Customer("2") with { CreatedAt = Make.Noon.AddDays(-40) });
        org.Shop.Faults[PosStream.Orders] = new StreamFault(2, new RetryLaterException("Resting.", "503"));
        var seen = new Watcher();

        await org.Runner().RunAsync(TestOrg.Acme, new RunOptions(), seen);

        var orders = seen.All.Where(p => p.Stage == "orders").ToList();
        orders.ShouldAllBe(p => p.Expected == null);
        orders.Select(p => p.ShareByDays is { } share ? Math.Round(share, 2) : (double?)null).ShouldBe([null, 0.35]); // the middle of the second page lies 14 of 40 days back
        var import = (await HistoryCoverage.ReadAsync(org.Tenant(), org.Connectors)).ShouldHaveSingleItem().Import.ShouldNotBeNull();
        (import.Percent, import.Estimated).ShouldBe((35, true));

        org.Shop.Faults.Clear();
        await org.Runner().RunAsync(TestOrg.Acme, new RunOptions(), seen); // reads no customer anew, and knows still
        seen.All.Last(p => p.Stage == "orders").ShareByDays!.Value.ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public async Task Given_an_import_that_is_done_When_a_full_run_is_cut_short_Then_it_is_no_first_import_again()
    {
        await using var org = await ShopAsync();
        await org.SyncAsync();
        org.Shop.Faults[PosStream.Orders] = new StreamFault(1, new RetryLaterException("Resting.", "503"));

        await org.RunAsync(new RunOptions { Full = true });

        var coverage = (await HistoryCoverage.ReadAsync(org.Tenant(), org.Connectors)).ShouldHaveSingleItem();
        (coverage.Complete, coverage.Import).ShouldBe((true, null));
    }

    // An order a day, newest first, ten to a page; each page takes ten seconds.
    private static async Task<TestOrg> ShopAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.CheckpointEvery = TimeSpan.Zero; // so that pages are asked for one after another
        org.Shop.PageSize = 10;
        org.Shop.Resumable = true;
        org.Shop.Put(Make.Customer("1"));
        for (var i = 0; i < 40; i++) org.Shop.Put(Make.Order($"o{i}", 10, "c1@example.com", daysAgo: i));
        org.Shop.BeforePage = (stream, _) =>
        {
            if (stream == PosStream.Orders) org.Time.Advance(TimeSpan.FromSeconds(10));
            return Task.CompletedTask;
        };
        return org;
    }

    private sealed class Watcher : IProgress<RunProgress>
    {
        public ConcurrentQueue<RunProgress> All { get; } = [];

        public void Report(RunProgress value) => All.Enqueue(value);
    }
}
