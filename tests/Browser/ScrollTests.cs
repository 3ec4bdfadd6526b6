using Microsoft.Playwright;
using Sync.Engine.Accounts;

namespace Sync.Browser.Tests;

/// <summary>A phone shows no scroll bar: what a table has beyond the right edge is told otherwise.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class ScrollTests(Chromium chromium, FilledShop shop)
{
    [SkippableFact]
    public async Task GivenATableThatIsWiderThanAPhone_WhenItIsScrolledToItsEnd_ThenItsEdgeFadesUntilThen()
    {
        await shop.OpenAsync(chromium);
        await using var context = await chromium.OpenAsync(360);
        var page = await context.NewPageAsync();
        await shop.Site.SignInAsync(page, Role.Owner);
        await page.GotoAsync($"{shop.Site.Url}/orgs/{AdminSite.Org}/history");
        var table = page.Locator(".scroll").First;
        (await table.EvaluateAsync<bool>("t => t.scrollWidth > t.clientWidth")).ShouldBeTrue();

        (await EdgeAsync(table)).ShouldBeLessThan(1);
        await table.EvaluateAsync("t => { t.scrollLeft = t.scrollWidth; }");

        (await EdgeAsync(table)).ShouldBe(1);
    }

    // How opaque the right edge is, once the page has been drawn again.
    private static Task<double> EdgeAsync(ILocator table) => table.EvaluateAsync<double>("""
        t => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
          const rgba = getComputedStyle(t).getPropertyValue('--edge').match(/[\d.]+/g);
          done(rgba.length > 3 ? Number(rgba[3]) : 1);
        })))
        """);
}
