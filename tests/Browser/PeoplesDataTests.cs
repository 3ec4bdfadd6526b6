using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Browser.Tests;

/// <summary>An owner gives out what is stored of one person, and forgets them, with scripts and without.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class PeoplesDataTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task GivenACustomer_WhenAnOwnerExportsAndForgetsThem_ThenEachStepIsWholeAndSaysWhatHappens(int width, bool scripts)
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync();
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        var customer = (await site.Tenant.QueryAsync(new DocumentQuery { Collection = "customers" }).FirstAsync()).Path;
        await using var context = await chromium.OpenAsync(width, scripts);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Owner);
        await page.GotoAsync(site.At("/settings"));
        await page.GetByRole(AriaRole.Link, new() { Name = "People's data" }).ClickAsync();
        await page.GetByText("Nobody has asked for anything.").WaitForAsync();

        watched.Expected.Add(400);
        await page.Locator("#export-who").FillAsync(new string('x', 200));
        var download = page.GetByRole(AriaRole.Button, new() { Name = "Download" });
        await download.ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await watched.CheckAsync(scripts);
        await page.Locator("#export-who").FillAsync(customer.Id);
        var file = await page.RunAndWaitForDownloadAsync(() => download.ClickAsync());
        (await File.ReadAllTextAsync(await file.PathAsync())).ShouldContain("\"customers\"");
        await Assertions.Expect(download).ToBeEnabledAsync(); // the page stays, and so does its form

        await page.Locator("#forget-who").FillAsync(customer.Id);
        await page.GetByRole(AriaRole.Button, new() { Name = "Forget…" }).ClickAsync();
        await page.GetByText("It cannot be undone.").WaitForAsync();
        await watched.CheckAsync(scripts);
        await page.GetByRole(AriaRole.Button, new() { Name = "Forget this person" }).ClickAsync();
        await page.GetByText("the next sync forgets this person").WaitForAsync();
        await page.GetByText("Waits for the next sync").WaitForAsync();
        await watched.CheckAsync(scripts);
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        (await site.Tenant.GetAsync(customer)).ShouldBeNull();
    }
}
