using System.Diagnostics;
using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Simulator;
using Sync.TestKit;

namespace Sync.Browser.Tests;

/// <summary>What goes on, as it reaches somebody who watches: on the screen, and by ear.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class LiveTests(Chromium chromium)
{
    // Everything that a screen reader is given to say on this page, in order.
    private const string Listen = "document.addEventListener('DOMContentLoaded',()=>{window.heard=[];for(const e of document.querySelectorAll('[role=status],[role=alert],[aria-live]'))new MutationObserver(()=>{if(e.isConnected&&e.textContent.trim())window.heard.push(e.textContent.trim());}).observe(e,{childList:true,subtree:true,characterData:true});});";

    [SkippableFact]
    public async Task GivenAFirstImportThatIsHeldAtAPage_WhenItGoesOn_ThenTheScreenShowsItWithinASecond()
    {
        using var gate = new Gate();
        await using var pos = await ShopJourney.OpenAlleavesAsync(new ShopPlan { Customers = 250, Orders = 450, Products = 10 });
        pos.Faults.Add(new Fault { Path = "/api/orders", Skip = 2, Times = 1, Kind = FaultKind.Before, Before = gate.Pass });
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Manager);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await gate.Reached;

        var line = page.Locator("[data-live=lines] li").Filter(new() { HasText = "orders" });
        await Assertions.Expect(line).ToContainTextAsync("of 450");
        await Assertions.Expect(page.Locator("[data-live=text]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^Importing: (about )?\d+ %$"));
        await Assertions.Expect(page.Locator("[data-live=left]")).ToContainTextAsync("left");
        await Assertions.Expect(page.GetByText("You can close this page: the import goes on, and what is done is kept.")).ToBeVisibleAsync();
        var (before, percent) = (await line.InnerTextAsync(), await PercentAsync());
        await watched.CheckAsync();

        // From the moment at which the process knows more than it did at the gate.
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        await using var states = site.Live.FollowAsync(AdminSite.Org, late.Token).GetAsyncEnumerator();
        gate.Open();
        RunProgress? now;
        do
        {
            (await states.MoveNextAsync()).ShouldBeTrue();
            now = states.Current.Stages.FirstOrDefault(s => s.Stage == "orders");
        }
        while (now is null || before.Contains($": {now.Done} of", StringComparison.Ordinal));
        var watch = Stopwatch.StartNew();
        await page.WaitForFunctionAsync("b => document.querySelector('[data-live=lines]')?.innerText.split('\\n').every(l => l !== b) ?? true", before);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        percent.ShouldBeInRange(25, 99);
        await ShopJourney.UpToDateAsync(page);
        await watched.CheckAsync();

        async Task<double> PercentAsync() => await page.Locator("[data-live=bar]").EvaluateAsync<double>("b => b.value");
    }

    [SkippableFact]
    public async Task GivenSomebodyWhoListens_WhenARunGoesOn_ThenTheyHearItsBeginningItsTenthsAndItsEnd()
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync();
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        await using var context = await chromium.OpenAsync();
        await context.AddInitScriptAsync(Listen);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Viewer);
        var end = new TaskCompletionSource();
        IProgress<RunProgress>? progress = null;
        var run = site.Live.WatchAsync(AdminSite.Org, "somebody", async p =>
        {
            progress = p;
            await end.Task;
            return null;
        });
        await Assertions.Expect(page.Locator("#said")).ToHaveTextAsync("Syncing…");
        foreach (var done in (long[])[10, 11, 12, 50, 51, 52, 53, 90])
        {
            progress!.Report(new RunProgress("alleaves", "orders", done, 100));
            await Assertions.Expect(page.Locator("[data-live=lines]")).ToContainTextAsync($"{done} of 100");
        }

        end.SetResult();
        await run;
        await Assertions.Expect(page.Locator("#said")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^The run has ended\. Up to date"));
        var heard = await page.EvaluateAsync<string[]>("window.heard");
        heard.Length.ShouldBe(heard.Distinct().Count(), string.Join(" | ", heard)); // nothing twice
        heard.Length.ShouldBeInRange(4, 6, string.Join(" | ", heard)); // the beginning, three or four tenths, the end
        heard[0].ShouldBe("Syncing…");
        heard.Skip(1).SkipLast(1).ShouldAllBe(h => h.StartsWith("Syncing: ", StringComparison.Ordinal));
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenTwoConnections_WhenARunGoesFromOneToTheNext_ThenEachIsHeardFromItsBeginningAndByItsName()
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync();
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await site.ConnectAsync("alleaves", pos.Settings(), "north");
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        await using var context = await chromium.OpenAsync();
        await context.AddInitScriptAsync(Listen);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Viewer);
        var end = new TaskCompletionSource();
        IProgress<RunProgress>? progress = null;
        var run = site.Live.WatchAsync(AdminSite.Org, "somebody", async p =>
        {
            progress = p;
            await end.Task;
            return null;
        });
        await Assertions.Expect(page.Locator("#said")).ToHaveTextAsync("Syncing…");
        foreach (var (connection, done) in (IEnumerable<(string, long)>)[("alleaves", 50), ("alleaves", 95), ("north", 1), ("north", 30), ("north", 60)])
        {
            progress!.Report(new RunProgress(connection, "orders", done, 100));
            await Assertions.Expect(page.Locator("[data-live=lines]")).ToContainTextAsync($"{connection}, orders: {done} of 100");
        }

        end.SetResult();
        await run;
        await Assertions.Expect(page.Locator("#said")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^The run has ended\. Alleaves: Up to date.*\. Alleaves north: Up to date"));
        var heard = await page.EvaluateAsync<string[]>("window.heard");
        var told = string.Join(" | ", heard);
        heard.Count(h => h.StartsWith("Alleaves: Syncing: ", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2, told);
        heard.Count(h => h.StartsWith("Alleaves north: Syncing: ", StringComparison.Ordinal)).ShouldBe(3, told); // its beginning, and two tenths
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenAnImportThatGoesOn_WhenSomebodyWatches_ThenItsNumbersChangeInPlaceAndNothingIsSaidAgain()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(360);
        await context.AddInitScriptAsync(Listen);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Manager);
        await ShopJourney.ImportThatWaitsAsync(page, site, "till.csv");
        await page.GetByText("Reading the file").WaitForAsync();
        await watched.CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Renew" }).FocusAsync();
        var end = new TaskCompletionSource();
        IProgress<RunProgress>? progress = null;
        var run = site.Live.WatchAsync(AdminSite.Org, "somebody", async p =>
        {
            progress = p;
            await end.Task;
            return null;
        });
        foreach (var done in (long[])[300, 600, 900])
        {
            progress!.Report(new RunProgress("files", "orders", done, 1000));
            await Assertions.Expect(page.Locator("#stages")).ToContainTextAsync($"orders: {done} of 1,000");
            (await page.Locator("progress").EvaluateAsync<double>("b => b.value")).ShouldBe(done);
        }

        await watched.CheckAsync();
        (await page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("Renew");
        (await page.EvaluateAsync<string[]>("window.heard")).ShouldBeEmpty();
        end.SetResult();
        await run;
        await site.HoldAsync(TimeSpan.FromSeconds(-1));
        await page.GetByRole(AriaRole.Heading, new() { Name = "till.csv is imported" }).WaitForAsync(new() { Timeout = 60_000 });
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenTheChartsLibrary_WhenSalesAreShown_ThenTheChartIsDrawn()
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync();
        await using var site = await AdminSite.OpenAsync();
        await site.ConnectAsync("alleaves", pos.Settings());
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        await site.SignInAsync(page, Role.Viewer);
        Require.That(await page.Locator("script[src$='/echarts.min.js']").CountAsync() > 0, "npm has not brought ECharts to this build");
        await page.Locator("#chart canvas").WaitForAsync();
        // Pixels of the bars' own colour.
        await page.WaitForFunctionAsync("""
            () => {
              const canvas = document.querySelector('#chart canvas'), all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              let bars = 0;
              for (let i = 0; i < all.length; i += 4) if (all[i] === 0x0b && all[i + 1] === 0x5d && all[i + 2] === 0x51) bars++;
              return bars > 500;
            }
            """);
        await watched.CheckAsync();
    }
}
