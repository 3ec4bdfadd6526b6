using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Composition;

namespace Sync.Chaos.Tests;

/// <summary>A place for documents that one test uses: looked at from here, and worked on by processes.</summary>
internal sealed class Ground(string store, string folder, string? emulator)
{
    public const string Org = "org-1";
    private const string MasterKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static readonly HashSet<string> Books = ["", "connections", "keys", "ledger", "leases", "quarantine", "runs", "sync_status"];

    private readonly string store = store;

    /// <summary>Processes that work here.</summary>
    public Possync Possync(int leaseSeconds = 30)
    {
        var environment = new Dictionary<string, string> { ["SYNC_STORE"] = store, ["SYNC_MASTER_KEY"] = MasterKey, ["SYNC_LEASE_SECONDS"] = $"{leaseSeconds}" };
        if (emulator is not null) environment["FIRESTORE_EMULATOR_HOST"] = emulator;
        return new Possync(folder, environment);
    }

    /// <summary>Adds an org that is connected to a shop, or connects it to another one.</summary>
    public Task ConnectAsync(FakeAlleaves pos, string org = Org) => WithAsync(TimeSpan.Zero, async services =>
    {
        var id = OrgId.Parse(org);
        var tenant = services.Store.OpenTenant(id);
        if (await tenant.GetAsync(DocumentPath.Tenant) is null)
            await services.Orgs.AddAsync(id, new OrgSettings { Name = org, TimeZone = "America/New_York", Currency = "USD" }, default);
        var given = pos.Settings();
        given["lookBackDays"] = "3650";
        await services.Connections.SaveAsync(tenant, "alleaves", "alleaves", ConnectionSettings.From(services.Connectors.Find("alleaves").Descriptor, given), []);
        return true;
    });

    /// <summary>A run in this process, at a time when leases of now have run out.</summary>
    public Task<OrgReport> RunLaterAsync(string org = Org) =>
        WithAsync(TimeSpan.FromMinutes(10), services => services.Runner.RunAsync(OrgId.Parse(org), new RunOptions()));

    public Task<string> DigestAsync(string org = Org) => WithAsync(TimeSpan.Zero, services => services.Export.DigestAsync(OrgId.Parse(org)));

    /// <summary>What a run wrote of the tenant's documents, our books aside.</summary>
    public static long TenantWrites(OrgReport report) => report.StoreByCollection.Where(c => !Books.Contains(c.Key)).Sum(c => c.Value.Writes + c.Value.Deletes);

    /// <summary>Frees what it takes up, for the emulator holds all in memory.</summary>
    public async Task ClearAsync()
    {
        var place = StoreLocation.Parse(store);
        if (place.IsFile) File.Delete(place.Place);
        else
        {
            using var http = new HttpClient();
            (await http.DeleteAsync(new Uri($"http://{emulator}/emulator/v1/projects/{place.Place}/databases/(default)/documents"))).EnsureSuccessStatusCode();
        }
    }

    private async Task<T> WithAsync<T>(TimeSpan later, Func<SyncServices, Task<T>> work)
    {
        if (emulator is not null) Environment.SetEnvironmentVariable("FIRESTORE_EMULATOR_HOST", emulator);
        var settings = new SyncSettings { Store = StoreLocation.Parse(store), MasterKey = MasterKey, AllowedHosts = AllowedHosts.Parse("127.0.0.1") };
        await using var services = await SyncServices.OpenAsync(settings, new LaterTime(later));
        return await work(services);
    }
}
