using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Benchmarks;

/// <summary>How much of a POS's rate a connector uses while its fake throttles, under a clock that goes on only where something waits.</summary>
internal static class RateShare
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The share while orders are read; null where the POS publishes no rate.</summary>
    public static async Task<double?> OfAsync(string connectorId)
    {
        var (kind, time) = (FakePosCatalog.All[connectorId], new FakeTime(Start, autoAdvance: true));
        var plan = kind.Shape(new TruthPlan { Customers = 200, Orders = 2500, Products = 20, Now = Start });
        await using var pos = await kind.Start(PosTruth.Generate(plan), new FakePosOptions { PageSize = 5, Time = time, Throttles = true });
        var connector = AllConnectors.List.Single(c => c.Descriptor.Id == connectorId);
        var settings = ConnectionSettings.From(connector.Descriptor, pos.Settings);
        using var client = PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));
        using var http = new PosHttp(client, connector.Descriptor.BudgetOf(settings), time, new RequestMeter());
        var connection = new ConnectionContext
        {
            ConnectionId = "main",
            Settings = settings,
            StoreClock = StoreClock.Of("UTC"),
            Currency = Currency.Of("USD"),
            Time = time,
            Http = http,
        };
        await foreach (var _ in connector.ReadAsync(new ReadRequest(PosStream.Orders), connection, CancellationToken.None)) { }
        return pos.ShareOfRate;
    }
}
