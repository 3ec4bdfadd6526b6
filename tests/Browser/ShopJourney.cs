using Microsoft.Playwright;
using Sync.ConnectorKit.OAuth;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Web.Composition;
using Sync.Web.Connect;

namespace Sync.Browser.Tests;

/// <summary>Steps of journeys that several tests take.</summary>
internal static class ShopJourney
{
    /// <summary>A fake Square at which the owner is asked.</summary>
    public static async Task<IFakePos> OpenSquareAsync(int orders = 400)
    {
        var kind = FakePosCatalog.All["square"];
        var plan = new TruthPlan { Customers = 60, Orders = orders, Products = 30, Now = TimeProvider.System.GetUtcNow().AddHours(-1) };
        var pos = await kind.Start(PosTruth.Generate(kind.Shape(plan)), new FakePosOptions());
        ((IFakeSignIn)pos).SignIn.Asks = true;
        return pos;
    }

    /// <summary>A shop whose POS asks for a form to be filled in.</summary>
    public static Task<FakeAlleaves> OpenAlleavesAsync(ShopPlan? plan = null) =>
        FakeAlleaves.StartAsync(ShopTruth.Generate((plan ?? new ShopPlan { Customers = 10, Orders = 20, Products = 10 }) with { Now = TimeProvider.System.GetUtcNow().AddHours(-1) }));

    /// <summary>A site whose operator has an app at that Square, and apps elsewhere at which nobody signs in.</summary>
    public static async Task<AdminSite> OpenSiteAsync(IFakePos pos)
    {
        var signIn = ((IFakeSignIn)pos).SignIn;
        var apps = new[] { "clover", "lightspeed", "shopify" }.ToDictionary(c => c, _ => new AppCredentials("an app", new Secret("of the operator's")));
        apps[pos.ConnectorId] = new AppCredentials(signIn.ClientId, new Secret(signIn.ClientSecret));
        var site = await AdminSite.OpenAsync(s => s with { Apps = apps }, p => p.DemoConnections = [new DemoConnection(pos.ConnectorId, "A fake Square", new Dictionary<string, string>(pos.Settings))]);
        signIn.Redirects.Add(ConnectLinks.Callback(site.Url, pos.ConnectorId));
        return site;
    }

    /// <summary>From the page Connect to the start of the first import, as somebody does who signs in at Square.</summary>
    public static async Task ConnectSquareAsync(IPage page)
    {
        await SignInAtSquareAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "start the first import" }).ClickAsync();
    }

    /// <summary>From the page Connect to what was found at Square.</summary>
    public static async Task SignInAtSquareAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Connect", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Square") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in at Square" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Allow" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("does this match your till") }).WaitForAsync();
    }

    /// <summary>From the page Connect to what was found at a POS with a form.</summary>
    public static async Task FillInAsync(IPage page, IReadOnlyDictionary<string, string> given)
    {
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Alleaves") }).ClickAsync();
        await page.GetByLabel("User name").FillAsync(given["username"]);
        await page.GetByLabel("Password").FillAsync(given["password"]);
        await page.GetByLabel("PIN").FillAsync(given["pin"]);
        await page.GetByText("More settings").ClickAsync();
        await page.GetByLabel("Location id").FillAsync(given["locationId"]);
        await page.GetByLabel("Address").FillAsync(given["baseUrl"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("does this match your till") }).WaitForAsync();
    }

    /// <summary>Brings a file, as far as its columns.</summary>
    public static async Task UploadAsync(IPage page, AdminSite site, string name, string content)
    {
        await page.GotoAsync(site.At("/import"));
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(content) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Columns of " + name }).WaitForAsync();
    }

    /// <summary>Goes on to what an import would do.</summary>
    public static async Task PreviewAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Preview of " + name }).WaitForAsync();
    }

    /// <summary>Begins an import that has to wait, because another process syncs the shop for the next hour.</summary>
    public static async Task ImportThatWaitsAsync(IPage page, AdminSite site, string name)
    {
        await UploadAsync(page, site, name, FilledShop.Sales);
        await PreviewAsync(page, name);
        await site.HoldAsync(TimeSpan.FromHours(1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
    }

    /// <summary>Waits until the status page says that all is well.</summary>
    public static Task UpToDateAsync(IPage page) =>
        page.Locator("#status").GetByText(new System.Text.RegularExpressions.Regex("Up to date")).First.WaitForAsync(new() { Timeout = 60_000 });
}
