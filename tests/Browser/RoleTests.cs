using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Simulator;

namespace Sync.Browser.Tests;

/// <summary>What each role sees of the site.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class RoleTests(Chromium chromium)
{
    [SkippableFact]
    public async Task GivenAViewer_WhenTheyLookAround_ThenTheySeeWhatTheyMayAndNoButtonThatTheyMayNot()
    {
        await using var pos = await FakeAlleaves.StartAsync(ShopTruth.Generate(new ShopPlan { Customers = 10, Orders = 20, Products = 10, Now = TimeProvider.System.GetUtcNow().AddHours(-1) }));
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        watched.Expected.Add(403);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Viewer);
        (await page.GetByRole(AriaRole.Button).AllInnerTextsAsync()).ShouldBe(["Sign out"]);
        (await page.GetByRole(AriaRole.Navigation).InnerTextAsync()).ShouldNotContain("Settings");
        foreach (var path in (string[])["/settings", "/connect", "/import", "/settings/keys", "/settings/members"])
        {
            (await page.GotoAsync(site.Url + "/orgs/" + AdminSite.Org + path))!.Status.ShouldBe(403, path);
            await watched.CheckAsync();
        }
    }

    [SkippableTheory]
    [InlineData(Role.Manager, new[] { "Status", "History", "Import a file" }, new[] { "/connections/alleaves", "/history", "/import", "/dry-run" },
        new[] { "/settings", "/settings/members", "/settings/keys", "/settings/privacy", "/settings/audit", "/connect", "/connect/alleaves", "/connections/alleaves/remove", "/connections/alleaves/confirm" })]
    [InlineData(Role.Admin, new[] { "Status", "Connect", "History", "Import a file", "Settings" },
        new[] { "/connections/alleaves", "/history", "/import", "/dry-run", "/settings", "/settings/members", "/settings/keys", "/settings/audit", "/connect", "/connect/alleaves", "/connections/alleaves/remove" }, new[] { "/settings/privacy" })]
    public async Task GivenARole_WhenItLooksAround_ThenItsPagesOpen_AndTheOthersAreNeitherOfferedNorOpened(Role role, string[] sections, string[] open, string[] closed)
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync(new ShopPlan { Customers = 10, Orders = 20, Products = 60 });
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        for (var i = 0; i < 40; i++) pos.Shop.Products.RemoveAt(0);
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, role);
        var admin = role == Role.Admin;
        (await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link).AllInnerTextsAsync()).ShouldBe(sections);
        (await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).CountAsync()).ShouldBe(1);
        (await page.GetByRole(AriaRole.Button, new() { Name = "Approve: delete them" }).CountAsync()).ShouldBe(admin ? 1 : 0);
        (await page.GetByText("An owner or admin decides.").CountAsync()).ShouldBe(admin ? 0 : 1);
        await page.GotoAsync(site.At("/connections/alleaves"));
        (await page.GetByRole(AriaRole.Link, new() { Name = "Remove…" }).CountAsync()).ShouldBe(admin ? 1 : 0);
        (await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).CountAsync()).ShouldBe(admin ? 1 : 0);
        foreach (var path in open)
        {
            await watched.GoAsync(site.At(path));
            foreach (var address in await page.Locator("main a[href^='/orgs/']").EvaluateAllAsync<string[]>("all => all.map(a => new URL(a.href).pathname)"))
                closed.ShouldNotContain(address["/orgs/corner".Length..], $"{path} offers {role} what they may not");
            await watched.CheckAsync();
        }

        foreach (var path in closed)
        {
            await watched.GoAsync(site.At(path), 403);
            await watched.CheckAsync();
        }

        if (!admin) return;
        await page.GotoAsync(site.At("/settings/members")); // an owner's place is not theirs to take or give
        (await page.Locator("#role option").AllInnerTextsAsync()).ShouldNotContain("owner");
        await page.GetByRole(AriaRole.Row, new() { NameRegex = new("owner@corner.example") }).GetByText("Only an owner can").WaitForAsync();
    }
}
