using Microsoft.Playwright;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;

namespace Sync.Browser.Tests;

/// <summary>What each connection's card says while a run goes from one to the next.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class BadgeTests(Chromium chromium)
{
    [SkippableFact]
    public async Task GivenTwoConnections_WhenARunReadsOneAfterTheOther_ThenEachCardSaysWhatHoldsOfItNow()
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync();
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await site.Parts.Connections.SaveAsync(site.Tenant, "second", "alleaves", ConnectionSettings.From(site.Parts.Connectors.Find("alleaves").Descriptor, pos.Settings()), []);
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Viewer);
        ILocator Card(string id) => page.Locator($"section[aria-labelledby='c-{id}']");
        ILocator Badge(string id) => Card(id).Locator("h2 ~ .state");
        var end = new TaskCompletionSource<OrgOutcome?>();
        IProgress<RunProgress>? progress = null;
        var run = site.Live.WatchAsync(AdminSite.Org, "somebody", p => (progress = p, end.Task).Task);

        progress!.Report(new RunProgress("alleaves", "customers", 10, 100));
        await Assertions.Expect(Badge("alleaves")).ToContainTextAsync("Syncing: ");
        await Assertions.Expect(Card("alleaves")).ToContainTextAsync("This is how the last run left it, until that is done");
        await Assertions.Expect(Badge("second")).ToContainTextAsync("Up to date");
        var before = await Badge("alleaves").InnerTextAsync();
        progress.Report(new RunProgress("alleaves", "customers", 90, 100));
        await Assertions.Expect(Badge("alleaves")).Not.ToHaveTextAsync(before);
        (await Badge("alleaves").InnerTextAsync()).ShouldEndWith(await page.Locator("[data-live=text]").InnerTextAsync());
        await watched.CheckAsync();

        progress.Report(new RunProgress("second", "customers", 20, 100));
        await Assertions.Expect(Badge("second")).ToContainTextAsync("Syncing: ");
        await Assertions.Expect(Badge("alleaves")).ToContainTextAsync("Up to date");
        await Assertions.Expect(Card("alleaves")).Not.ToContainTextAsync("until that is done");

        end.SetResult(null);
        await run;
        await Assertions.Expect(Badge("second")).ToContainTextAsync("Up to date");
        await watched.CheckAsync();
    }
}
