using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Web.Access;

namespace Sync.Browser.Tests;

/// <summary>Every page that the route table has: wide and narrow, empty and filled, with scripts and without.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class EveryPageTests(Chromium chromium, FilledShop shop)
{
    [SkippableFact]
    public async Task GivenTheRouteTable_WhenItIsComparedWithThePagesThatAreLookedAt_ThenNoneIsMissing_AndTheOthersAreNoPages()
    {
        await shop.OpenAsync(chromium);
        var (pages, others) = (SitePages.Of(shop), SitePages.Others(shop));
        SitePages.RoutesOf(shop.Site).Except(pages.Keys).Except(others.Keys).ShouldBeEmpty("a route that no test opens: say in SitePages how");
        pages.Keys.Concat(others.Keys).Except(SitePages.RoutesOf(shop.Site)).ShouldBeEmpty("there is no such route any more");
        pages.ShouldAllBe(p => p.Value.Count > 0);
        await using var context = await chromium.OpenAsync();
        var page = await context.NewPageAsync();
        await shop.Site.SignInAsync(page, Role.Owner);
        foreach (var path in others.Values)
            (await page.EvaluateAsync<bool>("async p => { const a = await fetch(p), t = a.headers.get('content-type') ?? ''; return t.startsWith('text/html') && (await a.text()).includes('<html'); }", path)).ShouldBeFalse(path);
    }

    [SkippableFact]
    public async Task GivenThePagesThatTheSiteIsMadeOf_WhenEveryAddressIsOpened_ThenEachIsAmongThem_OrIsLookedAtWhereADeedLeadsToIt()
    {
        await shop.OpenAsync(chromium);
        await using var context = await chromium.OpenAsync();
        var page = await context.NewPageAsync();
        using var rendered = new RenderedPages();
        await shop.Site.SignInAsync(page, Role.Owner);
        foreach (var visit in SitePages.Of(shop).SelectMany(p => p.Value)) await page.GotoAsync(shop.Site.Url + visit.Path);
        rendered.Seen.ShouldNotBeEmpty();
        RenderedPages.All.Except(rendered.Seen).Order().ShouldBe(SitePages.ByDeeds.Keys.Order(), "a page that no test opens: say in SitePages how");
    }

    [SkippableTheory]
    [InlineData(1280, true)]
    [InlineData(360, true)]
    [InlineData(360, false)]
    public async Task GivenAFilledShop_WhenEveryPageIsOpened_ThenEachIsWholeAndAccessible(int width, bool scripts)
    {
        await shop.OpenAsync(chromium);
        await using var context = await chromium.OpenAsync(width, scripts);
        var watched = await Watched.OpenAsync(context);
        await shop.Site.SignInAsync(watched.Page, Role.Owner);
        foreach (var visit in SitePages.Of(shop).SelectMany(p => p.Value))
        {
            watched.Expected.Clear();
            await watched.GoAsync(shop.Site.Url + visit.Path, visit.Status);
            (await watched.Page.Locator("h1").CountAsync()).ShouldBe(1, visit.Path);
            await watched.CheckAsync(scripts, unfold: true);
        }
    }

    [SkippableTheory]
    [InlineData(1280, true)]
    [InlineData(360, true)]
    [InlineData(360, false)]
    public async Task GivenAnEmptyOrg_WhenEveryPageIsOpened_ThenEachIsWholeAndAccessible(int width, bool scripts)
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(width, scripts);
        var watched = await Watched.OpenAsync(context);
        await watched.GoAsync(site.Url + "/sign-in");
        await watched.CheckAsync(scripts);
        await site.SignInAsync(watched.Page, Role.Owner);
        foreach (var path in EmptyPagesOf(site))
        {
            await watched.GoAsync(site.Url + path);
            (await watched.Page.Locator("h1").CountAsync()).ShouldBe(1, path);
            await watched.CheckAsync(scripts);
        }
    }

    // Those that need nothing more than an org.
    private static IReadOnlyList<string> EmptyPagesOf(AdminSite site) =>
    [
        .. site.Routes.Where(r => r.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true && AccessRules.Of(r) is AccessRule.InOrg or AccessRule.SignedIn)
            .Select(r => "/" + r.RoutePattern.RawText!.TrimStart('/').Replace("{orgId}", AdminSite.Org.Value, StringComparison.Ordinal).Replace("{connector}", "alleaves", StringComparison.Ordinal))
            .Where(p => p != "/" && !p.StartsWith("/api/", StringComparison.Ordinal) && !p.Contains('{') && !p.EndsWith("/events", StringComparison.Ordinal) && !p.EndsWith("/status-part", StringComparison.Ordinal) && !p.Contains(".ndjson", StringComparison.Ordinal)),
    ];
}
