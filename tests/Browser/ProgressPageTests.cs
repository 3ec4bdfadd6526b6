using Microsoft.Playwright;
using Sync.Engine.Accounts;

namespace Sync.Browser.Tests;

/// <summary>The page that stands while a file is brought in.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class ProgressPageTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(1280, true)]
    [InlineData(360, true)]
    [InlineData(360, false)]
    public async Task GivenAnImportThatGoesOn_WhenItsPageIsLookedAt_ThenItIsWholeAndAccessible(int width, bool scripts)
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(width, scripts);
        var watched = await Watched.OpenAsync(context);
        await site.SignInAsync(watched.Page, Role.Manager);
        await ShopJourney.ImportThatWaitsAsync(watched.Page, site, "till.csv");
        await watched.Page.Locator("#busy").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        (await watched.Page.Locator("h1").CountAsync()).ShouldBe(1);
        await watched.CheckAsync(scripts);
    }
}
