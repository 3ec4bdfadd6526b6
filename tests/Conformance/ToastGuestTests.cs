using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Runs;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Guests that Toast does not show any more, or never did: it is said, and nothing of what is stored suffers.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastGuestTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start, autoAdvance: true);
    private readonly StoredShop stored;
    private FakeToast pos = null!;

    public ToastGuestTests() => stored = new StoredShop(time);

    public async Task InitializeAsync() => pos = await FakeToast.StartAsync(
        PosTruth.Generate(new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 30, Customers = 5, Products = 8, Locations = 2 }), new FakePosOptions { Time = time });

    public async Task DisposeAsync()
    {
        await stored.DisposeAsync();
        await pos.DisposeAsync();
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)] // the token still says that it may
    [InlineData(true, false)]
    public async Task Given_guests_that_are_shown_no_longer_When_every_order_comes_again_Then_it_is_said_and_matches_and_spending_stay(bool full, bool told)
    {
        await ConnectAsync();
        var (before, spent) = (await stored.AllAsync(), await stored.NumbersAsync("customers", "totalSpent"));
        spent.Values.ShouldContain(s => s > 0);
        Hide(told);
        ChangeAll();

        var report = await stored.AgainAsync(pos, new RunOptions { Full = full });

        report.Result.ShouldBe(RunResult.Partial);
        var customers = report.Streams[PosStream.Customers];
        customers.Status.ShouldBe(StreamStatus.Incomplete);
        customers.Error.ShouldNotBeNull().ShouldContain("guest.pi:read");
        report.Streams[PosStream.Orders].Read.ShouldBeGreaterThanOrEqualTo(30);
        (await stored.AllAsync()).ShouldBe(before);
        (await stored.NumbersAsync("customers", "totalSpent")).ShouldBe(spent);
    }

    [Fact]
    public async Task Given_sales_that_came_without_their_guests_When_these_are_shown_again_Then_each_finds_its_customer()
    {
        await ConnectAsync();
        var buyer = pos.Truth.Orders.Snapshot().First(o => o is { Deleted: false, CustomerId: not null, Status: TruthStatus.Completed });
        Hide(told: true);
        var sold = buyer with { Id = Edits.Twin(buyer.Id, 9), CreatedAt = time.GetUtcNow(), UpdatedAt = time.GetUtcNow() };
        pos.Truth.Orders.Add(sold);
        for (var run = 0; run < 3; run++)
        {
            time.Advance(TimeSpan.FromHours(6));
            (await stored.AgainAsync(pos, new RunOptions())).Result.ShouldBe(RunResult.Partial);
        }

        (await stored.AllAsync()).ShouldContain($"unmatched_orders/{sold.Id}");
        pos.Scopes["guest.pi:read"] = true;
        pos.ExpireTokens();
        time.Advance(TimeSpan.FromHours(6));

        (await stored.AgainAsync(pos, new RunOptions())).Result.ShouldBe(RunResult.Done);

        (await stored.AllAsync()).ShouldContain($"orders/{sold.Id}");
        var asked = pos.Requests.Count;
        time.Advance(TimeSpan.FromHours(6));
        (await stored.AgainAsync(pos, new RunOptions())).Result.ShouldBe(RunResult.Done);
        (pos.Requests.Count - asked).ShouldBeLessThan(12); // and it is not read again and again
    }

    [Fact]
    public async Task Given_credentials_that_never_showed_guests_When_first_synced_Then_the_sales_are_there_and_once_shown_all_find_their_customers()
    {
        Hide(told: true);
        await stored.PrepareAsync(pos);
        await stored.SaveAsync("main", pos, []);
        var first = (await stored.RunAsync(TimeSpan.FromMinutes(1))).Runs.ShouldHaveSingleItem();

        first.Result.ShouldBe(RunResult.Partial);
        first.Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Complete);
        (await stored.AllAsync()).ShouldNotContain(d => d.StartsWith("orders/", StringComparison.Ordinal));
        pos.Scopes["guest.pi:read"] = true;
        pos.ExpireTokens();
        time.Advance(TimeSpan.FromMinutes(30));

        (await stored.AgainAsync(pos, new RunOptions())).Result.ShouldBe(RunResult.Done);

        var matched = pos.Truth.Orders.Snapshot().Where(o => o is { Deleted: false, CustomerId: not null }).Select(o => $"orders/{o.Id}");
        matched.ShouldBeSubsetOf(await stored.AllAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_guests_that_are_shown_no_longer_When_a_webhook_tells_of_a_sale_Then_it_stays_its_customers(bool told)
    {
        await ConnectAsync();
        var before = await stored.AllAsync();
        var order = pos.Truth.Orders.Snapshot().First(o => !o.Deleted && before.Contains($"orders/{o.Id}"));
        Hide(told);

        var id = $"{order.LocationId}/{order.Id}";
        var hinted = await stored.HintedAsync("toast", new WebhookNews("e1") { Records = [new RecordHint(PosStream.Customers, id), new RecordHint(PosStream.Orders, id)] });

        hinted.Result.ShouldBe(told ? RunResult.Partial : RunResult.Done); // that one order names nobody is no sign of anything
        if (told) hinted.Streams[PosStream.Customers].Error.ShouldNotBeNull().ShouldContain("guest.pi:read");
        (await stored.NumbersAsync("webhook_hints", "none")).ShouldBeEmpty();
        (await stored.AllAsync()).ShouldBe(before);
    }

    private void Hide(bool told)
    {
        pos.Scopes["guest.pi:read"] = false;
        if (told) pos.ExpireTokens();
    }

    private void ChangeAll()
    {
        time.Advance(TimeSpan.FromMinutes(30));
        for (var i = 0; i < pos.Truth.Orders.Count; i++) pos.Truth.Orders[i] = pos.Truth.Orders[i] with { UpdatedAt = time.GetUtcNow() };
        time.Advance(TimeSpan.FromMinutes(1));
    }

    private async Task ConnectAsync()
    {
        await stored.PrepareAsync(pos);
        await stored.SaveAsync("main", pos, []);
        (await stored.RunAsync(TimeSpan.FromMinutes(1))).Result.ShouldBe(RunResult.Done);
        time.Advance(TimeSpan.FromMinutes(30));
    }
}
