using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.ConnectorKit.Webhooks;
using Sync.Connectors;
using Sync.Engine.Connections;
using Sync.Engine.Hints;
using Sync.Engine.Orgs;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.Store.Sqlite;

namespace Sync.Conformance.Tests;

/// <summary>A store of its own into which a source is synced by the engine, and what came to lie in it.</summary>
internal sealed class StoredShop : IAsyncDisposable
{
    private static readonly OrgId Org = OrgId.Parse("acme");
    private static readonly MasterKey Key = MasterKey.Parse(Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sync-conformance-");
    private readonly HttpClient http = PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));
    private readonly ConnectorCatalog catalog = new(AllConnectors.List);
    private readonly TimeProvider time;
    private readonly SqliteStore store;

    public StoredShop(TimeProvider time)
    {
        this.time = time;
        store = new SqliteStore(Path.Combine(folder.FullName, "sync.db"), TimeProvider.System);
    }

    /// <summary>Connects a source, in as many connections as it takes, and syncs it.</summary>
    public async Task SyncAsync(ITruthSource source)
    {
        await store.PrepareAsync();
        await new OrgDirectory(store, time).AddAsync(Org, new OrgSettings { Name = "Acme", Currency = source.Truth.Currency, TimeZone = "UTC" });
        var connections = new ConnectionDirectory(catalog, Key, time);
        var descriptor = catalog.Find(source.ConnectorId).Descriptor;
        foreach (var records in source is IFakePos ? (string[])["all"] : ["customers", "orders", "products"])
        {
            var settings = ConnectionSettings.From(descriptor, source.SettingsFor(records));
            // One connection takes in file after file, as an import does.
            var connection = await connections.SaveAsync(store.OpenTenant(Org), "main", source.ConnectorId, settings, []);
            var runner = new OrgRunner(store, catalog, connections, http, time, new RunnerOptions { Holder = "conformance" });
            var report = await runner.RunAsync(Org, new RunOptions { Brought = descriptor.Scheduled ? null : connection }, null, CancellationToken.None);
            report.Result.ShouldBe(RunResult.Done, string.Join("; ", report.Runs.Select(r => $"{r.ErrorDetail} {string.Join(", ", r.Streams.Select(s => $"{s.Key} {s.Value.Status} {s.Value.ErrorDetail}"))}")));
        }
    }

    /// <summary>Syncs a POS again that was connected before, with what its owner would fill in now.</summary>
    public async Task<RunReport> AgainAsync(ITruthSource source, RunOptions options)
    {
        var connections = new ConnectionDirectory(catalog, Key, time);
        await connections.SaveAsync(store.OpenTenant(Org), "main", source.ConnectorId, ConnectionSettings.From(catalog.Find(source.ConnectorId).Descriptor, source.SettingsFor("all")), []);
        var runner = new OrgRunner(store, catalog, connections, http, time, new RunnerOptions { Holder = "conformance" });
        return (await runner.RunAsync(Org, options, null, CancellationToken.None)).Runs.ShouldHaveSingleItem();
    }

    /// <summary>The paths of all customers, orders and products, known and unknown buyers' alike.</summary>
    public async Task<IReadOnlyList<string>> AllAsync()
    {
        var found = new List<string>();
        foreach (var collection in (string[])["customers", "orders", "unmatched_orders", "products"])
            await foreach (var document in store.OpenTenant(Org).QueryAsync(new DocumentQuery { Collection = collection }))
                found.Add($"{collection}/{document.Path.Id}");
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Makes the org that a source is to be connected to.</summary>
    public async Task PrepareAsync(ITruthSource source)
    {
        await store.PrepareAsync();
        await new OrgDirectory(store, time).AddAsync(Org, new OrgSettings { Name = "Acme", Currency = source.Truth.Currency, TimeZone = "UTC" });
    }

    /// <summary>Connects a source, whose accounts were found by a check.</summary>
    public Task SaveAsync(string id, ITruthSource source, IReadOnlyList<string> accounts) => new ConnectionDirectory(catalog, Key, time).SaveAsync(
        store.OpenTenant(Org), id, source.ConnectorId, ConnectionSettings.From(catalog.Find(source.ConnectorId).Descriptor, source.SettingsFor("all")), accounts);

    /// <summary>Syncs what is connected, to whatever end.</summary>
    /// <param name="checkpointEvery">How often it is noted how far it has come.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Kills it.</param>
    public Task<OrgReport> RunAsync(TimeSpan checkpointEvery, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        new OrgRunner(store, catalog, new ConnectionDirectory(catalog, Key, time), http, time, new RunnerOptions { Holder = "conformance", CheckpointEvery = checkpointEvery })
            .RunAsync(Org, new RunOptions(), progress, cancellation);

    /// <summary>Syncs only what a webhook tells of.</summary>
    public async Task<RunReport> HintedAsync(string connector, WebhookNews news)
    {
        await WebhookInbox.KeepAsync(store.OpenTenant(Org), [new WebhookEvent("main", connector, news, time.GetUtcNow())]);
        var runner = new OrgRunner(store, catalog, new ConnectionDirectory(catalog, Key, time), http, time, new RunnerOptions { Holder = "conformance" });
        return (await runner.RunAsync(Org, new RunOptions { OnlyHinted = true }, null, CancellationToken.None)).Runs.ShouldHaveSingleItem();
    }

    /// <summary>The settings of the connection, its secrets in clear.</summary>
    public async Task<ConnectionSettings> SettingsAsync()
    {
        var tenant = store.OpenTenant(Org);
        return await new ConnectionDirectory(catalog, Key, time).OpenAsync(tenant, (await ConnectionDirectory.ListAsync(tenant)).ShouldHaveSingleItem());
    }

    /// <summary>The connection's secrets, as all processes share them.</summary>
    public ISharedSecrets SharedSecrets => new ConnectionDirectory(catalog, Key, time).SharedSecrets(store.OpenTenant(Org), "main");

    /// <summary>Saves the connection with other settings.</summary>
    public Task SaveAsync(string connector, ConnectionSettings settings) => new ConnectionDirectory(catalog, Key, time).SaveAsync(store.OpenTenant(Org), "main", connector, settings, []);

    /// <summary>How many documents of a collection have a field, and how many there are.</summary>
    public async Task<(int With, int All)> WithAsync(string collection, string field)
    {
        var documents = await store.OpenTenant(Org).QueryAsync(new DocumentQuery { Collection = collection }).ToListAsync();
        return (documents.Count(d => d.Body.Read().Has(field)), documents.Count);
    }

    /// <summary>A number on each document of a collection, by the document's id; null where it has none.</summary>
    public async Task<SortedDictionary<string, decimal?>> NumbersAsync(string collection, string field)
    {
        var found = new SortedDictionary<string, decimal?>(StringComparer.Ordinal);
        await foreach (var document in store.OpenTenant(Org).QueryAsync(new DocumentQuery { Collection = collection }))
            found[DocumentId.Unescape(document.Path.Id)] = document.Body.Read().Number(field);
        return found;
    }

    /// <summary>What is known of somebody's spending.</summary>
    public async Task<SpendingSource> SpendingAsync(string who) => (await new SpendingLookup(store, TimeProvider.System).FindAsync(Org, who)).Source;

    /// <summary>How the connection stands.</summary>
    public async Task<ConnectionStatus> StatusAsync() => (await StatusReader.ReadAsync(store.OpenTenant(Org))).Connections.ShouldHaveSingleItem();

    /// <summary>One hash over all that is stored for others.</summary>
    public Task<string> DigestAsync() => new TenantExport(store).DigestAsync(Org);

    /// <summary>The ids of all documents of some collections: as the document says, beside what its own id stands for.</summary>
    public async Task<Dictionary<string, string>> IdsAsync(params string[] collections)
    {
        var found = new Dictionary<string, string>();
        foreach (var collection in collections)
            await foreach (var document in store.OpenTenant(Org).QueryAsync(new DocumentQuery { Collection = collection }))
                found[document.Body.Read().Text("id").ShouldNotBeNull()] = DocumentId.Unescape(document.Path.Id);
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        http.Dispose();
        folder.Delete(recursive: true);
    }
}
