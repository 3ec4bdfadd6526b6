using System.Diagnostics;
using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Browser.Tests;

/// <summary>What people do on the site, from the first click to the last word.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class JourneyTests(Chromium chromium)
{
    [SkippableFact]
    public async Task GivenSquare_WhenAnAdminSignsInThere_ThenTheShopIsUpToDateWithinTwoMinutes()
    {
        await using var pos = await ShopJourney.OpenSquareAsync();
        await using var site = await ShopJourney.OpenSiteAsync(pos);
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var clock = Stopwatch.StartNew();
        await site.SignInAsync(watched.Page, Role.Admin);
        await watched.CheckAsync();
        await ShopJourney.SignInAtSquareAsync(watched.Page);
        await watched.CheckAsync();
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "Status" }).ClickAsync(); // looks elsewhere first
        await watched.CheckAsync();
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "Finish connecting" }).ClickAsync();
        await watched.Page.GetByLabel(new System.Text.RegularExpressions.Regex("^The shop's own time zone")).FillAsync("Europe/London");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "start the first import" }).ClickAsync();
        await ShopJourney.UpToDateAsync(watched.Page);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
        (await watched.Page.Locator("#status").InnerTextAsync()).ShouldContain("next run");
        await watched.CheckAsync();
        foreach (var path in (string[])["/connections/square", "/history", "/connect", "/connect/square", "/settings/audit"])
        {
            await watched.Page.GotoAsync(site.Url + "/orgs/" + AdminSite.Org + path);
            await watched.CheckAsync();
        }

        await watched.Page.GotoAsync(site.Url + "/orgs/" + AdminSite.Org + "/history");
        await watched.Page.Locator("table a").First.ClickAsync();
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenAPosWithAForm_WhenTheFirstPasswordIsWrong_ThenTheFieldsSaySo_AndTheRightOneConnects()
    {
        await using var pos = await FakeAlleaves.StartAsync(ShopTruth.Generate(new ShopPlan { Customers = 40, Orders = 90, Products = 20, Now = TimeProvider.System.GetUtcNow().AddHours(-1) }));
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(360);
        var watched = await Watched.OpenAsync(context);
        watched.Expected.Add(400);
        watched.Expected.Add(422);
        var (page, given) = (watched.Page, pos.Settings());
        var clock = Stopwatch.StartNew();
        await site.SignInAsync(page, Role.Admin);
        await page.GotoAsync(site.Url + "/orgs/" + AdminSite.Org + "/connect");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Alleaves") }).ClickAsync();
        await page.GetByLabel("User name").FillAsync(given["username"]);
        await page.GetByLabel("Password").FillAsync("wrong");
        if (given.TryGetValue("pin", out var pin)) await page.GetByLabel("PIN").FillAsync(pin);
        await page.GetByText("More settings").ClickAsync();
        await page.GetByLabel("Location id").FillAsync(given["locationId"]);
        await page.GetByLabel("Address").FillAsync(given["baseUrl"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).First.WaitForAsync();
        await watched.CheckAsync();
        (await Connections(site)).ShouldBeEmpty();

        await page.GetByLabel("Password").FillAsync(given["password"]);
        if (given.TryGetValue("pin", out pin)) await page.GetByLabel("PIN").FillAsync(pin);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("does this match your till") }).WaitForAsync();
        await watched.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, save and start the first import" }).ClickAsync();
        await ShopJourney.UpToDateAsync(page);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenAConnection_WhenTheOwnerTakesTheRightsAwayAndGivesThemAgain_ThenThePageSaysWhatToDoAndItIsMended()
    {
        await using var pos = await ShopJourney.OpenSquareAsync(60);
        await using var site = await ShopJourney.OpenSiteAsync(pos);
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Admin);
        await ShopJourney.ConnectSquareAsync(page);
        await ShopJourney.UpToDateAsync(page);

        pos.RevokeGrant();
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        await page.GotoAsync(site.Url + "/orgs/" + AdminSite.Org);
        await page.GetByText("Reconnect needed").First.WaitForAsync();
        await watched.CheckAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Reconnect" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Allow" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, sync now" }).ClickAsync();
        await ShopJourney.UpToDateAsync(page);
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenAFile_WhenItIsBroughtAndMapped_ThenItsOrdersAreStoredAndTheBadRowsCanBeDownloaded()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Manager);
        await page.GetByRole(AriaRole.Link, new() { Name = "Import a file" }).ClickAsync();
        const string file = "Receipt,When,Buyer,Product,Qty,Sum\nA1,2026-03-02 10:00,ann@example.com,Tea,2,7.00\nA2,2026-03-02 11:00,bob@example.com,=Cake,1,3.50\nA3,no date,bob@example.com,Cake,1,3.50\n";
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = "till.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(file) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("Columns of till.csv") }).WaitForAsync();
        await watched.CheckAsync();
        await Choose("orderId", "Receipt");
        await Choose("createdAt", "When");
        await Choose("email", "Buyer");
        await Choose("productName", "Product");
        await Choose("quantity", "Qty");
        await Choose("lineTotal", "Sum");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("Preview of till.csv") }).WaitForAsync();
        await watched.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("till.csv is imported") }).WaitForAsync(new() { Timeout = 60_000 });
        await watched.CheckAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download the rejected rows" }).ClickAsync());
        (await File.ReadAllTextAsync((await download.PathAsync())!)).ShouldContain("A3");
        (await site.Tenant.QueryAsync(new Store.DocumentQuery { Collection = "unmatched_orders" }).CountAsync()).ShouldBe(2);

        async Task Choose(string field, string column)
        {
            if (await page.Locator("#f-" + field).CountAsync() > 0) await page.Locator("#f-" + field).SelectOptionAsync(column);
        }
    }

    [SkippableFact]
    public async Task GivenManyProductsThatAreGone_WhenAnAdminLooks_ThenTheyAreHeldUntilTheAdminDecides()
    {
        await using var pos = await FakeAlleaves.StartAsync(ShopTruth.Generate(new ShopPlan { Customers = 10, Orders = 20, Products = 60, Now = TimeProvider.System.GetUtcNow().AddHours(-1) }));
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        for (var i = 0; i < 40; i++) pos.Shop.Products.RemoveAt(0);
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        await using var context = await chromium.OpenAsync(360);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Admin);
        await page.GetByText("What would go").First.ClickAsync();
        await watched.CheckAsync();
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve: delete them" }).ClickAsync();
        await page.Locator(".notice").WaitForAsync();
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions { Wait = TimeSpan.FromSeconds(20) });
        (await site.Tenant.QueryAsync(new Store.DocumentQuery { Collection = "products" }).CountAsync()).ShouldBe(20);
        await page.GotoAsync(site.Url + "/orgs/" + AdminSite.Org);
        await ShopJourney.UpToDateAsync(page);
        await watched.CheckAsync();
    }

    private static async Task<IReadOnlyList<string>> Connections(AdminSite site) =>
        [.. (await Engine.Connections.ConnectionDirectory.ListAsync(site.Tenant)).Select(c => c.Id)];
}
