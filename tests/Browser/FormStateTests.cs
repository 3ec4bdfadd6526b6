using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Model;

namespace Sync.Browser.Tests;

/// <summary>What forms answer with a page of their own: what is shown once, and what is wrong.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class FormStateTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task GivenSettings_WhenFormsAreSent_ThenWhatTheyAnswerIsWhole(int width)
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(width);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await page.GotoAsync(site.Url);
        await FillAsync(page, ("#email", "nobody@corner.example"), ("#password", "wrong"));
        await SendAsync(watched, "Sign in", 401, page.GetByRole(AriaRole.Alert));
        await site.SignInAsync(page, Role.Owner);

        await page.GotoAsync(site.At("/settings/members"));
        await FillAsync(page, ("#email", "no address"));
        await SendAsync(watched, "Make an invitation", 400, page.GetByRole(AriaRole.Alert));
        await FillAsync(page, ("#email", "new@corner.example"));
        await SendAsync(watched, "Make an invitation", 303, page.GetByLabel("Link for new@corner.example"));
        var link = await page.GetByLabel("Link for new@corner.example").InputValueAsync();

        await page.GotoAsync(site.At("/settings/keys"));
        await FillAsync(page, ("#name", "web shop"));
        await SendAsync(watched, "Make the key", 400, page.GetByRole(AriaRole.Alert));
        await page.Locator("[name=scope]").First.CheckAsync();
        await SendAsync(watched, "Make the key", 303, page.GetByLabel("The new key"));

        await page.GotoAsync(site.Url + "/account");
        await FillAsync(page, ("#current", "wrong"), ("#password", "another quiet heron at noon"));
        await SendAsync(watched, "Change it", 400, page.GetByRole(AriaRole.Alert));

        await page.GotoAsync(site.At("/settings"));
        await FillAsync(page, ("#timeZone", "Nowhere/Land"), ("#currency", "money"));
        await SendAsync(watched, "Save", 400, page.GetByRole(AriaRole.Alert));
        await page.GotoAsync(site.At("/settings"));
        await site.Parts.Orgs.ChangeAsync(site.Tenant, new OrgSettings { Name = "Another name", TimeZone = "UTC", Currency = "USD" }, (await Engine.Orgs.OrgDirectory.ReadAsync(site.Tenant)).Version, Engine.Audit.Actor.Operator);
        await FillAsync(page, ("#name", "Mine"));
        await SendAsync(watched, "Save", 409, page.GetByRole(AriaRole.Alert));

        await page.GotoAsync(link);
        await FillAsync(page, ("#name", "New One"), ("#password", "short"));
        await SendAsync(watched, "Join", 400, page.GetByRole(AriaRole.Alert));
    }

    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task GivenConnectionsAndFiles_WhenFormsAreSent_ThenWhatTheyAnswerIsWhole(int width)
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync();
        await using var square = await ShopJourney.OpenSquareAsync(60);
        await using var site = await ShopJourney.OpenSiteAsync(square);
        await using var context = await chromium.OpenAsync(width);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Owner);

        await page.GotoAsync(site.At("/connect/alleaves"));
        await SendAsync(watched, "Check", 422, page.Locator("[aria-invalid=true]"));
        await page.GotoAsync(site.At("/connect"));
        await ShopJourney.FillInAsync(page, pos.Settings());
        await watched.CheckAsync();
        await FillAsync(page, ("#orgZone", "Nowhere/Land"));
        await SendAsync(watched, "Yes, save", 422, page.GetByRole(AriaRole.Alert));

        // The page on the way to the POS is left at once: here it stays, to be looked at.
        await page.GotoAsync(site.At("/connect/square"));
        await page.RouteAsync("**/connect/square/sign-in", StayAsync);
        await SendAsync(watched, "Sign in at Square", 200, page.GetByRole(AriaRole.Heading, new() { Name = "On to Square" }));

        await site.ConnectAsync("alleaves", pos.Settings());
        await page.GotoAsync(site.At("/connections/alleaves/remove"));
        await FillAsync(page, ("#name", "another"));
        await SendAsync(watched, "Remove it", 422, page.GetByRole(AriaRole.Alert));

        await page.GotoAsync(site.At("/import"));
        await SendAsync(watched, "Look at it", 400, page.GetByRole(AriaRole.Alert));
        await ShopJourney.UploadAsync(page, site, "till.csv", "Receipt,When,Sum\nA1,2026-03-02,7.00\n");
        await FillAsync(page, ("#currency", "money"));
        await SendAsync(watched, "Preview", 400, page.GetByRole(AriaRole.Alert));
    }

    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task GivenASignInAtAPos_WhenTheOwnerRefusesOrComesTwice_ThenThePageLooksLikeTheSiteAndLeadsBack(int width)
    {
        await using var square = await ShopJourney.OpenSquareAsync(60);
        await using var site = await ShopJourney.OpenSiteAsync(square);
        await using var context = await chromium.OpenAsync(width);
        var watched = await Watched.OpenAsync(context);
        watched.Expected.Add(400);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Admin);
        await page.GotoAsync(site.At("/connect/square"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in at Square" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Deny" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Not allowed" }).WaitForAsync();
        (await page.Locator("body").EvaluateAsync<string>("b => getComputedStyle(b.querySelector('main a')).backgroundColor")).ShouldBe("rgb(11, 93, 81)"); // the site's own button
        await watched.CheckAsync();
        var back = page.Url;
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to Connect" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Connect Square" }).WaitForAsync();
        await page.GotoAsync(back);
        await page.GetByRole(AriaRole.Heading, new() { Name = "This sign-in is over" }).WaitForAsync();
        await watched.CheckAsync();
    }

    private static async Task StayAsync(IRoute route)
    {
        var answer = await route.FetchAsync();
        var html = await answer.TextAsync();
        html.ShouldContain("http-equiv=\"refresh\"");
        await route.FulfillAsync(new() { Response = answer, Body = html.Replace("http-equiv=\"refresh\"", "name=\"refresh\"", StringComparison.Ordinal) });
    }

    private static async Task FillAsync(IPage page, params (string Field, string Text)[] fields)
    {
        foreach (var (field, text) in fields) await page.Locator("main " + field).FillAsync(text);
    }

    // As whoever's browser checks nothing beforehand.
    private static async Task SendAsync(Watched watched, string button, int status, ILocator answer)
    {
        if (status >= 400) watched.Expected.Add(status);
        await watched.Page.EvaluateAsync("document.querySelectorAll('form').forEach(f => f.noValidate = true)");
        var sent = await watched.Page.RunAndWaitForResponseAsync(
            () => watched.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync(), r => r.Request.Method == "POST");
        sent.Status.ShouldBe(status, button);
        await answer.First.WaitForAsync();
        await watched.CheckAsync(unfold: true);
    }
}
