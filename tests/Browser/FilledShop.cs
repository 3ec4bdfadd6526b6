using Microsoft.Playwright;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Access;
using Sync.Web.Connect;

namespace Sync.Browser.Tests;

/// <summary>A shop to which everything has happened that pages tell of. Made once, and only looked at.</summary>
public sealed class FilledShop : IAsyncLifetime
{
    /// <summary>Sales of which one row is rejected and nobody's customer is known.</summary>
    internal const string Sales = """
        Order ID,Date,Email,Product ID,Description,Quantity,Price
        1001,2026-03-02 10:15,ann@example.com,P1,Tea,2,4.50
        1002,2026-03-02 11:00,ben@example.com,P1,=Tea,1,4.50
        1003,2026-03-02 12:00,cy@example.com,P1,Tea,many,4.50

        """;

    private static readonly Actor Owner = Actor.Operator;

    private FakeAlleaves? pos;
    private IFakePos? square;
    private AdminSite? site;

    /// <summary>Where its pages are.</summary>
    internal AdminSite Site => site!;

    /// <summary>The ids of its runs.</summary>
    internal IReadOnlyList<string> Runs { get; private set; } = [];

    /// <summary>The addresses of an import whose columns are to be chosen, of one that was looked through, of one that is over, and of one that was cut off.</summary>
    internal IReadOnlyList<string> Imports { get; private set; } = [];

    /// <summary>The token of an invitation.</summary>
    internal string Invitation { get; private set; } = "";

    /// <summary>That of one to somebody who has an account already.</summary>
    internal string InvitationOfKnown { get; private set; } = "";

    /// <summary>The address of a link of the operator's to sign in at Square.</summary>
    internal string OperatorsLink { get; private set; } = "";

    /// <summary>What lets somebody choose a new password.</summary>
    internal string Reset { get; private set; } = "";

    /// <inheritdoc />
    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Makes it, if nobody has yet.</summary>
    internal async Task OpenAsync(Chromium chromium)
    {
        if (Runs.Count > 0) return;
        await using var context = await chromium.OpenAsync();
        (pos, square) = (await ShopJourney.OpenAlleavesAsync(new ShopPlan { Customers = 40, Orders = 90, Products = 60, StrangerShare = 0.1 }), await ShopJourney.OpenSquareAsync(60));
        site = await ShopJourney.OpenSiteAsync(square);
        await SyncAsync(pos);
        var page = await context.NewPageAsync();
        await site.SignInAsync(page, Role.Owner);
        await ShopJourney.SignInAtSquareAsync(page); // and goes away without confirming
        await ImportAsync(page);
        await InviteAsync();
        await page.GotoAsync(site.At());
        await page.GetByRole(AriaRole.Button, new() { Name = "Dry run" }).ClickAsync();
        await page.GetByText("This is what a sync would do now").WaitForAsync(new() { Timeout = 60_000 });
        await AgeAsync(pos);
        Runs = [.. await site.Tenant.QueryAsync(new DocumentQuery { Collection = "runs" }).Select(d => d.Path.Id).ToListAsync()];
    }

    // A first import, changes with records that cannot be taken, a run that fails, one after which deletes are held, and a day that does not add up.
    private async Task SyncAsync(FakeAlleaves shop)
    {
        await Site.ConnectAsync("alleaves", shop.Settings());
        await RunAsync();
        shop.Shop.Churn(0.3);
        shop.Shop.Products.Add(new ShopProduct { Id = "nameless", Name = " ", Category = "Tea" });
        await RunAsync();
        shop.Faults.Status("/api/orders", 400);
        await RunAsync();
        shop.Faults.Clear();
        for (var i = 0; i < 40; i++) shop.Shop.Products.RemoveAt(0);
        await RunAsync();
        var lost = await Site.Tenant.QueryAsync(new DocumentQuery { Collection = "orders", OrderBy = [new DocumentOrder("createdAt", Descending: true)], Limit = 1 }).SingleAsync();
        await Site.Tenant.CommitAsync([DocumentWrite.Delete(lost.Path)]);
        (await Site.Parts.TieOut.CheckAsync(Site.Tenant)).Days.ShouldContain(d => !d.Matches);
    }

    private Task RunAsync() => Site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());

    private async Task ImportAsync(IPage page)
    {
        List<string> addresses = [];
        foreach (var name in (string[])["cut.csv", "columns.csv", "preview.csv", "over.csv"])
        {
            await ShopJourney.UploadAsync(page, Site, name, Sales);
            if (name != "columns.csv") await ShopJourney.PreviewAsync(page, name);
            addresses.Add(new Uri(page.Url).AbsolutePath);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "over.csv is imported" }).WaitForAsync(new() { Timeout = 60_000 });
        await CutOffAsync(addresses[0][(addresses[0].LastIndexOf('/') + 1)..]);
        Imports = [.. addresses[1..], addresses[0]];
    }

    // As a kill leaves it.
    private async Task CutOffAsync(string import)
    {
        var job = Path.Combine(Path.GetDirectoryName(Site.Parts.Settings.Store.Place)!, "uploads", AdminSite.Org.Value, import, "job.json");
        var (previewed, importing) = ("\"State\":1", "\"State\":2");
        var text = await File.ReadAllTextAsync(job);
        text.ShouldContain(previewed);
        await File.WriteAllTextAsync(job, text.Replace(previewed, importing, StringComparison.Ordinal));
        await new FileImports(Site.Parts.Time).BeginAsync(Site.Tenant, "files", "cut.csv");
    }

    // A connection that is paused, and one that was read three hours ago.
    private async Task AgeAsync(FakeAlleaves shop)
    {
        var settings = ConnectionSettings.From(Site.Parts.Connectors.Find("alleaves").Descriptor, shop.Settings());
        foreach (var id in (string[])["paused", "old"]) await Site.Parts.Connections.SaveAsync(Site.Tenant, id, "alleaves", settings, []);
        var ago = new FakeTime(TimeProvider.System.GetUtcNow().AddHours(-3), autoAdvance: true);
        var runner = new OrgRunner(Site.Parts.Store, Site.Parts.Connectors, Site.Parts.Connections, Site.Parts.Http, ago, new RunnerOptions { Holder = "another process" });
        (await runner.RunAsync(AdminSite.Org, new RunOptions { Only = "old" })).Result.ShouldBe(RunResult.Done);
        await Site.Parts.Connections.SetActiveAsync(Site.Tenant, "paused", false, Owner);
        await new WaitingRanges(Site.Parts.Time).AskAsync(Site.Tenant, new OrderRange("old", new(2026, 1, 1), new(2026, 1, 31)), Owner); // no clock runs here
    }

    private async Task InviteAsync()
    {
        Invitation = await new InvitationDirectory(Site.Tenant, Site.Parts.Accounts, Site.Parts.Time).InviteAsync("new@corner.example", Role.Viewer, Owner);
        await Site.Parts.Accounts.CreateAsync("known@corner.example", "Known", Passwords.Hash(AdminSite.Password));
        InvitationOfKnown = await new InvitationDirectory(Site.Tenant, Site.Parts.Accounts, Site.Parts.Time).InviteAsync("known@corner.example", Role.Manager, Owner);
        Reset = await new PasswordResets(Site.Parts.Store, Site.Parts.Accounts, Site.Parts.Time).MakeAsync("known@corner.example", Owner);
        var ask = new ConnectAsk(AdminSite.Org, "square", "square", new Dictionary<string, string> { ["baseUrl"] = square!.Settings["baseUrl"] });
        OperatorsLink = ConnectLinks.Start("", ask, await Site.Parts.Tickets.IssueAsync(Site.Tenant, ask));
        var keys = new ApiKeyDirectory(Site.Tenant, Site.Parts.Time);
        var everything = Roles.PermissionsOf(Role.Owner);
        foreach (var name in (string[])["web shop", "the old web shop"]) await keys.CreateAsync(name, [.. Scopes.All.Keys], everything, Owner);
        await keys.RevokeAsync((await ApiKeyDirectory.ListAsync(Site.Tenant)).First(k => k.Name == "the old web shop").Id, Owner);
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (site is not null) await site.DisposeAsync();
        if (pos is not null) await pos.DisposeAsync();
        if (square is not null) await square.DisposeAsync();
    }
}
