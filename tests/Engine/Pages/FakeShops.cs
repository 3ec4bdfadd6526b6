using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Engine.Secrets;
using Sync.Engine.Tests.Harness;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Engine.Tests.Pages;

/// <summary>An org with a connection to a fake of every POS.</summary>
internal static class FakeShops
{
    private static readonly MasterKey Key = MasterKey.Parse(Convert.ToBase64String(new byte[32]));

    public static async Task SyncAsync(SeenFields seen)
    {
        var time = new FakeTime(Make.Noon, autoAdvance: true);
        await using var org = await TestOrg.OpenAsync(time: time, connect: false);
        using var http = PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));
        var catalog = new ConnectorCatalog(AllConnectors.List);
        var connections = new ConnectionDirectory(catalog, Key, time);
        List<IFakePos> open = [];
        try
        {
            foreach (var (id, kind) in FakePosCatalog.All)
            {
                var plan = new TruthPlan { Customers = 20, Orders = 40, Products = 12, Now = Make.Noon.AddDays(-1) };
                open.Add(await kind.Start(PosTruth.Generate(kind.Shape(plan)), new FakePosOptions { Time = time }));
                await connections.SaveAsync(org.Tenant(), id, id, ConnectionSettings.From(catalog.Find(id).Descriptor, open[^1].Settings), []);
            }

            var report = await new OrgRunner(org.Store, catalog, connections, http, time, new RunnerOptions { Holder = "test" }).RunAsync(TestOrg.Acme, new RunOptions());

            report.Runs.Select(r => (r.Connector, r.ErrorDetail, r.Streams.Values.Sum(s => s.Created) > 30)).ShouldBe(FakePosCatalog.All.Keys.Select(k => (k, (string?)null, true)), ignoreOrder: true);
            await seen.LookAsync(org.Tenant());
        }
        finally
        {
            foreach (var pos in open) await pos.DisposeAsync();
        }
    }
}
