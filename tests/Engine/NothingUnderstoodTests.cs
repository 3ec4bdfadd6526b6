using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

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
