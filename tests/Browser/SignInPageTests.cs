using Microsoft.Playwright;
using Sync.Model;

namespace Sync.Browser.Tests;

/// <summary>The sign-in page of a site whose operator has registered it at Google.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class SignInPageTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData(1280, true)]
    [InlineData(360, true)]
    [InlineData(360, false)]
    public async Task GivenAClientAtGoogle_WhenTheSignInPageIsOpened_ThenItHasGooglesLinkAndIsAccessible(int width, bool scripts)
    {
        await using var site = await AdminSite.OpenAsync(s => s with { GoogleClientId = "1234.apps.googleusercontent.com", GoogleClientSecret = new Secret("the site's own") });
        await using var context = await chromium.OpenAsync(width, scripts);
        var watched = await Watched.OpenAsync(context);
        await watched.GoAsync(site.Url + "/sign-in");
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Google" }).WaitForAsync();
        await watched.CheckAsync(scripts);
    }
}
