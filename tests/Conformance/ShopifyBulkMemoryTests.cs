using Sync.ConnectorKit;
using Sync.Simulator.Kit;
using Sync.Simulator.Shopify;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Runs alone: what others hold would be counted too.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>How much of a bulk operation's file is held.</summary>
[Collection("Alone")]
[Trait("Category", "Conformance")]
public sealed class ShopifyBulkMemoryTests
{
    private const int RowsOfAPage = 250;
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_twenty_thousand_orders_When_read_in_bulk_Then_memory_does_not_grow_with_them()
    {
        var time = new FakeTime(Start, autoAdvance: true);
        var truth = PosTruth.Generate(new TruthPlan { Now = Start, Customers = 30, Orders = 20_000, Products = 12, Ids = TruthIds.Digits });
        await using var fake = await FakeShopify.StartAsync(truth, new FakePosOptions { Time = time });
        fake.MoreSettings["bulk"] = "on";
        using var reading = new ConformanceReading(fake, time);
        var (held, pages, seen) = (new List<long>(), 0, 0);

        await foreach (var page in reading.Connector.ReadAsync(new ReadRequest(PosStream.Orders, null), reading.Context, CancellationToken.None))
        {
            page.Records.Count.ShouldBeLessThanOrEqualTo(RowsOfAPage);
            seen += page.Records.Count;
            if (++pages % 10 == 5) held.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        seen.ShouldBe(20_000);
        pages.ShouldBeGreaterThanOrEqualTo(20_000 / RowsOfAPage);
        fake.Bulk.LargestFile.ShouldBeGreaterThan(20 << 20);
        (held.Max() - held[0]).ShouldBeLessThan(4 << 20, string.Join(' ', held.Select(h => h >> 10)));
    }
}
