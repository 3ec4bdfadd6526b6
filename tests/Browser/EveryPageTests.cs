using Microsoft.AspNetCore.Routing;
using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Web.Access;

namespace Sync.Browser.Tests;

/// <summary>Every page that the route table has and that needs nothing more than an org: wide and narrow, empty and filled, and without scripts.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class EveryPageTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task GivenAnEmptyOrg_WhenEveryPageIsOpened_ThenEachIsWholeAndAccessible(int width)
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(width);
        var watched = await Watched.OpenAsync(context);
        await watched.Page.GotoAsync(site.Url + "/sign-in");
        await watched.CheckAsync();
        await site.SignInAsync(watched.Page, Role.Owner);
        foreach (var path in PagesOf(site))
        {
            await watched.Page.GotoAsync(site.Url + path);
            (await watched.Page.Locator("h1").CountAsync()).ShouldBe(1, path);
            await watched.CheckAsync();
        }
    }

    [SkippableFact]
    public async Task GivenABrowserWithoutScripts_WhenEveryPageIsOpened_ThenEachIsThere()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(scripts: false);
        var watched = await Watched.OpenAsync(context);
        await site.SignInAsync(watched.Page, Role.Owner);
        foreach (var path in PagesOf(site))
        {
            await watched.Page.GotoAsync(site.Url + path);
            (await watched.Page.Locator("h1").CountAsync()).ShouldBe(1, path);
        }

        await watched.CheckAsync(scripts: false);
    }

    [SkippableFact]
    public async Task GivenAKeyboardAlone_WhenSomebodySignsInAndGoesToSettings_ThenItCanBeDone()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var (page, keys) = (watched.Page, watched.Page.Keyboard);
        await page.GotoAsync(site.Url);
        await page.GetByLabel("E-mail address").FocusAsync();
        await keys.TypeAsync(AdminSite.EmailOf(Role.Owner));
        await keys.PressAsync("Tab");
        await keys.TypeAsync(AdminSite.Password);
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync("**/orgs/" + AdminSite.Org);
        await keys.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("Skip to content");
        for (var i = 0; i < 12 && await page.EvaluateAsync<string>("document.activeElement.textContent") != "Settings"; i++) await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync("**/settings");
        await watched.CheckAsync();
    }

    private static IReadOnlyList<string> PagesOf(AdminSite site) =>
    [
        .. site.Routes.Where(r => r.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true && AccessRules.Of(r) is AccessRule.InOrg or AccessRule.SignedIn)
            .Select(r => "/" + r.RoutePattern.RawText!.TrimStart('/').Replace("{orgId}", AdminSite.Org.Value, StringComparison.Ordinal).Replace("{connector}", "alleaves", StringComparison.Ordinal))
            .Where(p => p != "/" && !p.StartsWith("/api/", StringComparison.Ordinal) && !p.Contains('{') && !p.EndsWith("/events", StringComparison.Ordinal) && !p.EndsWith("/status-part", StringComparison.Ordinal) && !p.Contains(".ndjson", StringComparison.Ordinal)),
    ];
}
