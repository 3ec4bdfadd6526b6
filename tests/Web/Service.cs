using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Hosting;
using Sync.Web.Runs;

namespace Sync.Web.Tests;

/// <summary>The service on a free port of this machine, over a SQLite file of its own.</summary>
internal sealed class Service : IAsyncDisposable
{
    /// <summary>The fakes are on this machine: the operator of these tests allows that.</summary>
    private static readonly AllowedHosts Fakes = AllowedHosts.Parse(FakeServer.Host);

    public const string Secret = "the cron's own secret";
    private const string Connector = "alleaves";

    private readonly TempFolder? folder;
    private readonly WebApplication app;

    private Service(TempFolder? folder, SyncServices parts, WebApplication app) => (this.folder, Parts, this.app) = (folder, parts, app);

    public SyncServices Parts { get; }

    /// <summary>Where uploaded files wait.</summary>
    public string UploadsFolder => Path.Combine(folder!.Path, "uploads");

    public HttpClient Client => field ??= new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

    public static async Task<Service> StartAsync(string? secret = Secret, TimeProvider? time = null, bool schedule = false)
    {
        var folder = new TempFolder();
        return await OverAsync(folder.Store, secret, time, schedule, folder);
    }

    /// <summary>A second service over a file that somebody else looks after.</summary>
    public static async Task<Service> OverAsync(string store, string? secret = Secret, TimeProvider? time = null, bool schedule = false, TempFolder? folder = null, string? masterKey = null)
    {
        var settings = new SyncSettings { Store = StoreLocation.Parse(store), CronSecret = secret, AllowedHosts = Fakes, MasterKey = masterKey };
        return await StartAsync(await SyncServices.OpenAsync(settings, time ?? TimeProvider.System), schedule, folder);
    }

    /// <summary>A service of which the environment says something else too.</summary>
    public static async Task<Service> StartWithAsync(Func<SyncSettings, SyncSettings> change, TimeProvider? time = null)
    {
        var folder = new TempFolder();
        var settings = change(new SyncSettings { Store = StoreLocation.Parse(folder.Store), CronSecret = Secret, AllowedHosts = Fakes });
        return await StartAsync(await SyncServices.OpenAsync(settings, time ?? TimeProvider.System), folder: folder);
    }

    /// <summary>A service whose log lines are seen.</summary>
    public static async Task<Service> LoggedAsync(SyncSettings settings, Action<ILoggingBuilder> logging)
    {
        var parts = await SyncServices.OpenAsync(settings, TimeProvider.System);
        var app = SyncHost.Build(parts, new SyncHostOptions { Urls = "http://127.0.0.1:0", CarriesOutWebhooks = true, Logging = logging });
        await app.StartAsync();
        return new Service(null, parts, app);
    }

    /// <summary>A service whose store can be made to break.</summary>
    public static async Task<(Service Service, BrokenStore Store)> OverBreakableAsync(string store, Action<ILoggingBuilder>? logging = null)
    {
        var settings = new SyncSettings { Store = StoreLocation.Parse(store), CronSecret = Secret, AllowedHosts = Fakes };
        var breakable = new BrokenStore(settings.Store.Open(TimeProvider.System));
        return (await StartAsync(SyncServices.Over(breakable, settings, TimeProvider.System), logging: logging), breakable);
    }

    /// <summary>A service in which two syncs of an org find its lease free at the same instant.</summary>
    public static Task<Service> WithARaceAsync(string store)
    {
        var settings = new SyncSettings { Store = StoreLocation.Parse(store), CronSecret = Secret, AllowedHosts = Fakes };
        return StartAsync(SyncServices.Over(new MeetingStore(settings.Store.Open(TimeProvider.System)), settings, TimeProvider.System));
    }

    /// <summary>A service that takes webhooks, and where told reads what they tell of.</summary>
    public static async Task<(Service Service, BrokenStore Store)> WithWebhooksAsync(bool carriesOut = false, TimeProvider? time = null, string? publicUrl = null, string? store = null,
        Func<IDocumentStore, IDocumentStore>? around = null)
    {
        var folder = store is null ? new TempFolder() : null;
        var settings = new SyncSettings { Store = StoreLocation.Parse(store ?? folder!.Store), PublicUrl = publicUrl, CronSecret = Secret, AllowedHosts = Fakes };
        var opened = settings.Store.Open(TimeProvider.System);
        var breakable = new BrokenStore(around?.Invoke(opened) ?? opened);
        await breakable.PrepareAsync();
        return (await StartAsync(SyncServices.Over(breakable, settings, time ?? TimeProvider.System), folder: folder, carriesOut: carriesOut), breakable);
    }

    private static async Task<Service> StartAsync(SyncServices parts, bool schedule = false, TempFolder? folder = null, bool carriesOut = false, Action<ILoggingBuilder>? logging = null)
    {
        var app = SyncHost.Build(parts, new SyncHostOptions { Urls = "http://127.0.0.1:0", Schedule = schedule, CarriesOutWebhooks = carriesOut, BehindProxy = parts.Settings.BehindProxy, Logging = logging });
        await app.StartAsync();
        return new Service(folder, parts, app);
    }

    public async Task ConnectAsync(string org, FakeAlleaves pos, Action<Dictionary<string, string>>? change = null)
    {
        var id = OrgId.Parse(org);
        await Parts.Orgs.AddAsync(id, new OrgSettings { Name = org, TimeZone = "UTC", Currency = "USD" });
        var given = pos.Settings();
        change?.Invoke(given);
        var settings = ConnectionSettings.From(Parts.Connectors.Find(Connector).Descriptor, given);
        await Parts.Connections.SaveAsync(Parts.Store.OpenTenant(id), Connector, Connector, settings, []);
    }

    public Task<HttpResponseMessage> CronAsync(string query = "", string? secret = Secret, CancellationToken cancellation = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/cron/pos-sync" + query);
        if (secret is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return Client.SendAsync(request, cancellation);
    }

    /// <summary>What became of each org, by org.</summary>
    public async Task<Dictionary<string, JsonElement>> SyncAsync(string query = "")
    {
        using var response = await CronAsync(query);
        response.EnsureSuccessStatusCode();
        return OutcomesOf(await response.Content.ReadAsStringAsync());
    }

    public static Dictionary<string, JsonElement> OutcomesOf(string answer) =>
        JsonDocument.Parse(answer).RootElement.GetProperty("orgs").EnumerateArray().ToDictionary(o => o.GetProperty("org").GetString()!);

    /// <summary>How many runs are on record.</summary>
    public async Task<int> RunsAsync(string org) =>
        await Parts.Store.OpenTenant(OrgId.Parse(org)).QueryAsync(new DocumentQuery { Collection = "runs" }).CountAsync();

    /// <summary>The route table.</summary>
    public IReadOnlyList<Endpoint> Endpoints => app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public string Url => app.Urls.First();

    /// <summary>The runs of this process.</summary>
    public LiveRuns Live => app.Services.GetRequiredService<LiveRuns>();

    /// <summary>Starts runs that somebody asks for.</summary>
    public RunStarter Starter => app.Services.GetRequiredService<RunStarter>();

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await Parts.DisposeAsync();
        folder?.Dispose();
    }
}
