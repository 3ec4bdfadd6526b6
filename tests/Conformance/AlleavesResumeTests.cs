using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Simulator;
using Sync.Simulator.Alleaves;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Alleaves' first history, synced by the engine and killed: it goes on near where it was, and ends as if it had never been killed.</summary>
[Trait("Category", "Conformance")]
public sealed class AlleavesResumeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("customers", 3)]
    [InlineData("orders", 2)]
    [InlineData("orders", 9)]
    public async Task Given_a_first_run_killed_at_a_page_When_run_again_Then_it_resumes_near_there_and_the_documents_are_those_of_an_undisturbed_run(string stream, int page)
    {
        var (time, expected) = (new FakeTime(Start, autoAdvance: true), await UndisturbedAsync());
        await using var pos = await OpenAsync(time);
        await using var shop = new StoredShop(time);
        await ConnectAsync(shop, pos);
        using var kill = new CancellationTokenSource();
        var killer = new Killer(stream, page * PageSize, kill);
        await Should.ThrowAsync<OperationCanceledException>(shop.RunAsync(TimeSpan.Zero, killer, kill.Token));
        var before = pos.Requests.Count;
        time.Advance(TimeSpan.FromMinutes(1)); // the lease has run out

        var run = (await shop.RunAsync(TimeSpan.Zero)).Runs.Single();

        run.Streams.Values.ShouldAllBe(s => s.Status == StreamStatus.Complete);
        // The page before was noted; it is asked for once more. Further pages were on their way, and are in no note.
        FirstPageAsked(pos, before, stream).ShouldBe(page - 1);
        (await shop.DigestAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task Given_a_first_run_that_is_cut_short_When_run_again_Then_nothing_that_was_stored_is_removed_and_the_run_after_it_is_whole()
    {
        var (time, expected) = (new FakeTime(Start, autoAdvance: true), await UndisturbedAsync());
        await using var pos = await OpenAsync(time);
        await using var shop = new StoredShop(time);
        await ConnectAsync(shop, pos);
        pos.Faults.Add(new Fault { Path = "/api/orders", Skip = 6, Kind = FaultKind.Status, Status = 500 });
        (await shop.RunAsync(Never)).Runs.Single().Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Incomplete);
        pos.Faults.Clear();
        var before = pos.Requests.Count;

        var run = (await shop.RunAsync(Never)).Runs.Single().Streams[PosStream.Orders];

        (run.Status, run.Deleted).ShouldBe((StreamStatus.Complete, 0));
        FirstPageAsked(pos, before, "orders").ShouldBeGreaterThan(1);
        (await shop.DigestAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task Given_all_was_read_once_When_a_quiet_run_notes_its_way_at_every_page_Then_that_costs_no_write()
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await OpenAsync(time);
        await using var shop = new StoredShop(time);
        await ConnectAsync(shop, pos);
        var first = await shop.RunAsync(Never);
        var rare = await shop.RunAsync(Never);

        var often = await shop.RunAsync(TimeSpan.Zero);

        (first.Result, rare.Result, often.Result).ShouldBe((RunResult.Done, RunResult.Done, RunResult.Done));
        often.Store.ShouldBe(rare.Store);
        often.Runs.Single().Requests.ShouldBe(rare.Runs.Single().Requests);
    }

    private const int Pages = 10;
    private const int PageSize = 40;

    private static int FirstPageAsked(FakeAlleavesPos pos, int before, string stream) =>
        pos.Requests.Skip(before).Where(r => r.Path == "/api/" + stream).Min(r => int.Parse(QueryHelpers.ParseQuery(r.Query)["page"]!, CultureInfo.InvariantCulture));

    private static async Task<string> UndisturbedAsync()
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await OpenAsync(time);
        await using var shop = new StoredShop(time);
        await ConnectAsync(shop, pos);
        (await shop.RunAsync(Never)).Result.ShouldBe(RunResult.Done);
        pos.Requests.Count(r => r.Path == "/api/orders").ShouldBe(Pages + 1, "the last one is full: another may follow");
        return await shop.DigestAsync();
    }

    private static async Task ConnectAsync(StoredShop shop, FakeAlleavesPos pos)
    {
        await shop.PrepareAsync(pos);
        await shop.SaveAsync("main", pos, []);
    }

    private static Task<FakeAlleavesPos> OpenAsync(FakeTime time)
    {
        var truth = PosTruth.Generate(new TruthPlan { Now = Start, Locations = 1, Customers = 160, Orders = Pages * PageSize, Products = 30 });
        FakeAlleavesPos.Shape(truth);
        return FakeAlleavesPos.StartAsync(truth, new FakePosOptions { PageSize = PageSize, Time = time });
    }

    /// <summary>Kills a run as soon as so many of a stream's records are taken in, before that is noted.</summary>
    private sealed class Killer(string stream, int after, CancellationTokenSource kill) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Stage == stream && value.Done >= after) kill.Cancel();
        }
    }
}
