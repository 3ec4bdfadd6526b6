using System.Net;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Connect;

namespace Sync.Web.Tests.Connect;

/// <summary>A fake POS at which an owner signs in, a service whose operator has an app there, and an org.</summary>
internal sealed class SignInShop : IAsyncDisposable
{
    public static readonly OrgId Org = OrgId.Parse("corner-shop");

    private SignInShop(IFakePos pos, Service service, FakeTime time) => (Pos, Service, Time) = (pos, service, time);

    public IFakePos Pos { get; }

    public Service Service { get; }

    public FakeTime Time { get; }

    public FakeSignIn SignIn => ((IFakeSignIn)Pos).SignIn;

    public string Connector => Pos.ConnectorId;

    public ITenantStore Tenant => Service.Parts.Store.OpenTenant(Org);

    /// <param name="connector">Which POS.</param>
    /// <param name="publicClient">Whether the operator's app has no secret.</param>
    /// <param name="registered">Whether the operator has an app at all.</param>
    /// <param name="approved">Scopes that the POS has approved the app for.</param>
    /// <param name="still">Whether the clock stands, so that no limit of time is ever reached.</param>
    public static async Task<SignInShop> OpenAsync(string connector, bool publicClient = false, bool registered = true, bool still = false, string[]? approved = null)
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow(), autoAdvance: !still);
        var kind = FakePosCatalog.All[connector];
        var plan = new TruthPlan { Customers = 12, Orders = 15, Products = 6, Now = time.GetUtcNow().AddDays(-1) };
        var pos = await kind.Start(PosTruth.Generate(kind.Shape(plan)), new FakePosOptions { Time = time });
        var signIn = ((IFakeSignIn)pos).SignIn;
        var apps = new Dictionary<string, AppCredentials>();
        if (registered) apps[connector] = new AppCredentials(signIn.ClientId, publicClient ? null : new Secret(signIn.ClientSecret)) { Approved = approved ?? [] };
        var service = await Service.StartWithAsync(s => s with { Apps = apps }, time);
        var shop = new SignInShop(pos, service, time);
        signIn.Redirects.Add(ConnectLinks.Callback(service.Parts.PublicUrl, connector));
        await service.Parts.Orgs.AddAsync(Org, new OrgSettings { Name = "Corner Shop", TimeZone = "UTC", Currency = "USD" });
        return shop;
    }

    /// <summary>What the owner is asked for before they sign in.</summary>
    public Dictionary<string, string> Given()
    {
        var given = new Dictionary<string, string> { ["baseUrl"] = Pos.Settings["baseUrl"] };
        if (Connector == "shopify") given["shop"] = Pos.Settings["shop"];
        return given;
    }

    public ConnectAsk Ask(string? connection = null, Dictionary<string, string>? given = null, OrgId? org = null) =>
        new(org ?? Org, Connector, connection ?? Connector, given ?? Given());

    /// <summary>A link with a ticket, as the command makes it.</summary>
    public async Task<string> LinkAsync(ConnectAsk? ask = null)
    {
        ask ??= Ask();
        return ConnectLinks.Start(Service.Parts.PublicUrl, ask, await Service.Parts.Tickets.IssueAsync(Service.Parts.Store.OpenTenant(ask.Org), ask));
    }

    /// <summary>Goes all the way, as a browser does.</summary>
    public async Task<(HttpStatusCode Status, string Page)> SignInAsync(ConnectAsk? ask = null)
    {
        using var browser = new Browser();
        return await browser.FollowAsync(await LinkAsync(ask));
    }

    /// <summary>Goes as far as the POS's answer: the address of the callback, which is not opened.</summary>
    public async Task<string> ReachCallbackAsync(Browser browser, ConnectAsk? ask = null) =>
        await browser.RedirectAsync(await browser.RedirectAsync(await LinkAsync(ask)));

    public async Task<Connection?> SavedAsync(string? connection = null) =>
        (await ConnectionDirectory.ListAsync(Tenant)).FirstOrDefault(c => c.Id == (connection ?? Connector));

    public async Task<ConnectionSettings> SettingsAsync() => await Service.Parts.Connections.OpenAsync(Tenant, (await SavedAsync())!);

    /// <summary>Confirms what a sign-in on the site has brought.</summary>
    public Task ConfirmAsync() => new UnconfirmedConnections(Time).ConfirmAsync(Tenant, Connector, ConfirmedPlaces.Nothing, Engine.Audit.Actor.Operator);

    public Task<OrgReport> RunAsync() => Service.Parts.Runner.RunAsync(Org, new RunOptions());

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Pos.DisposeAsync();
    }
}
