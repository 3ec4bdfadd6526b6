using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Web.Tests;

namespace Sync.Browser.Tests;

/// <summary>What people meet who go astray or come at a bad time.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class ErrorPageTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task GivenAddressesAndFormsThatAreRefused_WhenABrowserComes_ThenAPageSaysSo(int width)
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(width);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await MeetAsync(watched, site.Url + "/nowhere", 404, "There is no such page");
        await site.SignInAsync(page, Role.Viewer);
        await MeetAsync(watched, site.At("/settings"), 403, "Not allowed");
        await MeetAsync(watched, site.Url + "/orgs/another", 404, "No such org");
        await MeetAsync(watched, site.At("/nowhere"), 404, "There is no such page");
        await MeetAsync(watched, site.At("/run"), 405, "This is no page to open");

        await page.GotoAsync(site.Url + "/account");
        await page.EvaluateAsync("document.querySelector('main [name=csrf]').value = 'of yesterday'");
        await SubmitAsync(watched, page, 400, "This form is too old");
        await page.GotoAsync(site.Url + "/account");
        await page.EvaluateAsync("const f = document.querySelector('#current'); f.maxLength = 99999; f.value = 'x'.repeat(20000)");
        await SubmitAsync(watched, page, 413, "This form is too large");
        for (var tries = 0; tries < 25; tries++) await context.APIRequest.PostAsync(site.Url + "/sign-in");
        await page.GotoAsync(site.Url + "/account");
        await SubmitAsync(watched, page, 429, "Too many tries");
    }

    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task GivenAStoreThatBreaks_WhenAPageIsOpened_ThenAPageSaysWhatToDo(int width)
    {
        BrokenStore store = null!;
        await using var site = await AdminSite.OpenAsync(over: inner => store = new BrokenStore(inner));
        await using var context = await chromium.OpenAsync(width);
        var watched = await Watched.OpenAsync(context);
        await site.SignInAsync(watched.Page, Role.Viewer);
        store.TimesOutFor = AdminSite.Org.Value;
        await MeetAsync(watched, site.At(), 500, "Something went wrong");
        store.Broken = true;
        await MeetAsync(watched, site.At(), 503, "Sync cannot reach its data just now");
    }

    private static async Task MeetAsync(Watched watched, string address, int status, string title)
    {
        await watched.GoAsync(address, status);
        await CheckAsync(watched, title);
    }

    private static async Task SubmitAsync(Watched watched, IPage page, int status, string title)
    {
        watched.Expected.Add(status);
        await page.EvaluateAsync("document.querySelector('main form').noValidate = true");
        await page.Locator("main form button").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = title }).WaitForAsync();
        await CheckAsync(watched, title);
    }

    private static async Task CheckAsync(Watched watched, string title)
    {
        (await watched.Page.Locator("h1").AllInnerTextsAsync()).ShouldBe([title]);
        await watched.Page.Locator("main a.button").WaitForAsync(); // there is a way on
        await watched.CheckAsync();
    }
}
