using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;

namespace Sync.Engine.Tests.Renewal;

/// <summary>One connection to a fake POS, saved in one place, and as many processes that share it as a test wants.</summary>
internal sealed class SharedGrant : IAsyncDisposable
{
    private readonly TestStore place;
    private readonly HttpClient http = PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));
    private readonly List<IAsyncDisposable> opened = [];

    private SharedGrant(TestStore place, IFakePos pos, TimeProvider time)
    {
        (this.place, Pos, Time) = (place, pos, time);
        Connectors = new ConnectorCatalog(AllConnectors.List);
        Directory = new ConnectionDirectory(Connectors, TestOrg.Key, time);
    }

    public IFakePos Pos { get; }

    public TimeProvider Time { get; }

    public ConnectorCatalog Connectors { get; }

    public ConnectionDirectory Directory { get; }

    public IPosConnector Connector => Connectors.Find(Pos.ConnectorId);

    /// <summary>How often the POS was asked to renew.</summary>
    public int Renewals => Pos.Requests.Count(r => r.Method == "POST" && (r.Path.EndsWith("token", StringComparison.Ordinal) || r.Path.EndsWith("refresh", StringComparison.Ordinal)));

    /// <summary>How often the POS was asked to log in.</summary>
    public int LogIns => Pos.Requests.Count(r => r.Path.EndsWith("/login", StringComparison.Ordinal));

    public static async Task<SharedGrant> OpenAsync(string connector, TestStore? place = null, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        var kind = FakePosCatalog.All[connector];
        var truth = PosTruth.Generate(kind.Shape(new TruthPlan { Customers = 5, Orders = 5, Products = 3, Now = clock.GetUtcNow().AddDays(-1) }));
        var shared = new SharedGrant(place ?? new SqliteTestStore(), await kind.Start(truth, new FakePosOptions { Time = clock }), clock);
        var store = shared.NewStore();
        await store.PrepareAsync();
        await new OrgDirectory(store, clock).AddAsync(TestOrg.Acme, new OrgSettings { Name = "Acme" });
        await shared.SaveAsync(shared.Pos.Settings);
        return shared;
    }

    /// <summary>The store, opened once more as by another process.</summary>
    public IDocumentStore NewStore()
    {
        var store = place.Open();
        opened.Add(store);
        return store;
    }

    public ITenantStore NewTenant() => NewStore().OpenTenant(TestOrg.Acme);

    public Task SaveAsync(IReadOnlyDictionary<string, string> given) => Directory.SaveAsync(
        NewTenant(), "main", Pos.ConnectorId, ConnectionSettings.From(Connector.Descriptor, given), []);

    public async Task<ConnectionSettings> StoredAsync(ITenantStore? tenant = null)
    {
        tenant ??= NewTenant();
        return await Directory.OpenAsync(tenant, (await ConnectionDirectory.ListAsync(tenant)).Single());
    }

    /// <summary>A context as a run opens it, with what is stored now.</summary>
    public async Task<ConnectionContext> ContextAsync(ITenantStore tenant)
    {
        var settings = await StoredAsync(tenant);
        return new ConnectionContext
        {
            ConnectionId = "main",
            Settings = settings,
            StoreClock = StoreClock.Of("UTC"),
            Currency = Currency.Of("USD"),
            Time = Time,
            Http = new PosHttp(http, Connector.Descriptor.Budget with { PerSecond = null }, Time, new RequestMeter(), new PosHttpOptions { JitterSeed = 1 }),
            SharedSecrets = Directory.SharedSecrets(tenant, "main"),
        };
    }

    public async Task<IReadOnlyList<ConnectionContext>> ContextsAsync(int processes, int each)
    {
        var contexts = new List<ConnectionContext>();
        for (var process = 0; process < processes; process++)
        {
            var tenant = NewTenant();
            for (var n = 0; n < each; n++) contexts.Add(await ContextAsync(tenant));
        }

        return contexts;
    }

    /// <summary>Reads the products; the error that ended it, or null.</summary>
    public async Task<ConnectorException?> ReadAsync(ConnectionContext context)
    {
        try
        {
            await foreach (var page in Connector.ReadAsync(new ReadRequest(PosStream.Products, null), context, CancellationToken.None)) page.ShouldNotBeNull();
            return null;
        }
        catch (ConnectorException e)
        {
            return e;
        }
    }

    public Task<OrgReport> RunAsync() => new OrgRunner(
        NewStore(), Connectors, Directory, http, Time, new RunnerOptions { Holder = "run" }).RunAsync(TestOrg.Acme, new RunOptions());

    public async ValueTask DisposeAsync()
    {
        foreach (var one in opened) await one.DisposeAsync();
        http.Dispose();
        await Pos.DisposeAsync();
        place.Dispose();
    }
}
