using System.Diagnostics;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Connectors.Alleaves.Mapping;
using Sync.Connectors.Alleaves.Wire;
using Sync.Simulator;
using Xunit.Abstractions;

namespace Sync.Alleaves.Tests;

/// <summary>Real time: the bounds are loose, since machines are shared; the measured figures are in the output.</summary>
public sealed class ReadTimeTests(ITestOutputHelper output)
{
    private static readonly ShopPlan Large = new() { Customers = 10_000, Orders = 20_000, Products = 3_000 };

    [Fact]
    public async Task Given_a_large_shop_When_it_is_read_Then_neither_we_nor_the_simulator_dawdle()
    {
        await using var pos = await FakeAlleaves.StartAsync(ShopTruth.Generate(Large));
        var cold = await ReadAllAsync(pos);
        var warm = await ReadAllAsync(pos);

        output.WriteLine($"10,000 customers, 20,000 orders, 3,000 products: {cold.TotalMilliseconds:0} ms cold, {warm.TotalMilliseconds:0} ms warm");
        warm.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Given_answers_that_take_50_ms_When_three_streams_are_read_Then_the_four_slots_are_always_in_use()
    {
        var latency = TimeSpan.FromMilliseconds(50);
        await using var pos = await FakeAlleaves.StartAsync(
            ShopTruth.Generate(new ShopPlan { Customers = 3_000, Orders = 6_000, Products = 300 }), new FakeAlleavesOptions { Latency = latency });

        var taken = await ReadAllAsync(pos);

        var floor = pos.Requests.Count * latency / 4;
        output.WriteLine($"{pos.Requests.Count} requests in {taken.TotalMilliseconds:0} ms, {taken / floor:0.00} of the floor");
        pos.MostInFlight.ShouldBe(4);
        (taken / floor).ShouldBeLessThan(3, "one at a time would take 4");
    }

    [Fact]
    public async Task Given_300_pages_of_100_records_When_they_are_parsed_and_mapped_Then_it_takes_a_fraction_of_a_second()
    {
        await using var pos = await FakeAlleaves.StartAsync(ShopTruth.Generate(new ShopPlan { Orders = 100 }));
        using var client = new HttpClient();
        using var reading = Reading.Of(pos, TimeProvider.System);
        await reading.ReadAsync(PosStream.Customers);
        client.DefaultRequestHeaders.Add("Authorization", pos.Requests.Last().Headers["Authorization"]);
        var body = await client.GetByteArrayAsync(pos.BaseUrl + "/api/orders?page=1");
        var mapping = new OrderMapping(reading.Context.StoreClock, reading.Context.Currency, "1000", new Warnings());
        ParseAndMap(body, mapping, 30);

        var watch = Stopwatch.StartNew();
        ParseAndMap(body, mapping, 300).ShouldBe(30_000);
        var taken = watch.Elapsed;
        watch.Restart();
        for (var i = 0; i < 300; i++) Tokenise(body);

        // Against a bare walk over the same bytes on the same machine, since a busy one is slow at both.
        output.WriteLine($"300 pages of {body.Length:N0} bytes parsed and mapped in {taken.TotalMilliseconds:0} ms, {taken / watch.Elapsed:0.0} times a bare walk");
        (taken / watch.Elapsed).ShouldBeLessThan(40);
    }

    private static void Tokenise(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read()) { }
    }

    private static int ParseAndMap(byte[] body, OrderMapping mapping, int times)
    {
        var count = 0;
        for (var i = 0; i < times; i++)
        {
            var page = Envelope.Read(body, "orders", AlleavesJson.Default.OrderRow);
            count += PageMapping.Map(page.Rows, page.Total, r => r.Id, mapping.Map).Records.Count;
        }

        return count;
    }

    private static async Task<TimeSpan> ReadAllAsync(FakeAlleaves pos)
    {
        using var reading = Reading.Of(pos, TimeProvider.System);
        var watch = Stopwatch.StartNew();
        var reads = await Task.WhenAll(
            reading.ReadAsync(PosStream.Customers), reading.ReadAsync(PosStream.Orders), reading.ReadAsync(PosStream.Products));
        watch.Stop();
        reads.ShouldAllBe(r => r.Error == null && r.End!.Coverage == CoverageKind.Everything);
        reads.Sum(r => r.Records.Count).ShouldBe(pos.Shop.Customers.Count + pos.Shop.Orders.Count + pos.Shop.Products.Count);
        return watch.Elapsed;
    }
}
