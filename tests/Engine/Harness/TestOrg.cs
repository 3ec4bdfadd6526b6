using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors.Alleaves;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Engine.Tests.Harness;

/// <summary>One org with a scripted POS, a clock that stands still and a store of its own, and what a test does with them.</summary>
internal sealed class TestOrg : IAsyncDisposable
{
    public static readonly OrgId Acme = OrgId.Parse("acme");
    public static readonly MasterKey Key = MasterKey.Parse(Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));

    private static readonly HttpClient Http = PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));
    private readonly TestStore place;

    private TestOrg(TestStore place, FakeTime time, ScriptedPos pos, IDocumentStore? store = null)
    {
        (this.place, Time, Pos) = (place, time, pos);
        Store = new FaultyStore(store ?? place.Open());
        Connectors = new ConnectorCatalog([pos, new AlleavesConnector()]);
        Connections = new ConnectionDirectory(Connectors, Key, time);
        Orgs = new OrgDirectory(Store, time);
    }

    public FakeTime Time { get; }

    /// <summary>How often runs note how far they have come.</summary>
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromSeconds(5);

    public ScriptedPos Pos { get; }

    public ScriptedShop Shop => Pos.Shops["1"];

    public FaultyStore Store { get; }

    public ConnectorCatalog Connectors { get; }

    public ConnectionDirectory Connections { get; }

    public OrgDirectory Orgs { get; }

    /// <summary>Small commits, so that a small shop takes many.</summary>
    public static StoreLimits Small { get; } = new(12_000, 400, 2);

    /// <summary>An org with one connection to an empty scripted shop.</summary>
    public static async Task<TestOrg> OpenAsync(
        OrgSettings? settings = null, TestStore? store = null, FakeTime? time = null, bool connect = true, IReadOnlyDictionary<string, string>? given = null)
    {
        var org = new TestOrg(store ?? new SqliteTestStore(), time ?? new FakeTime(Make.Noon), new ScriptedPos());
        await org.Store.PrepareAsync();
        await org.Orgs.AddAsync(Acme, settings ?? new OrgSettings { Name = "Acme" });
        if (connect) await org.ConnectAsync("main", ScriptedPos.Id, given ?? new Dictionary<string, string>());
        return org;
    }

    /// <summary>The same org once more, going its own way from here: a copy of the database, the shop and the clock.</summary>
    public TestOrg Copy()
    {
        var pos = new ScriptedPos();
        foreach (var (id, shop) in Pos.Shops) pos.Shops[id] = shop.Copy();
        return new TestOrg(place.Copy(), Time.Copy(), pos) { Store = { Limits = Store.Limits }, CheckpointEvery = CheckpointEvery };
    }

    /// <summary>The store as a process finds it that starts after a kill.</summary>
    public TestOrg Restart()
    {
        return new TestOrg(place, Time, Pos) { Store = { Limits = Store.Limits }, CheckpointEvery = CheckpointEvery };
    }

    /// <summary>The same org through another view of its store, which the caller disposes of.</summary>
    public TestOrg On(IDocumentStore store) => new(place, Time, Pos, store);

    public Task<Connection> ConnectAsync(string id, string connector, IReadOnlyDictionary<string, string> given) => Connections.SaveAsync(
        Store.OpenTenant(Acme), id, connector, ConnectionSettings.From(Connectors.Find(connector).Descriptor, given), []);

    public OrgRunner Runner(string holder = "test", MasterKey? key = null, TimeSpan? lease = null, ReconnectWay? again = null, TimeSpan? tellsEvery = null) => new(
        Store, Connectors, key is null ? Connections : new ConnectionDirectory(Connectors, key, Time), Http, Time,
        new RunnerOptions { Holder = holder, TellsEvery = tellsEvery, Lease = lease ?? TimeSpan.FromSeconds(30), CheckpointEvery = CheckpointEvery, ReconnectBy = again is null ? null : (_, _, _) => again });

    public Task<OrgReport> RunAsync(RunOptions? options = null, CancellationToken cancellation = default) =>
        Runner().RunAsync(Acme, options ?? new RunOptions(), null, cancellation);

    /// <summary>A run that must go well.</summary>
    public async Task<RunReport> SyncAsync(bool full = false)
    {
        var run = (await RunAsync(new RunOptions { Full = full })).Runs.ShouldHaveSingleItem();
        run.ErrorDetail.ShouldBeNull();
        run.Result.ShouldBe(RunResult.Done, string.Join("; ", run.Streams.Select(s => $"{s.Key}: {s.Value.Status} {s.Value.ErrorDetail}")));
        return run;
    }

    /// <summary>A run that must go well, of which only what it cost matters.</summary>
    public async Task<OrgReport> CostAsync(bool full = false)
    {
        var report = await RunAsync(new RunOptions { Full = full });
        report.Result.ShouldBe(RunResult.Done, string.Join("; ", report.Runs.Select(r => r.ErrorDetail)));
        return report;
    }

    public ITenantStore Tenant() => Store.OpenTenant(Acme);

    public async Task<DocumentFields?> GetAsync(string collection, string id) =>
        (await Tenant().GetAsync(new DocumentPath(collection, DocumentId.Escape(id))))?.Body.Read();

    /// <summary>A document that must be there.</summary>
    public async Task<DocumentFields> FindAsync(string collection, string id) =>
        await GetAsync(collection, id) is { } found ? found : throw new ShouldAssertException($"{collection}/{id} is not there.");

    public async Task<List<StoredDocument>> AllAsync(string collection)
    {
        var all = new List<StoredDocument>();
        await foreach (var document in Tenant().QueryAsync(new DocumentQuery { Collection = collection })) all.Add(document);
        return all;
    }

    /// <summary>As others write, beside the engine.</summary>
    public Task OthersWriteAsync(string collection, string id, Action<DocumentBodyWriter> fields, params string[] remove) =>
        Tenant().CommitAsync([DocumentWrite.Merge(new DocumentPath(collection, DocumentId.Escape(id)), DocumentBody.Build(fields), remove)]);

    public Task OthersDeleteAsync(string collection, string id) =>
        Tenant().CommitAsync([DocumentWrite.Delete(new DocumentPath(collection, DocumentId.Escape(id)))]);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        place.Dispose();
    }
}
