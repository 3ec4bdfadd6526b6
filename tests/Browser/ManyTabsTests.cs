using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;

namespace Sync.Browser.Tests;

/// <summary>Many tabs of the site at once: a browser opens six connections to a host, and no more.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class ManyTabsTests(Chromium chromium)
{
    // Playwright lets every tab believe that it is looked at; these are told when they are not.
    private const string Turning =
        "(() => { let away = false; Object.defineProperty(document, 'hidden', { get: () => away }); window.turn = now => { away = now; document.dispatchEvent(new Event('visibilitychange')); }; })();";

    [SkippableFact]
    public async Task GivenEightTabsOfTheStatus_WhenAnotherPageIsOpened_ThenItLoads_AndATabThatIsShownAgainIsUpToDate()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync();
        await context.AddInitScriptAsync(Turning);
        var watched = await Watched.OpenAsync(context);
        await site.SignInAsync(watched.Page, Role.Viewer);
        var first = watched.Page;
        var shown = first;
        for (var tab = 2; tab <= 8; tab++) shown = await InsteadOfAsync(shown, site.At());
        await InsteadOfAsync(shown, site.At("/history"));

        var end = new TaskCompletionSource();
        var run = site.Live.WatchAsync(AdminSite.Org, "somebody", async p =>
        {
            p.Report(new RunProgress("alleaves", "orders", 30, 100));
            await end.Task;
            return null;
        });
        await TurnAsync(first, away: false);
        await Assertions.Expect(first.Locator("[data-live=lines]")).ToContainTextAsync("30 of 100");

        await TurnAsync(first, away: true);
        end.SetResult();
        await run;
        await TurnAsync(first, away: false);
        await Assertions.Expect(first.Locator("#run")).ToBeEmptyAsync();
        await watched.CheckAsync();
    }

    // Another tab, which hides the one that was looked at.
    private static async Task<IPage> InsteadOfAsync(IPage before, string address)
    {
        await TurnAsync(before, away: true);
        var page = await before.Context.NewPageAsync();
        (await page.GotoAsync(address, new() { Timeout = 5_000 }))!.Ok.ShouldBeTrue(address);
        return page;
    }

    private static Task TurnAsync(IPage page, bool away) => page.EvaluateAsync("away => window.turn(away)", away);
}
