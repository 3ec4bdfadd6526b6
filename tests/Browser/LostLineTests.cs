using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;

namespace Sync.Browser.Tests;

/// <summary>What a page does whose live numbers are cut off, such as by a proxy while the service is replaced.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class LostLineTests(Chromium chromium)
{
    private const string Events = "**/events", Part = "**/status-part";
    private static readonly System.Text.RegularExpressions.Regex Lost = new("The connection is lost; trying again");

    [SkippableFact]
    public async Task GivenAProxyThatAnsweredOnce503_WhenARunGoesOn_ThenItsProgressComesAgain_AndThePageStays()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        watched.Expected.Add(503);
        var page = watched.Page;
        await BreakAsync(page, Events);
        await site.SignInAsync(page, Role.Viewer);
        await Assertions.Expect(page.Locator("#line")).ToHaveTextAsync(Lost);
        await page.EvaluateAsync("window.mark = 1");
        await BreakAsync(page, Part); // the panels that the run's beginning asks for
        var end = new TaskCompletionSource();
        var run = site.Live.WatchAsync(AdminSite.Org, "somebody", async p =>
        {
            p.Report(new RunProgress("alleaves", "orders", 30, 100));
            await end.Task;
            return null;
        });

        await Assertions.Expect(page.Locator("[data-live=lines]")).ToContainTextAsync("30 of 100", new() { Timeout = 20_000 });
        await Assertions.Expect(page.Locator("#line")).ToBeEmptyAsync();

        end.SetResult();
        await run;
        await Assertions.Expect(page.Locator("#run")).ToBeEmptyAsync();
        (await page.EvaluateAsync<int>("window.mark")).ShouldBe(1); // the whole page was never loaded again
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenASessionThatHasEnded_WhenTheLineIsCut_ThenThePageAsksToSignIn()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        watched.Expected.Add(503);
        await BreakAsync(watched.Page, Events);
        await site.SignInAsync(watched.Page, Role.Viewer);
        await Assertions.Expect(watched.Page.Locator("#line")).ToHaveTextAsync(Lost);
        await context.ClearCookiesAsync();
        await watched.Page.GetByLabel("Password").WaitForAsync();
    }

    [SkippableFact]
    public async Task GivenADryRunThatIsWaitedFor_WhenTheLineIsCut_ThenItsResultComesByItself()
    {
        using var gate = new TestKit.Gate();
        await using var pos = await ShopJourney.OpenAlleavesAsync();
        pos.Faults.Add(new Simulator.Fault { Path = "/api/orders", Times = 1, Kind = Simulator.FaultKind.Before, Before = gate.Pass });
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        watched.Expected.Add(503);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Manager);
        await BreakAsync(page, Events);
        var cut = page.WaitForResponseAsync(r => r.Status == 503);
        await page.GetByRole(AriaRole.Button, new() { Name = "Dry run" }).ClickAsync();
        await cut;
        gate.Open();
        await page.GetByText("This is what a sync would do now").WaitForAsync();
        await watched.CheckAsync();
    }

    private static Task BreakAsync(IPage page, string address) =>
        page.RouteAsync(address, route => route.FulfillAsync(new() { Status = 503, Body = "upstream connect error" }), new() { Times = 1 });
}
