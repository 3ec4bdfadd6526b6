using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.Connectors;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Deletes;
using Sync.Engine.Orgs;
using Sync.Engine.Queries;
using Sync.Engine.Requests;
using Sync.Engine.Runs;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Store;
using Sync.Web.Connect;

namespace Sync.Web.Composition;

/// <summary>The parts put together: one list of connectors, one choice of store. What a command does not use is never made.</summary>
public sealed class SyncServices : IAsyncDisposable
{
    private readonly Lazy<HttpClient> http;
    private readonly Lazy<MasterKey> key;
    private readonly Lazy<ConnectionDirectory> connections;
    private readonly Lazy<OrgRunner> runner;
    private bool borrowed;

    private SyncServices(SyncSettings settings, TimeProvider time, IDocumentStore store)
    {
        (Settings, Time, Store) = (settings, time, store);
        Apps = settings.Apps.ToDictionary(a => a.Key, a => a.Value with { UsableAt = settings.AllowedHosts });
        Connectors = new ConnectorCatalog(AllConnectors.List);
        Orgs = new OrgDirectory(store, time);
        http = new Lazy<HttpClient>(() => PosHttpClients.Create(settings.AllowedHosts));
        key = new Lazy<MasterKey>(() => MasterKeys.Load(settings, time));
        connections = new Lazy<ConnectionDirectory>(() => new ConnectionDirectory(Connectors, key.Value, time));
        runner = new Lazy<OrgRunner>(() => new OrgRunner(store, Connectors, Connections, Http, time, new RunnerOptions
        {
            Lease = settings.Lease,
            TellsEvery = TimeSpan.FromSeconds(0.5), // with a look each 0.35 s on the other side it is seen within a second
            Apps = Apps,
            ReconnectBy = (org, _, connection) => ConnectLinks.Again(PublicUrl, org, connection),
            Holder = $"{Environment.MachineName}:{Environment.ProcessId}:{Ids.New(time, 4)}",
        }));
    }

    /// <summary>What the environment said.</summary>
    public SyncSettings Settings { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The documents.</summary>
    public IDocumentStore Store { get; }

    /// <summary>The connectors.</summary>
    public ConnectorCatalog Connectors { get; }

    /// <summary>The orgs.</summary>
    public OrgDirectory Orgs { get; }

    /// <summary>The apps that the operator has registered, by connector.</summary>
    public IReadOnlyDictionary<string, AppCredentials> Apps { get; }

    /// <summary>Carries requests to the POS systems.</summary>
    public HttpClient Http => http.Value;

    /// <summary>The connections; the first use reads the master key.</summary>
    public ConnectionDirectory Connections => connections.Value;

    /// <summary>Syncs orgs.</summary>
    public OrgRunner Runner => runner.Value;

    /// <summary>Checks connections.</summary>
    public ConnectionChecker Checker => new(Connectors, Http, Time) { Apps = Apps };

    /// <summary>Shows what a connection would bring.</summary>
    public ConnectionPreviewer Previewer => new(Connectors, Http, Time) { Apps = Apps };

    /// <summary>Removes connections with all that came from them.</summary>
    public ConnectionRemover Remover => new(Store, Connections, Runner);

    /// <summary>Removals that wait for an owner's word.</summary>
    public HeldDeletes HeldDeletes => new(Time);

    /// <summary>Compares the days' sales with the POS's own totals, or with the stored orders.</summary>
    public TieOut TieOut => new(Time, new PosTotals(Connectors, Connections, Http, Time) { Apps = Apps });

    /// <summary>The keys that tenants' keys are wrapped with; the first use reads them.</summary>
    public MasterKey MasterKey => key.Value;

    /// <summary>Sign-ins under way.</summary>
    public SignInStates SignIns => new(key.Value, Time);

    /// <summary>Lets people sign in at a POS.</summary>
    public ConnectTickets Tickets => new(Store, key.Value, Time);

    /// <summary>Connections between their check and their saving.</summary>
    public PendingConnections PendingConnections => new(Connectors, key.Value, Time);

    /// <summary>Fake shops of this process that people may connect to and try things; none but in a demo.</summary>
    public IReadOnlyList<DemoConnection> DemoConnections { get; set; } = [];

    /// <summary>Who can sign in.</summary>
    public AccountDirectory Accounts => new(Store, Time);

    /// <summary>The keys that cookies and forms are protected with.</summary>
    public KeyRing KeyRing => new(Store, key.Value);

    /// <summary>Requests that were carried out before.</summary>
    public IdempotencyBook Idempotency => new(key.Value, Time);

    /// <summary>Where people and POS systems reach the service: as the operator says, else where it listens.</summary>
    public string PublicUrl => Settings.PublicUrl ?? ServedOn ?? PublicAddress.Default;

    /// <summary>Where this process listens; null where it does not (yet).</summary>
    internal string? ServedOn { get; set; }

    /// <summary>Looks up spending.</summary>
    public SpendingLookup Spending => new(Store, Time);

    /// <summary>Counts segments.</summary>
    public SegmentCounts Segments => new(Store);

    /// <summary>Reads a tenant's documents out.</summary>
    public TenantExport Export => new(Store);

    /// <summary>The parts over a store that is open already and from now on theirs.</summary>
    public static SyncServices Over(IDocumentStore store, SyncSettings settings, TimeProvider time) => new(settings, time, store);

    /// <summary>The same parts, which may reach further hosts. The store stays with these.</summary>
    public SyncServices Reaching(AllowedHosts further) => With(Settings with { AllowedHosts = Settings.AllowedHosts.And(further) });

    /// <summary>The same parts under other settings. The store stays with these.</summary>
    public SyncServices With(SyncSettings settings) => new(settings, Time, Store) { borrowed = true };

    /// <summary>Opens the store of the settings, and brings its layout up to date.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static async Task<SyncServices> OpenAsync(SyncSettings settings, TimeProvider time, CancellationToken cancellation = default)
    {
        var store = settings.Store.Open(time, settings.FirestoreCommits);
        try
        {
            await store.PrepareAsync(cancellation);
            return new SyncServices(settings, time, store);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (http.IsValueCreated) http.Value.Dispose();
        if (!borrowed) await Store.DisposeAsync();
    }
}
