using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.Connectors;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Simulator;
using Sync.Simulator.GenericRest;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>A definition need not have every stream: nothing is claimed of one that it lacks.</summary>
[Trait("Category", "Conformance")]
public sealed class RestStreamTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start, autoAdvance: true);

    [Fact]
    public async Task Given_a_definition_without_some_streams_When_it_is_synced_Then_neither_run_nor_status_tells_of_these_until_it_has_them()
    {
        await using var pos = await FakeRestPos.StartAsync(PosTruth.Generate(new TruthPlan { Now = Start, Customers = 5, Orders = 10, Products = 4 }), new FakePosOptions { Time = time }, RestStyle.Page);
        await using var stored = new StoredShop(time);
        await stored.PrepareAsync(pos);

        foreach (var streams in (PosStream[][])[[PosStream.Orders], [PosStream.Customers, PosStream.Orders], [PosStream.Orders, PosStream.Products]])
        {
            await stored.SaveAsync(pos.ConnectorId, SettingsOf(pos, streams));
            var run = (await stored.RunAsync(Timeout.InfiniteTimeSpan)).Runs.ShouldHaveSingleItem();

            run.Result.ShouldBe(RunResult.Done);
            run.Streams.Keys.ShouldBe(streams);
            var status = await stored.StatusAsync();
            status.Streams.Select(s => s.Stream).ShouldBe(streams);
            status.NextRunAt.ShouldNotBeNull();
        }

        (await stored.AllAsync()).Count(d => d.StartsWith("customers/", StringComparison.Ordinal)).ShouldBe(5, "what a definition no longer has is not gone at the POS");
    }

    [Fact]
    public async Task Given_a_definition_without_orders_When_it_is_synced_Then_everybody_is_new_and_has_spent_nothing_until_it_has_them()
    {
        await using var pos = await FakeRestPos.StartAsync(PosTruth.Generate(new TruthPlan { Now = Start, Customers = 5, Orders = 10, Products = 4 }), new FakePosOptions { Time = time }, RestStyle.Page);
        await using var stored = new StoredShop(time);
        await stored.PrepareAsync(pos);

        await stored.SaveAsync(pos.ConnectorId, SettingsOf(pos, [PosStream.Customers]));
        (await stored.RunAsync(Timeout.InfiniteTimeSpan)).Result.ShouldBe(RunResult.Done);
        (await stored.WithAsync("customers", "totalSpent")).ShouldBe((5, 5)); // apps ask for customers by what they have spent
        (await stored.WithAsync("customers", "loyaltyTier")).ShouldBe((5, 5)); // points tell it
        (await stored.SpendingAsync(pos.Truth.Customers[0].Id)).ShouldBe(SpendingSource.NoOrders);
        var quiet = await stored.RunAsync(Timeout.InfiniteTimeSpan);
        quiet.StoreByCollection.GetValueOrDefault("ledger").Writes.ShouldBe(0);
        quiet.StoreByCollection.GetValueOrDefault("customers").Writes.ShouldBe(0);

        await stored.SaveAsync(pos.ConnectorId, SettingsOf(pos, [PosStream.Customers, PosStream.Orders]));
        (await stored.RunAsync(Timeout.InfiniteTimeSpan)).Result.ShouldBe(RunResult.Done);
        var buyer = pos.Truth.Orders.First(o => o is { CustomerId: not null, Status: TruthStatus.Completed }).CustomerId!;
        (await stored.SpendingAsync(buyer)).ShouldBe(SpendingSource.Stored);
    }

    private static ConnectionSettings SettingsOf(FakeRestPos pos, PosStream[] streams)
    {
        var definition = JsonNode.Parse(pos.Settings["definition"], documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!;
        var all = definition["streams"]!.AsObject();
        foreach (var other in all.Select(s => s.Key).Except(streams.Select(s => s.ToString().ToLowerInvariant())).ToList()) all.Remove(other);
        var settings = new Dictionary<string, string>(pos.Settings) { ["definition"] = definition.ToJsonString() };
        return ConnectionSettings.From(AllConnectors.List.Single(c => c.Descriptor.Id == pos.ConnectorId).Descriptor, settings);
    }
}
