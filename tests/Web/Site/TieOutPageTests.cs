using System.Globalization;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>Whether the days add up, on the status page.</summary>
public sealed class TieOutPageTests
{
    [Fact]
    public async Task GivenAFirstImport_WhenThePageIsOpened_ThenItSaysWithoutBeingAskedWhichDaysAddUpAndWhenTheyWereCompared()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.SyncAsync();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var page = await viewer.TextAsync("/orgs/a");
        page.ShouldContain("days add up");
        page.ShouldContain("compared ");
        page.ShouldContain("Adds up");
        page.ShouldNotContain("Totals not compared yet");
    }

    [Fact]
    public async Task GivenNoSales_WhenTheDaysWereCompared_ThenThePageDoesNotSayThatNoneOfThemAddUp()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        foreach (var order in pos.Shop.Orders.ToList()) pos.Shop.Orders.Remove(order);
        await service.ConnectAsync("a", pos);
        await service.SyncAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        await manager.SubmitAsync("/orgs/a", "/orgs/a/tie-out", []);
        var page = await manager.TextAsync("/orgs/a");
        page.ShouldContain("Nothing to compare yet");
        page.ShouldNotContain("days add up");
    }

    [Fact]
    public async Task GivenDaysThatWereComparedAtSeveralTimes_WhenThePageIsOpened_ThenItSaysBetweenWhich()
    {
        await using var pos = await Shops.OpenAsync();
        var time = new FakeTime("2026-11-21T14:31:00Z");
        await using var service = await Service.StartWithAsync(s => s, time);
        await service.ConnectAsync("a", pos);
        await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        await CompareAsync(service, ("2026-11-20", time.GetUtcNow()), ("2026-11-10", time.GetUtcNow().AddDays(-3)));
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        (await viewer.TextAsync("/orgs/a")).ShouldContain("compared between 14:31 on 18 Nov and 14:31<");
        await CompareAsync(service, ("2026-11-20", time.GetUtcNow()), ("2026-11-10", time.GetUtcNow()));
        (await viewer.TextAsync("/orgs/a")).ShouldContain("compared at 14:31<");
    }

    [Fact]
    public async Task GivenASyncThatGoesOn_WhenDaysThatDifferAreCompared_ThenItIsSaidSo_AndWhatWasFoundBeforeStays()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.SyncAsync();
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        var day = await tenant.QueryAsync(new DocumentQuery { Collection = "daily_sales", Filters = [new DocumentFilter("businessDate", FilterOperator.GreaterThan, Day(-10))], Limit = 1 }).SingleAsync();
        await tenant.CommitAsync([DocumentWrite.Merge(day.Path, DocumentBody.Build(w => w.Number("net", 1)))]);
        await tenant.CommitAsync([DocumentWrite.Replace(new DocumentPath("leases", "sync"), DocumentBody.Build(w =>
        {
            w.Time("expiresAt", service.Parts.Time.GetUtcNow().AddMinutes(5));
            w.Text("holder", "another process");
            w.Number("seconds", 3_600);
        }))]);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);

        using var compared = await manager.SubmitAsync("/orgs/a", "/orgs/a/tie-out", []);

        var page = await manager.FollowAsync(compared);
        page.ShouldContain("A sync goes on and changes these days while they are compared.");
        page.ShouldContain("days add up");
        page.ShouldNotContain("Differs");
    }

    private static string Day(int days) => TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Task CompareAsync(Service service, params (string Day, DateTimeOffset At)[] days) => service.Parts.Store.OpenTenant(OrgId.Parse("a")).CommitAsync([DocumentWrite.Replace(new DocumentPath("tie_outs", "last"), DocumentBody.Build(w =>
    {
        w.Time("at", days[0].At);
        w.List("days", days, (m, day) =>
        {
            m.Time("at", day.At);
            m.Text("connection", "alleaves");
            m.Map("counted", t => t.Number("orders", 0));
            m.Text("day", day.Day);
            m.Text("location", "main");
        });
        w.Text("from", "2026-11-08");
        w.Text("to", "2026-11-22");
    }))]);
}
