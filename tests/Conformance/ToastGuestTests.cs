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
public sealed class ToastGuestTests() : StoredToast(orders: 30)
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)] // the token still says that it may
    [InlineData(true, false)]
    public async Task Given_guests_that_are_shown_no_longer_When_every_order_comes_again_Then_it_is_said_and_matches_and_spending_stay(bool full, bool told)
    {
        await ConnectAsync();
        var (before, spent) = (await Stored.AllAsync(), await Stored.NumbersAsync("customers", "totalSpent"));
        spent.Values.ShouldContain(s => s > 0);
        Hide(told);
        ChangeAll();

        var report = await Stored.AgainAsync(Pos, new RunOptions { Full = full });

        report.Result.ShouldBe(RunResult.Partial);
        var customers = report.Streams[PosStream.Customers];
        customers.Status.ShouldBe(StreamStatus.Incomplete);
        customers.Error.ShouldNotBeNull().ShouldContain("guest.pi:read");
        report.Streams[PosStream.Orders].Read.ShouldBeGreaterThanOrEqualTo(30);
        (await Stored.AllAsync()).ShouldBe(before);
        (await Stored.NumbersAsync("customers", "totalSpent")).ShouldBe(spent);
    }

    [Fact]
    public async Task Given_sales_that_came_without_their_guests_When_these_are_shown_again_Then_each_finds_its_customer()
    {
        await ConnectAsync();
        var buyer = Pos.Truth.Orders.Snapshot().First(o => o is { Deleted: false, CustomerId: not null, Status: TruthStatus.Completed });
        Hide(told: true);
        var sold = buyer with { Id = Edits.Twin(buyer.Id, 9), CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow() };
        Pos.Truth.Orders.Add(sold);
        for (var run = 0; run < 3; run++)
        {
            Time.Advance(TimeSpan.FromHours(6));
            (await Stored.AgainAsync(Pos, new RunOptions())).Result.ShouldBe(RunResult.Partial);
        }

        (await Stored.AllAsync()).ShouldContain($"unmatched_orders/{sold.Id}");
        Pos.Scopes["guest.pi:read"] = true;
        Pos.ExpireTokens();
        Time.Advance(TimeSpan.FromHours(6));

        (await Stored.AgainAsync(Pos, new RunOptions())).Result.ShouldBe(RunResult.Done);

        (await Stored.AllAsync()).ShouldContain($"orders/{sold.Id}");
        var asked = Pos.Requests.Count;
        Time.Advance(TimeSpan.FromHours(6));
        (await Stored.AgainAsync(Pos, new RunOptions())).Result.ShouldBe(RunResult.Done);
        (Pos.Requests.Count - asked).ShouldBeLessThan(12); // and it is not read again and again
    }

    [Fact]
    public async Task Given_credentials_that_never_showed_guests_When_first_synced_Then_the_sales_are_there_and_once_shown_all_find_their_customers()
    {
        Hide(told: true);
        await SaveAsync();
        var first = (await Stored.RunAsync(TimeSpan.FromMinutes(1))).Runs.ShouldHaveSingleItem();

        first.Result.ShouldBe(RunResult.Partial);
        first.Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Complete);
        (await Stored.AllAsync()).ShouldNotContain(d => d.StartsWith("orders/", StringComparison.Ordinal));
        Pos.Scopes["guest.pi:read"] = true;
        Pos.ExpireTokens();
        Time.Advance(TimeSpan.FromMinutes(30));

        (await Stored.AgainAsync(Pos, new RunOptions())).Result.ShouldBe(RunResult.Done);

        var matched = Pos.Truth.Orders.Snapshot().Where(o => o is { Deleted: false, CustomerId: not null }).Select(o => $"orders/{o.Id}");
        matched.ShouldBeSubsetOf(await Stored.AllAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_guests_that_are_shown_no_longer_When_a_webhook_tells_of_a_sale_Then_it_stays_its_customers(bool told)
    {
        await ConnectAsync();
        var before = await Stored.AllAsync();
        var order = Pos.Truth.Orders.Snapshot().First(o => !o.Deleted && before.Contains($"orders/{o.Id}"));
        Hide(told);

        var id = $"{order.LocationId}/{order.Id}";
        var hinted = await Stored.HintedAsync("toast", new WebhookNews("e1") { Records = [new RecordHint(PosStream.Customers, id), new RecordHint(PosStream.Orders, id)] });

        hinted.Result.ShouldBe(told ? RunResult.Partial : RunResult.Done); // that one order names nobody is no sign of anything
        if (told) hinted.Streams[PosStream.Customers].Error.ShouldNotBeNull().ShouldContain("guest.pi:read");
        (await Stored.NumbersAsync("webhook_hints", "none")).ShouldBeEmpty();
        (await Stored.AllAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_guests_that_are_hidden_without_a_word_When_a_run_by_webhooks_or_a_usual_one_notices_Then_the_sales_of_that_time_find_them_later(bool byWebhooks)
    {
        await ConnectAsync();
        var buyer = Pos.Truth.Orders.Snapshot().First(o => o is { Deleted: false, CustomerId: not null, Status: TruthStatus.Completed });
        Hide(told: false);
        ChangeAll();
        var sold = buyer with { Id = Edits.Twin(buyer.Id, 9), CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow() };
        Pos.Truth.Orders.Add(sold);
        Time.Advance(TimeSpan.FromMinutes(20));

        var report = byWebhooks
            ? await Stored.HintedAsync("toast", new WebhookNews("e1") { Streams = [PosStream.Customers, PosStream.Orders] })
            : await Stored.AgainAsync(Pos, new RunOptions());

        report.Streams[PosStream.Customers].Status.ShouldBe(StreamStatus.Incomplete);
        report.Streams[PosStream.Customers].Error.ShouldNotBeNull().ShouldContain("no guest on any order");
        (await Stored.AllAsync()).ShouldContain($"unmatched_orders/{sold.Id}");

        Pos.Scopes["guest.pi:read"] = true;
        for (var run = 0; run < 4; run++)
        {
            Time.Advance(TimeSpan.FromHours(6));
            (await Stored.AgainAsync(Pos, new RunOptions())).Result.ShouldBe(RunResult.Done);
        }

        (await Stored.AllAsync()).ShouldContain($"orders/{sold.Id}");
    }

    private void Hide(bool told)
    {
        Pos.Scopes["guest.pi:read"] = false;
        if (told) Pos.ExpireTokens();
    }

    private void ChangeAll()
    {
        Time.Advance(TimeSpan.FromMinutes(30));
        for (var i = 0; i < Pos.Truth.Orders.Count; i++) Pos.Truth.Orders[i] = Pos.Truth.Orders[i] with { UpdatedAt = Time.GetUtcNow() };
        Time.Advance(TimeSpan.FromMinutes(1));
    }
}
