using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>An order that has just room among the unmatched ones, and none among the others, where its customer's id stands on it.</summary>
public sealed class TooLargeToMoveTests
{
    private const string Address = "big@example.com";

    [Fact]
    public async Task Given_an_order_near_the_limit_When_its_customer_appears_Then_it_stays_where_it_is_is_named_and_counts_as_before()
    {
        await using var org = await GivenAsync(await LongestNameAsync());

        await StaysAsync(org, new string('c', 1200));
    }

    [Fact]
    public async Task Given_an_order_on_which_others_keep_much_When_its_customer_appears_Then_it_stays_where_it_is_is_named_and_counts_as_before()
    {
        await using var org = await GivenAsync(await LongestNameAsync() - 2000); // it alone would have room
        await org.OthersWriteAsync("unmatched_orders", "big", w => w.Text("note", new string('n', 1400)));

        await StaysAsync(org, new string('c', 1200));

        (await org.FindAsync("unmatched_orders", "big")).Text("note")!.Length.ShouldBe(1400);
    }

    [Fact]
    public async Task Given_an_order_that_alone_has_room_When_its_customer_appears_Then_it_moves()
    {
        await using var org = await GivenAsync(await LongestNameAsync() - 2000);
        org.Shop.Put(Make.Customer(new string('c', 1200), Address));

        (await org.SyncAsync()).MatchedLater.ShouldBe(1);
        (await org.GetAsync("orders", "big")).ShouldNotBeNull();
    }

    private static async Task StaysAsync(TestOrg org, string customer)
    {
        org.Shop.Put(Make.Customer(customer, Address));

        var run = await org.SyncAsync();

        (await org.GetAsync("unmatched_orders", "big")).ShouldNotBeNull();
        (await org.AllAsync("orders")).ShouldBeEmpty();
        (await org.AllAsync("customer_spending")).ShouldBeEmpty();
        run.MatchedLater.ShouldBe(0);
        (await org.AllAsync("runs")).ShouldContain(r => r.Body.ToString().Contains("It stays where it is", StringComparison.Ordinal));
        foreach (var full in new[] { false, true })
        {
            var again = await org.SyncAsync(full);
            again.Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Complete);
            (await org.AllAsync("customer_spending")).ShouldBeEmpty();
        }
    }

    private static async Task<int> LongestNameAsync()
    {
        var (fits, over) = (1_000_000, 1_048_576);
        while (over - fits > 300)
        {
            var length = (fits + over) / 2;
            await using var org = await GivenAsync(length);
            if (await org.GetAsync("unmatched_orders", "big") is null) over = length;
            else fits = length;
        }

        return fits;
    }

    private static async Task<TestOrg> GivenAsync(int nameLength)
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Order("big", 720, Address) with { Lines = [new OrderLine("p1", new string('x', nameLength), 1, 720, Make.Usd(720))] });
        await org.SyncAsync();
        org.Shop.OrderWindow = TimeSpan.FromHours(1); // the POS does not show it again
        return org;
    }
}
