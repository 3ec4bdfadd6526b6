using Sync.Engine.Tests.Harness;
using Sync.Engine.Writing;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>What a POS shows twice in one read.</summary>
public sealed class TwiceInOneReadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(25)] // both in one batch
    public async Task Given_an_order_that_moves_to_another_month_while_it_is_read_When_it_comes_twice_Then_the_last_one_stands_once(int pageSize)
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.PageSize = pageSize;
        org.Shop.Put(Make.Customer("1"));
        var parked = Make.Order("o1", 10, "c1@example.com", at: new DateTimeOffset(2026, 9, 30, 12, 0, 0, TimeSpan.Zero));
        org.Shop.Orders.AddRange([parked, Make.Order("o2", 5, "c1@example.com"), parked with { CreatedAt = parked.CreatedAt.AddDays(1) }]);

        await org.RunAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        (await org.FindAsync("orders", "o1")).Text("businessDate").ShouldBe("2026-10-01");
        (await org.FindAsync("customers", "1")).Number("totalSpent").ShouldBe(15);
        org.Shop.Orders.Remove(parked); // as it stands now
        await Addition.CheckAsync(org, "moved");
    }

    [Fact]
    public async Task Given_a_batch_that_makes_a_document_twice_When_committed_Then_both_are_stored_one_after_the_other()
    {
        await using var org = await TestOrg.OpenAsync();
        var path = new DocumentPath("orders", "o1");
        PendingRecord Of(int total) => new() { Id = "o1", Upserts = [new Upsert(path, DocumentBody.Build(w => w.Number("total", total)), DocumentBody.Empty, [], true)] };
        await using var sink = new DocumentSink(org.Tenant(), DocumentWrite.Verify(new DocumentPath("leases", "none"), ""), Make.Noon, false, _ => Task.CompletedTask, CancellationToken.None);

        await sink.AddAsync(Of(1));
        await sink.AddAsync(Of(2));
        await sink.FlushAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        (await org.FindAsync("orders", "o1")).Number("total").ShouldBe(2);
    }
}
