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
public sealed class ToastRestaurantTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start, autoAdvance: true);
    private readonly StoredShop stored;
    private FakeToast pos = null!;

    public ToastRestaurantTests() => stored = new StoredShop(time);

    public async Task InitializeAsync() => pos = await FakeToast.StartAsync(
        PosTruth.Generate(new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 30, Customers = 5, Products = 8, Locations = 2 }), new FakePosOptions { Time = time });

    public async Task DisposeAsync()
    {
        await stored.DisposeAsync();
        await pos.DisposeAsync();
    }

    [Fact]
    public async Task Given_a_restaurant_that_may_not_be_read_When_synced_Then_it_is_named_nothing_of_it_goes_and_the_others_come_in()
    {
        await ConnectAsync();
        var (closed, open) = (pos.Truth.Locations[0].Id, pos.Truth.Locations[1].Id);
        var before = await stored.AllAsync();
        pos.CloseLocation(closed);
        var (here, there) = (Sale(open, 5), Sale(closed, 6));
        pos.Truth.Orders.Add(here);
        pos.Truth.Orders.Add(there);

        foreach (var full in (bool[])[false, true, false])
        {
            time.Advance(TimeSpan.FromMinutes(30));
            var report = await stored.AgainAsync(pos, new RunOptions { Full = full });

            report.Result.ShouldBe(RunResult.Partial);
            foreach (var (stream, said) in report.Streams)
            {
                said.Status.ShouldBe(StreamStatus.Incomplete, stream.ToString());
                said.Error.ShouldNotBeNull().ShouldSatisfyAllConditions(e => e.ShouldContain(closed), e => e.ShouldNotContain(open), e => e.ShouldContain("Restaurant GUIDs"), e => e.ShouldContain(":read"));
                (said.Deleted + said.HeldDeletes).ShouldBe(0, stream.ToString());
            }

            (await stored.AllAsync()).ShouldBe(before.Append($"orders/{here.Id}").Order(StringComparer.Ordinal));
        }

        pos.Closed.Clear();
        time.Advance(TimeSpan.FromMinutes(30));
        (await stored.AgainAsync(pos, new RunOptions())).Result.ShouldBe(RunResult.Done);
        (await stored.AllAsync()).ShouldContain($"orders/{there.Id}");
    }

    [Fact]
    public async Task Given_a_restaurant_that_may_not_be_read_at_first_When_the_first_import_is_done_Then_the_others_are_in_and_its_own_come_once_it_may()
    {
        var (closed, open) = (pos.Truth.Locations[0].Id, pos.Truth.Locations[1].Id);
        pos.CloseLocation(closed);
        await stored.PrepareAsync(pos);
        await stored.SaveAsync("main", pos, []);

        (await stored.RunAsync(TimeSpan.FromMinutes(1))).Result.ShouldBe(RunResult.Partial);
        Orders(open).ShouldBeSubsetOf(await OrdersAsync());
        Orders(closed).Intersect(await OrdersAsync()).ShouldBeEmpty();

        pos.Closed.Clear();
        time.Advance(TimeSpan.FromMinutes(30));
        (await stored.AgainAsync(pos, new RunOptions())).Result.ShouldBe(RunResult.Done);
        Orders(closed).ShouldBeSubsetOf(await OrdersAsync());

        async Task<List<string>> OrdersAsync() => [.. (await stored.IdsAsync("orders", "unmatched_orders")).Values];
        IEnumerable<string> Orders(string place) => pos.Truth.Orders.Snapshot().Where(o => !o.Deleted && o.LocationId == place).Select(o => o.Id);
    }

    [Fact]
    public async Task Given_a_webhook_of_a_restaurant_that_may_not_be_read_When_it_is_carried_out_Then_it_is_said_once()
    {
        await ConnectAsync();
        var closed = pos.Truth.Locations[0].Id;
        pos.CloseLocation(closed);
        var order = pos.Truth.Orders.Snapshot().First(o => !o.Deleted && o.LocationId == closed);

        var hinted = await stored.HintedAsync("toast", new WebhookNews("e1") { Records = [new RecordHint(PosStream.Orders, $"{closed}/{order.Id}")] });

        hinted.Streams[PosStream.Orders].Error.ShouldNotBeNull().ShouldContain(closed);
        (await stored.NumbersAsync("webhook_hints", "none")).ShouldBeEmpty();
    }

    private TruthOrder Sale(string place, int twin)
    {
        var like = pos.Truth.Orders.Snapshot().First(o => o is { Deleted: false, CustomerId: not null, Status: TruthStatus.Completed });
        return like with { Id = Edits.Twin(like.Id, twin), LocationId = place, CreatedAt = time.GetUtcNow(), UpdatedAt = time.GetUtcNow() };
    }

    private async Task ConnectAsync()
    {
        await stored.PrepareAsync(pos);
        await stored.SaveAsync("main", pos, []);
        (await stored.RunAsync(TimeSpan.FromMinutes(1))).Result.ShouldBe(RunResult.Done);
        time.Advance(TimeSpan.FromMinutes(30));
    }
}
