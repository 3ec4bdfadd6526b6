using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Runs;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>One restaurant of several that may not be read: it is named, nothing of it goes, and the others come in.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastRestaurantTests() : StoredToast(orders: 30)
{
    [Fact]
    public async Task Given_a_restaurant_that_may_not_be_read_When_synced_Then_it_is_named_nothing_of_it_goes_and_the_others_come_in()
    {
        await ConnectAsync();
        var (closed, open) = (Pos.Truth.Locations[0].Id, Pos.Truth.Locations[1].Id);
        var before = await Stored.AllAsync();
        Pos.CloseLocation(closed);
        var (here, there) = (Sale(open, 5), Sale(closed, 6));
        Pos.Truth.Orders.Add(here);
        Pos.Truth.Orders.Add(there);

        foreach (var full in (bool[])[false, true, false])
        {
            Time.Advance(TimeSpan.FromMinutes(30));
            var report = await Stored.AgainAsync(Pos, new RunOptions { Full = full });

            report.Result.ShouldBe(RunResult.Partial);
            foreach (var (stream, said) in report.Streams)
            {
                said.Status.ShouldBe(StreamStatus.Incomplete, stream.ToString());
                said.Error.ShouldNotBeNull().ShouldSatisfyAllConditions(e => e.ShouldContain(closed), e => e.ShouldNotContain(open), e => e.ShouldContain("Restaurant GUIDs"), e => e.ShouldContain(":read"));
                (said.Deleted + said.HeldDeletes).ShouldBe(0, stream.ToString());
            }

            (await Stored.AllAsync()).ShouldBe(before.Append($"orders/{here.Id}").Order(StringComparer.Ordinal));
        }

        Pos.Closed.Clear();
        Time.Advance(TimeSpan.FromMinutes(30));
        (await Stored.AgainAsync(Pos, new RunOptions())).Result.ShouldBe(RunResult.Done);
        (await Stored.AllAsync()).ShouldContain($"orders/{there.Id}");
    }

    [Fact]
    public async Task Given_a_restaurant_that_may_not_be_read_at_first_When_the_first_import_is_done_Then_the_others_are_in_and_its_own_come_once_it_may()
    {
        var (closed, open) = (Pos.Truth.Locations[0].Id, Pos.Truth.Locations[1].Id);
        Pos.CloseLocation(closed);
        await SaveAsync();

        (await Stored.RunAsync(TimeSpan.FromMinutes(1))).Result.ShouldBe(RunResult.Partial);
        Orders(open).ShouldBeSubsetOf(await OrdersAsync());
        Orders(closed).Intersect(await OrdersAsync()).ShouldBeEmpty();

        Pos.Closed.Clear();
        Time.Advance(TimeSpan.FromMinutes(30));
        (await Stored.AgainAsync(Pos, new RunOptions())).Result.ShouldBe(RunResult.Done);
        Orders(closed).ShouldBeSubsetOf(await OrdersAsync());

        async Task<List<string>> OrdersAsync() => [.. (await Stored.IdsAsync("orders", "unmatched_orders")).Values];
        IEnumerable<string> Orders(string place) => Pos.Truth.Orders.Snapshot().Where(o => !o.Deleted && o.LocationId == place).Select(o => o.Id);
    }

    [Fact]
    public async Task Given_a_webhook_of_a_restaurant_that_may_not_be_read_When_it_is_carried_out_Then_it_is_said_once()
    {
        await ConnectAsync();
        var closed = Pos.Truth.Locations[0].Id;
        Pos.CloseLocation(closed);
        var order = Pos.Truth.Orders.Snapshot().First(o => !o.Deleted && o.LocationId == closed);

        var hinted = await Stored.HintedAsync("toast", new WebhookNews("e1") { Records = [new RecordHint(PosStream.Orders, $"{closed}/{order.Id}")] });

        hinted.Streams[PosStream.Orders].Error.ShouldNotBeNull().ShouldContain(closed);
        (await Stored.NumbersAsync("webhook_hints", "none")).ShouldBeEmpty();
    }

    private TruthOrder Sale(string place, int twin)
    {
        var like = Pos.Truth.Orders.Snapshot().First(o => o is { Deleted: false, CustomerId: not null, Status: TruthStatus.Completed });
        return like with { Id = Edits.Twin(like.Id, twin), LocationId = place, CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow() };
    }
}
