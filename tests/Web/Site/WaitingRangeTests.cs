using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Api;

namespace Sync.Web.Tests.Site;

/// <summary>Days that are to be read again while another run goes on wait in the store: a restart does not lose them.</summary>
public sealed class WaitingRangeTests
{
    private const string Page = "/orgs/a/connections/alleaves";
    private const string Waits = "Orders that wait to be read again";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenDaysThatWaitForARunElsewhere_WhenTheServiceIsStoppedAndStartedAgain_ThenTheyShowAsWaiting_AndTheClocksRunReadsThem()
    {
        using var folder = new TempFolder();
        await using var pos = await Shops.OpenAsync();
        string day;
        await using (var first = await Service.OverAsync(folder.Store))
        {
            await first.ConnectAsync("a", pos);
            await first.Parts.Runner.RunAsync(Org, new RunOptions());
            day = await SpoilAsync(first);
            await HoldAsync(first, TimeSpan.FromHours(1));
            using var manager = await Browserish.SignedInAsync(first, "a", Role.Manager);

            using var asked = await manager.SubmitAsync(Page, Page + "/re-import", new() { ["from"] = day, ["to"] = day });

            (await manager.FollowAsync(asked)).ShouldContain("also after a restart");
            (await manager.TextAsync(Page)).ShouldContain(Waits);
            await first.StopAsync();
        }

        await using var second = await Service.OverAsync(folder.Store);
        using var viewer = await Browserish.SignedInAsync(second, "a", Role.Viewer);
        (await viewer.TextAsync(Page)).ShouldContain(Waits);
        await HoldAsync(second, TimeSpan.Zero);

        await second.SyncAsync(); // the cron's route

        (await Tenant(second).QueryAsync(Runs).ToListAsync()).Count(r => r.Body.Read().Map("range") is not null).ShouldBe(1);
        (await OrdersOfOneCentAsync(second)).ShouldBe(0);
        (await viewer.TextAsync(Page)).ShouldNotContain(Waits);
    }

    [Fact]
    public async Task GivenARunElsewhere_WhenAProgramAsksForDays_ThenTheyAreTakenAndStandInTheStatusUntilThatIsOver()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        var day = await SpoilAsync(service);
        await HoldAsync(service, TimeSpan.FromHours(1));
        using var user = await ApiUser.WithKeyAsync(service, "a");

        (await user.PostAsync("/api" + Page + "/re-import", $$"""{"from":"{{day}}","to":"{{day}}"}""")).ShouldBe(202);

        var waiting = (await user.GetAsync("/api/orgs/a/sync-status")).Json.GetProperty("connections").GetProperty("alleaves").GetProperty("waitingRanges");
        (waiting.GetArrayLength(), waiting[0].GetProperty("from").GetString(), waiting[0].GetProperty("to").GetString()).ShouldBe((1, day, day));
        await HoldAsync(service, TimeSpan.Zero);
        await Eventually.TrueAsync(async () => await OrdersOfOneCentAsync(service) == 0, "the days are read as soon as the lease is free");
        await Eventually.TrueAsync(
            async () => !(await user.GetAsync("/api/orgs/a/sync-status")).Json.GetProperty("connections").GetProperty("alleaves").TryGetProperty("waitingRanges", out _), "and wait no more");
    }

    [Fact]
    public async Task GivenDaysThatWait_WhenTheyAreTakenBack_ThenTheyShowNoMore_AndAViewerCannot()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        foreach (var to in (string[])["2026-01-02", "2026-01-03"]) await AskAsync(service, "2026-01-01", to);
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        (await viewer.TextAsync(Page)).ShouldNotContain("/withdraw");
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);

        using var taken = await manager.SubmitAsync(Page, Page + "/re-import/withdraw", new() { ["from"] = "2026-01-01", ["to"] = "2026-01-02" });
        var page = await manager.FollowAsync(taken);
        page.ShouldContain("These days are not read again.");
        page.ShouldContain("1 Jan 2026 to 3 Jan 2026, asked for at");
        page.ShouldNotContain("1 Jan 2026 to 2 Jan 2026");
        using var again = await manager.SubmitAsync(Page, Page + "/re-import/withdraw", new() { ["from"] = "2026-01-01", ["to"] = "2026-01-02" });
        (await manager.FollowAsync(again)).ShouldContain("wait no more");

        using var user = await ApiUser.WithKeyAsync(service, "a", "runs:write");
        const string days = """{"from":"2026-01-01","to":"2026-01-03"}""";
        (await user.PostAsync("/api" + Page + "/re-import/withdraw", days)).ShouldBe(204);
        (await user.PostAsync("/api" + Page + "/re-import/withdraw", days)).ShouldBe(404);
        (await manager.TextAsync(Page)).ShouldNotContain(Waits);
    }

    private static Task AskAsync(Service service, string from, string to) =>
        new WaitingRanges(service.Parts.Time).AskAsync(Tenant(service), new OrderRange("alleaves", DateOnly.Parse(from, null), DateOnly.Parse(to, null)), Actor.Operator);

    private static DocumentQuery Runs { get; } = new() { Collection = "runs" };

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(Org);

    // Somebody changes an order: only a read of its day puts that right.
    private static async Task<string> SpoilAsync(Service service)
    {
        var order = await Tenant(service).QueryAsync(new DocumentQuery { Collection = "orders" }).FirstAsync();
        await Tenant(service).CommitAsync([DocumentWrite.Merge(order.Path, DocumentBody.Build(w => w.Number("total", 0.01m)))]);
        (await OrdersOfOneCentAsync(service)).ShouldBe(1);
        return order.Body.Read().Text("businessDate")!;
    }

    private static async Task<int> OrdersOfOneCentAsync(Service service) =>
        await Tenant(service).QueryAsync(new DocumentQuery { Collection = "orders", Filters = [new DocumentFilter("total", FilterOperator.Equal, 0.01m)] }).CountAsync();

    private static Task HoldAsync(Service service, TimeSpan left) => Tenant(service).CommitAsync([DocumentWrite.Replace(new DocumentPath("leases", "sync"), DocumentBody.Build(w =>
    {
        w.Time("expiresAt", service.Parts.Time.GetUtcNow() + left);
        w.Text("holder", "another process");
        w.Number("seconds", 3_600);
    }))]);
}
