using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Privacy;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Connect;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Site;
using Sync.Web.Tests.Site.Import;

namespace Sync.Web.Tests.Audit;

/// <summary>An owner who does one thing after another, each in an org of its own, by the site and by the API.</summary>
internal sealed class Deeds : IAsyncDisposable
{
    public const string Email = "owner@shop.example";
    private readonly HttpClient api;
    private int orgs;

    private Deeds(Service service, FakeAlleaves pos, IFakePos till, Browserish browser)
    {
        (Service, Pos, Till, Browser) = (service, pos, till, browser);
        api = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = browser.Cookies }) { BaseAddress = new Uri(service.Url) };
        api.DefaultRequestHeaders.Add("X-Sync-Request", "1");
    }

    public Service Service { get; }

    public FakeAlleaves Pos { get; }

    /// <summary>A POS at which owners sign in.</summary>
    public IFakePos Till { get; }

    public Browserish Browser { get; }

    /// <summary>The org of the deed under way.</summary>
    public OrgId Org { get; private set; }

    public ITenantStore Tenant => Service.Parts.Store.OpenTenant(Org);

    public static async Task<Deeds> BeginAsync(Func<SyncSettings, SyncSettings>? change = null)
    {
        var (pos, kind) = (await Shops.OpenAsync(), FakePosCatalog.All["square"]);
        var till = await kind.Start(PosTruth.Generate(kind.Shape(new TruthPlan { Customers = 3, Orders = 3, Products = 2, Now = TimeProvider.System.GetUtcNow() })), new FakePosOptions());
        var app = ((IFakeSignIn)till).SignIn;
        var apps = new Dictionary<string, AppCredentials> { ["square"] = new(app.ClientId, new Secret(app.ClientSecret)) };
        var service = await Service.StartWithAsync(s => (change ?? (c => c))(s) with { Apps = apps });
        app.Redirects.Add(ConnectLinks.Callback(service.Parts.PublicUrl, "square"));
        service.Parts.DemoConnections = [new DemoConnection("alleaves", "Demo shop on Alleaves", pos.Settings())];
        return new Deeds(service, pos, till, await Browserish.SignedInAsync(service, "home", Role.Owner, Email));
    }

    /// <summary>Another org of the owner's.</summary>
    public async Task NextAsync()
    {
        Org = OrgId.Parse("org" + ++orgs);
        await Browserish.MemberAsync(Service, Org.Value, Role.Owner, Email);
    }

    /// <summary>Connects the org to the shop, without a line.</summary>
    public async Task ConnectAsync(FakeAlleaves? pos = null) => await Service.Parts.Connections.SaveAsync(
        Tenant, "alleaves", "alleaves", ConnectionSettings.From(Service.Parts.Connectors.Find("alleaves").Descriptor, (pos ?? Pos).Settings()), []);

    /// <summary>Signs in at the POS, from the site or by a link of the operator's, and comes back to what was saved.</summary>
    public async Task SignInAtTheTillAsync(string? link = null)
    {
        if (link is null)
        {
            using var leave = await Browser.SubmitAsync($"/orgs/{Org}/connect/square", $"/orgs/{Org}/connect/square/sign-in", new() { ["connection"] = "square", ["s-baseUrl"] = Till.Settings["baseUrl"] });
            link = WebUtility.HtmlDecode(Regex.Match(await leave.Content.ReadAsStringAsync(), "content=\"0;url=([^\"]+)\"").Groups[1].Value);
        }

        foreach (var _ in Enumerable.Range(0, 2)) // to the POS, and back with its answer
        {
            using var on = await Browser.GetAsync(link);
            if (Connect.Browser.OnIn(await on.Content.ReadAsStringAsync()) is not { } further)
            {
                link = on.Headers.Location!.OriginalString;
                continue;
            }

            using var away = await Browser.GetAsync(further);
            link = away.Headers.Location!.OriginalString;
        }

        using var back = await Browser.GetAsync(link);
        ((int)back.StatusCode).ShouldBeLessThan(400, await back.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a form of a page of the org's.</summary>
    public async Task FormAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        using var answer = await Browser.SubmitAsync($"/orgs/{Org}{page}", $"/orgs/{Org}{action}", fields.ToDictionary(f => f.Name, f => f.Value));
        ((int)answer.StatusCode).ShouldBeLessThan(400, action);
    }

    /// <summary>Asks the API, with the tag that a change needs.</summary>
    public async Task<string> ApiAsync(string method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/orgs/{Org}{path}");
        if (method == "PATCH" && (await api.GetAsync(request.RequestUri)).Headers.ETag is { } tag) request.Headers.IfMatch.Add(tag);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await api.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBeLessThan(300, $"{method} {path}: {body}");
        return body;
    }

    /// <summary>Brings a file in by the API, to its end; its address within the org's.</summary>
    public async Task<string> UploadAsync()
    {
        using var form = new MultipartFormDataContent { { new StringContent("orders"), "as" }, { new StringContent(Uploads.Orders), "file", "sales.csv" } };
        using var answer = await api.PostAsync($"/api/orgs/{Org}/imports", form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var import = answer.Headers.Location!.OriginalString[$"/api/orgs/{Org}".Length..];
        await Eventually.TrueAsync(async () => (await ApiAsync("GET", import)).Contains("\"done\"", StringComparison.Ordinal), "the file is in");
        return import;
    }

    /// <summary>The page of the org at an address.</summary>
    public Task<string> PageAsync(string path) => Browser.TextAsync($"/orgs/{Org}{path}");

    public async Task<string> MatchAsync(string page, string pattern) => Regex.Match(await PageAsync(page), pattern).Groups[1].Value;

    /// <summary>Downloads something of the org's.</summary>
    public async Task DownloadAsync(string path)
    {
        using var answer = await Browser.GetAsync($"/orgs/{Org}{path}");
        (answer.StatusCode, answer.Content.Headers.ContentDisposition!.DispositionType).ShouldBe((HttpStatusCode.OK, "attachment"), path);
    }

    /// <summary>A run without a line, and its id.</summary>
    public async Task<string> RunAsync()
    {
        await Service.Parts.Runner.RunAsync(Org, new RunOptions());
        return (await Tenant.QueryAsync(new DocumentQuery { Collection = "runs" }).ToListAsync())[^1].Path.Id;
    }

    /// <summary>Removals that wait, and which they are.</summary>
    public async Task<string> HoldAsync(FakeAlleaves pos)
    {
        await ConnectAsync(pos);
        await Service.Parts.Orgs.SaveAsync(Org, new OrgSettings { Name = "Held", DeleteLimitShare = 0, DeleteLimitCount = 1 });
        await RunAsync();
        foreach (var _ in Enumerable.Range(0, 3)) pos.Shop.Products.RemoveAt(0);
        await RunAsync();
        return await MatchAsync("", "name=\"set\" value=\"([^\"]+)\"");
    }

    /// <summary>The account of a viewer of the org's.</summary>
    public async Task<string> ViewerAsync() => (await Browserish.MemberAsync(Service, Org.Value, Role.Viewer, $"viewer@{Org}.example")).Id;

    /// <summary>The token of an invitation that somebody else made.</summary>
    public Task<string> InvitedAsync() => new InvitationDirectory(Tenant, Service.Parts.Accounts, TimeProvider.System).InviteAsync($"new@{Org}.example", Role.Viewer, Actor.Operator);

    /// <summary>The id of a key that somebody else made.</summary>
    public async Task<string> KeyAsync() =>
        (await new ApiKeyDirectory(Tenant, TimeProvider.System).CreateAsync("till", ["data:read"], Roles.PermissionsOf(Role.Owner), Actor.Operator)).Known.Id;

    /// <summary>The id of a customer who is stored.</summary>
    public async Task<string> CustomerAsync()
    {
        await ConnectAsync();
        await RunAsync();
        return (await Tenant.QueryAsync(new DocumentQuery { Collection = "customers" }).FirstAsync()).Path.Id;
    }

    /// <summary>The id of one whom the operator has forgotten.</summary>
    public async Task<string> ForgottenAsync()
    {
        var who = await CustomerAsync();
        await new PrivacyRequests(Service.Parts.Connections, TimeProvider.System).AskAsync(Tenant, PrivacyKind.Erase, who);
        await RunAsync();
        return who;
    }

    /// <summary>The lines of the org that are of an action, and of the owner's or a guest's doing.</summary>
    public async Task<bool> IsSaidAsync(string action) =>
        (await AuditLog.ListAsync(Tenant, null, 50)).Any(l => l.Action == action && l.Actor is { Kind: "member", Id.Length: > 0 } && (l.Actor.Name == Email || l.Actor.Name == $"new@{Org}.example"));

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        Browser.Dispose();
        await Service.DisposeAsync();
        await Pos.DisposeAsync();
        await Till.DisposeAsync();
    }
}
