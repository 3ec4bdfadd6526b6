using System.Net;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>The status page says how the org stands, and lets whoever may do something about it.</summary>
public sealed class StatusTests
{
    private const string Page = "/orgs/a";

    [Fact]
    public async Task GivenNoConnection_WhenAnAdminLooks_ThenOneBigButtonLeadsToConnect()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var page = await admin.TextAsync(Page);
        page.ShouldContain("<a class=\"button big\" href=\"/orgs/a/connect\">");
        page.ShouldNotContain("Run now");
    }

    [Fact]
    public async Task GivenAConnection_WhenItIsSyncedGrowsOldAndFails_ThenItsStateSaysSoInWords()
    {
        await using var pos = await Shops.OpenAsync();
        var time = new FakeTime("2026-11-21T14:00:00Z");
        await using var service = await Service.StartWithAsync(s => s, time);
        await service.ConnectAsync("a", pos);
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        (await viewer.TextAsync(Page)).ShouldContain("Waits for its first sync");

        await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        var page = await viewer.TextAsync(Page);
        page.ShouldContain("Up to date, next run 14:30");
        page.ShouldContain("just now, at 14:00");
        page.ShouldContain("30 customers");
        page.ShouldContain("Complete since ");
        page.ShouldContain("<th scope=\"col\" class=\"number\">Rejected</th><th scope=\"col\" class=\"number\">Quarantined</th>");

        time.Advance(TimeSpan.FromHours(3));
        (await viewer.TextAsync(Page)).ShouldContain("Out of date: last synced 3 hours ago");

        pos.Faults.Add(new Fault { Path = "/orders", Kind = FaultKind.Status, Status = 400 });
        await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        page = await viewer.TextAsync(Page);
        page.ShouldContain("Part is missing");
        page.ShouldContain("<strong>Orders:</strong>");
    }

    [Theory]
    [InlineData("14:07:00", "14:30")]
    [InlineData("14:29:59", "14:30")]
    [InlineData("14:30:00", "15:00")]
    public async Task GivenASyncBetweenTwoBeats_WhenItIsDone_ThenTheNextRunIsWhenTheClockStrikes(string now, string next)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartWithAsync(s => s, new FakeTime($"2026-11-21T{now}Z"));
        await service.ConnectAsync("a", pos);
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var report = await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        (await viewer.TextAsync(Page)).ShouldContain($"Up to date, next run {next}");
        report.Runs.Single().NextRunAt!.Value.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(next);
    }

    [Fact]
    public async Task GivenAShopInAnotherTimeZone_WhenItIsSynced_ThenTimesAreItsOwn()
    {
        await using var pos = await Shops.OpenAsync();
        var time = new FakeTime("2026-11-21T14:00:00Z");
        await using var service = await Service.StartWithAsync(s => s, time);
        await service.ConnectAsync("a", pos);
        await service.Parts.Orgs.SaveAsync(OrgId.Parse("a"), new OrgSettings { Name = "A", TimeZone = "America/New_York", Currency = "USD" });
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        (await viewer.TextAsync(Page)).ShouldContain("Up to date, next run 09:30");
    }

    [Fact]
    public async Task GivenAViewer_WhenTheyWantToRun_ThenThereIsNoButtonAndTheRouteRefuses()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var page = await viewer.TextAsync(Page);
        page.ShouldNotContain("Run now");
        page.ShouldNotContain("Dry run");
        (await viewer.SubmitAsync(Page, Page + "/run", [])).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await viewer.SubmitAsync(Page, Page + "/dry-run", [])).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await service.RunsAsync("a")).ShouldBe(0);
    }

    [Fact]
    public async Task GivenAManager_WhenTheyRunNow_ThenItRunsAndIsInTheAuditLog()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var started = await manager.SubmitAsync(Page, Page + "/run", []);
        (await manager.FollowAsync(started)).ShouldContain("The sync has begun.");
        await Eventually.TrueAsync(async () => await service.RunsAsync("a") == 1, "the run is on record");
        var entry = (await AuditLog.ListAsync(Tenant(service), null, 1)).Single();
        (entry.Action, entry.Actor.Name).ShouldBe(("run.started", "manager@a.example"));
    }

    [Fact]
    public async Task GivenADryRun_WhenItEnds_ThenItsPageShowsWhatWouldBeWrittenAndNothingIs()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var started = await manager.SubmitAsync(Page, Page + "/dry-run", []);
        started.Headers.Location!.OriginalString.ShouldBe("/orgs/a/dry-run");
        await Eventually.TrueAsync(async () => (await manager.TextAsync("/orgs/a/dry-run")).Contains("Nothing was written"), "the dry run ends");
        var page = await manager.TextAsync("/orgs/a/dry-run");
        System.Text.RegularExpressions.Regex.IsMatch(page, @"<th scope=""row"">customers</th>\s*<td>.*</td>\s*<td class=""number"">30</td>").ShouldBeTrue(page);
        page.ShouldContain("customers/");
        (await Tenant(service).QueryAsync(new DocumentQuery { Collection = "customers" }).CountAsync()).ShouldBe(0);
        (await manager.TextAsync(Page)).ShouldContain("Waits for its first sync");
    }

    [Fact]
    public async Task GivenSales_WhenThePageIsMade_ThenThirtyDaysStandInATableThatAddsUp()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var page = await viewer.TextAsync(Page);
        var shown = System.Text.RegularExpressions.Regex.Matches(page, "data-day=\"([^\"]+)\" data-net=\"([^\"]+)\"")
            .ToDictionary(m => m.Groups[1].Value, m => decimal.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
        shown.Count.ShouldBe(30);
        var stored = await Tenant(service).QueryAsync(new DocumentQuery { Collection = "daily_sales" }).ToListAsync();
        var days = stored.Select(d => d.Body.Read()).Where(f => shown.ContainsKey(f.Text("businessDate")!)).ToList();
        days.ShouldNotBeEmpty();
        shown.Values.Sum().ShouldBe(days.Sum(f => f.Number("net") ?? 0));
        page.ShouldContain("id=\"chart\"", customMessage: "the build fetched the chart library");
        page.ShouldContain("/echarts.min.js\" defer");
    }

    [Fact]
    public async Task GivenADayThatSomebodyHasSpoilt_WhenItIsComparedWithItsOrders_ThenItsBadgeSaysSo()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        (await manager.TextAsync(Page)).ShouldContain("Totals not compared yet");
        using var good = await manager.SubmitAsync(Page, Page + "/tie-out", []);
        (await manager.FollowAsync(good)).ShouldContain("days add up");

        var from = TimeProvider.System.GetUtcNow().AddDays(-10).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var day = await Tenant(service).QueryAsync(new DocumentQuery
        {
            Collection = "daily_sales",
            Filters = [new DocumentFilter("businessDate", FilterOperator.GreaterThan, from)],
            Limit = 1,
        }).SingleAsync();
        await Tenant(service).CommitAsync([DocumentWrite.Merge(day.Path, DocumentBody.Build(w => w.Number("net", 1)))]);
        using var bad = await manager.SubmitAsync(Page, Page + "/tie-out", []);

        var page = await manager.FollowAsync(bad);
        page.ShouldContain("1 of ");
        page.ShouldContain("The day says 1.00 USD in");
    }

    [Fact]
    public async Task GivenAConnectionThatIsNotThere_WhenItsPageIsOpened_ThenItSaysSo()
    {
        await using var service = await Service.StartAsync();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        (await viewer.GetAsync(Page + "/connections/none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(OrgId.Parse("a"));
}
