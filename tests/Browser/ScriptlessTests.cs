using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;

namespace Sync.Browser.Tests;

/// <summary>The site in a browser that runs no scripts.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class ScriptlessTests(Chromium chromium)
{
    [SkippableFact]
    public async Task GivenNoScripts_WhenAPosWithAFormIsConnected_ThenItIsUpToDate_AndItsSalesAreNumbers()
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync();
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(scripts: false);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Admin);
        await page.GetByRole(AriaRole.Link, new() { Name = "Connect your POS" }).ClickAsync();
        await ShopJourney.FillInAsync(page, pos.Settings());
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, save and start the first import" }).ClickAsync();
        await RenewUntilAsync(page, page.GetByText("Up to date").First);
        await page.Locator("#chart").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.Locator("#sales-table").WaitForAsync();
        await watched.CheckAsync(scripts: false);
    }

    [SkippableFact]
    public async Task GivenNoScripts_WhenAFileIsImported_ThenItsOrdersAreStoredAndTheBadRowsCanBeDownloaded()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(scripts: false);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Manager);
        await ShopJourney.UploadAsync(page, site, "till.csv", FilledShop.Sales);
        await ShopJourney.PreviewAsync(page, "till.csv");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await RenewUntilAsync(page, page.GetByRole(AriaRole.Heading, new() { Name = "till.csv is imported" }));
        await watched.CheckAsync(scripts: false);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download the rejected rows" }).ClickAsync());
        (await File.ReadAllTextAsync((await download.PathAsync())!)).ShouldContain("many");
        (await site.Tenant.QueryAsync(new Store.DocumentQuery { Collection = "unmatched_orders" }).CountAsync()).ShouldBe(2);
    }

    [SkippableTheory]
    [InlineData("", false)]
    [InlineData("/dry-run", true)]
    public async Task GivenNoScripts_WhenARunGoesOn_ThenItsPageReloadsUnderNobody_AndALinkRenewsIt(string path, bool dry)
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(360, scripts: false);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Manager);
        var end = new TaskCompletionSource<OrgOutcome?>();
        var run = site.Live.WatchAsync(AdminSite.Org, "somebody", p =>
        {
            p.Report(new RunProgress("alleaves", "orders", 30, 100));
            return end.Task;
        }, dry);
        await page.GotoAsync(site.At(path));
        await page.GetByText(dry ? "is being found out" : "30 of 100").WaitForAsync();
        await watched.CheckAsync(scripts: false);

        end.SetResult(null);
        await run;
        await page.GetByRole(AriaRole.Link, new() { Name = "Renew" }).ClickAsync();

        await page.GetByText(dry ? "There was nothing to sync." : "Nothing is connected yet").WaitForAsync();
        (await page.GetByRole(AriaRole.Link, new() { Name = "Renew" }).CountAsync()).ShouldBe(0);
    }

    [SkippableFact]
    public async Task GivenNoScripts_WhenAnImportGoesOn_ThenItsPageReloadsUnderNobody_AndALinkRenewsIt()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(360, scripts: false);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Manager);
        await ShopJourney.ImportThatWaitsAsync(page, site, "till.csv");
        await page.GetByText("is being worked on").WaitForAsync();
        await watched.CheckAsync(scripts: false);

        await site.HoldAsync(TimeSpan.FromSeconds(-1));

        await RenewUntilAsync(page, page.GetByRole(AriaRole.Heading, new() { Name = "till.csv is imported" }));
    }

    [SkippableFact]
    public async Task GivenNoScripts_WhenHeldDeletesAreRejected_ThenThePageSaysSo()
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync(new Simulator.ShopPlan { Customers = 10, Orders = 20, Products = 60 });
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        for (var i = 0; i < 40; i++) pos.Shop.Products.RemoveAt(0);
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        await using var context = await chromium.OpenAsync(360, scripts: false);
        var watched = await Watched.OpenAsync(context);
        await site.SignInAsync(watched.Page, Role.Admin);
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Reject: keep them" }).ClickAsync();
        await watched.Page.GetByText("Rejected: they are kept").WaitForAsync();
        await watched.CheckAsync(scripts: false);
    }

    // As somebody does who waits for the end of something.
    private static async Task RenewUntilAsync(IPage page, ILocator wanted)
    {
        for (var until = TimeProvider.System.GetUtcNow().AddMinutes(1); await wanted.CountAsync() == 0; await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System))
        {
            TimeProvider.System.GetUtcNow().ShouldBeLessThan(until);
            var renew = page.GetByRole(AriaRole.Link, new() { Name = "Renew" });
            if (await renew.CountAsync() > 0) await renew.ClickAsync();
            else await page.ReloadAsync();
        }
    }
}
