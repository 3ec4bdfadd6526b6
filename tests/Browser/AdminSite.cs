using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Hosting;
using Sync.Web.Runs;

namespace Sync.Browser.Tests;

/// <summary>The service on a free port, over a SQLite file of its own, with an org and its people.</summary>
internal sealed class AdminSite : IAsyncDisposable
{
    public const string Password = "seven quiet herons at noon";
    public static readonly OrgId Org = OrgId.Parse("corner");

    private readonly DirectoryInfo folder;
    private readonly WebApplication app;

    private AdminSite(DirectoryInfo folder, SyncServices parts, WebApplication app) => (this.folder, Parts, this.app) = (folder, parts, app);

    public SyncServices Parts { get; }

    public string Url => app.Urls.First();

    public ITenantStore Tenant => Parts.Store.OpenTenant(Org);

    public IEnumerable<RouteEndpoint> Routes => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>The runs of this process.</summary>
    public LiveRuns Live => app.Services.GetRequiredService<LiveRuns>();

    /// <param name="change">What the environment says else.</param>
    /// <param name="prepare">What is done before the service starts.</param>
    /// <param name="over">Stands between the service and its store.</param>
    public static async Task<AdminSite> OpenAsync(Func<SyncSettings, SyncSettings>? change = null, Action<SyncServices>? prepare = null, Func<IDocumentStore, IDocumentStore>? over = null)
    {
        var folder = Directory.CreateTempSubdirectory("sync-browser-");
        var settings = new SyncSettings { Store = StoreLocation.Parse("sqlite:" + Path.Combine(folder.FullName, "s.db")), AllowedHosts = AllowedHosts.Parse("127.0.0.1") };
        settings = change?.Invoke(settings) ?? settings;
        var store = settings.Store.Open(TimeProvider.System);
        await store.PrepareAsync();
        var parts = SyncServices.Over(over?.Invoke(store) ?? store, settings, TimeProvider.System);
        prepare?.Invoke(parts);
        var app = SyncHost.Build(parts, new SyncHostOptions { Urls = "http://127.0.0.1:0" });
        await app.StartAsync();
        var site = new AdminSite(folder, parts, app);
        await parts.Orgs.AddAsync(Org, new OrgSettings { Name = "Corner Shop", TimeZone = "America/New_York", Currency = "USD" });
        foreach (var role in Enum.GetValues<Role>())
        {
            var account = await parts.Accounts.CreateAsync(EmailOf(role), Roles.NameOf(role), Passwords.Hash(Password));
            await new MemberDirectory(site.Tenant, parts.Accounts, parts.Time).AddAsync(account, role, Actor.Operator);
        }

        return site;
    }

    /// <summary>A page as the service answers with it, whatever leads there.</summary>
    public async Task<RouteFulfillOptions> RenderAsync(Web.Connect.Page page)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, Request = { Scheme = "http", Host = new HostString("127.0.0.1"), Path = "/" }, Response = { Body = body } };
        await page.WriteAsync(context);
        return new() { Status = context.Response.StatusCode, BodyBytes = body.ToArray(), Headers = context.Response.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()) };
    }

    /// <summary>The address of one of the org's pages.</summary>
    public string At(string path = "") => $"{Url}/orgs/{Org}{path}";

    public static string EmailOf(Role role) => $"{Roles.NameOf(role)}@corner.example";

    /// <summary>Signs in by the form and ends on the org's status page.</summary>
    public async Task SignInAsync(IPage page, Role role)
    {
        await page.GotoAsync(Url);
        await page.GetByLabel("E-mail address").FillAsync(EmailOf(role));
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Status", Exact = true }).WaitForAsync();
    }

    /// <summary>Connects a POS without a browser.</summary>
    public Task ConnectAsync(string connector, IReadOnlyDictionary<string, string> given, string? id = null) => Parts.Connections.SaveAsync(
        Tenant, id ?? connector, connector, ConnectionSettings.From(Parts.Connectors.Find(connector).Descriptor, new Dictionary<string, string>(given)), []);

    /// <summary>Holds the org's lease, as another process does that syncs it; with no time left it is let go of.</summary>
    public Task HoldAsync(TimeSpan left) =>
        Tenant.CommitAsync([DocumentWrite.Replace(new DocumentPath("leases", "sync"), DocumentBody.Build(w =>
        {
            w.Time("expiresAt", TimeProvider.System.GetUtcNow() + left);
            w.Text("holder", "another process");
            w.Number("seconds", 3_600);
        }))]);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await Parts.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
