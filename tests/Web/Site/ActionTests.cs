using System.Net;
using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Deletes;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Store;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>What people do to a connection on its page.</summary>
public sealed partial class ActionTests
{
    private const string Status = "/orgs/a";
    private const string Page = "/orgs/a/connections/alleaves";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenAConnection_WhenItIsPausedAndResumed_ThenItIsLeftOutMeanwhileAndTheLogSaysWho()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var paused = await admin.SubmitAsync(Page, Page + "/pause", []);
        var page = await admin.FollowAsync(paused);
        page.ShouldContain("Paused: it is not read until you resume it.");
        page.ShouldContain("</span> Paused</span>");
        page.ShouldNotContain("Run now");
        (await service.SyncAsync()).ShouldNotContainKey("a");
        pos.Requests.ShouldBeEmpty();

        using var resumed = await admin.SubmitAsync(Page, Page + "/resume", []);
        (await admin.FollowAsync(resumed)).ShouldContain("Run now");
        (await service.SyncAsync()).ShouldContainKey("a");
        (await AuditLog.ListAsync(Tenant(service), null, 2)).Select(e => (e.Action, e.Subject, e.Actor.Name))
            .ShouldBe([("connection.resumed", "alleaves", "admin@a.example"), ("connection.paused", "alleaves", "admin@a.example")]);
    }

    [Fact]
    public async Task GivenAConnection_WhenItsNameIsTyped_ThenItGoesWithAllThatCameFromIt_AndNotBefore()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        (await admin.TextAsync(Page + "/remove")).ShouldContain("<li>30 customers</li>");
        using var wrong = await admin.SubmitAsync(Page + "/remove", Page + "/remove", new() { ["name"] = "alleave" });
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await CountAsync(service, "customers")).ShouldBe(30);

        using var removed = await admin.SubmitAsync(Page + "/remove", Page + "/remove", new() { ["name"] = " alleaves " });

        (await admin.FollowAsync(removed)).ShouldContain("is being removed");
        await Eventually.TrueAsync(async () => (await ConnectionDirectory.ListAsync(Tenant(service))).Count == 0, "the connection is gone");
        foreach (var collection in (string[])["customers", "orders", "products", "daily_sales", "customer_spending"]) (await CountAsync(service, collection)).ShouldBe(0, collection);
        (await admin.TextAsync(Status)).ShouldContain("Nothing is connected yet");
        (await AuditLog.ListAsync(Tenant(service), null, 1)).Single().Action.ShouldBe("connection.removed");
    }

    [Fact]
    public async Task GivenHeldDeletes_WhenAnAdminRejectsOrApprovesThem_ThenTheNextRunKeepsOrDeletes()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Orgs.SaveAsync(Org, new OrgSettings { Name = "A", DeleteLimitShare = 0, DeleteLimitCount = 1 });
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        var name = pos.Shop.Products[0].Name;
        foreach (var _ in Enumerable.Range(0, 3)) pos.Shop.Products.RemoveAt(0);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var page = await admin.TextAsync(Status);
        page.ShouldContain("Waits for your decision");
        page.ShouldContain("3 of 10 products are gone at the POS");
        page.ShouldContain(name);
        (await manager.TextAsync(Status)).ShouldNotContain("Approve");

        using var rejected = await admin.SubmitAsync(Status, Page + "/deletes/reject", Decision(page));
        page = await admin.FollowAsync(rejected);
        page.ShouldContain("Rejected: they are kept");
        page.ShouldContain("Decided: the next run carries it out");
        page.ShouldContain("Deletes decided");
        page.ShouldContain("Rejected: the next run keeps them for good.");
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        (await CountAsync(service, "products")).ShouldBe(10);
        (await admin.TextAsync(Status)).ShouldContain("Up to date");

        foreach (var _ in Enumerable.Range(0, 3)) pos.Shop.Products.RemoveAt(0);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        page = await admin.TextAsync(Status);
        using var approved = await admin.SubmitAsync(Status, Page + "/deletes/approve", Decision(page));
        (await admin.FollowAsync(approved)).ShouldContain("Approved: the next run deletes them.");
        var done = await service.Parts.Runner.RunAsync(Org, new RunOptions());
        done.Result.ShouldBe(RunResult.Done, string.Join("; ", done.Runs.SelectMany(r => r.Streams.Select(s => $"{s.Key} {s.Value.Status} {s.Value.Error} {s.Value.ErrorDetail}").Append(r.ErrorDetail))));
        (await CountAsync(service, "products")).ShouldBe(7);
        (await HeldDeletes.ListAsync(Tenant(service))).ShouldBeEmpty();
        using var late = await admin.SubmitAsync(Status, Page + "/deletes/approve", Decision(page));
        Notice().Match(await admin.FollowAsync(late)).Groups[1].Value.ShouldContain("not held any more");
    }

    [Fact]
    public async Task GivenHeldDeletesOfAPausedConnection_WhenAnAdminApprovesThem_ThenTheyAreToldThatItWaitsUntilItIsResumed()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Orgs.SaveAsync(Org, new OrgSettings { Name = "A", DeleteLimitShare = 0, DeleteLimitCount = 1 });
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        foreach (var _ in Enumerable.Range(0, 3)) pos.Shop.Products.RemoveAt(0);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        (await admin.TextAsync(Status)).ShouldContain("Delete these records with the next run?");
        using var paused = await admin.SubmitAsync(Page, Page + "/pause", []);
        var page = await admin.FollowAsync(paused);
        page.ShouldContain("Delete these records with the next run, once the connection is resumed?");

        using var approved = await admin.SubmitAsync(Status, Page + "/deletes/approve", Decision(page));

        page = await admin.FollowAsync(approved);
        Notice().Match(page).Groups[1].Value.ShouldBe("Approved: the next run deletes them, once the connection is resumed.");
        page.ShouldContain("<p>Approved: the next run deletes them, once the connection is resumed.</p>");
        page.ShouldNotContain("the next run carries it out");
        using var resumed = await admin.SubmitAsync(Page, Page + "/resume", []);
        (await admin.TextAsync(Status)).ShouldContain("<p>Approved: the next run deletes them.</p>");
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        (await CountAsync(service, "products")).ShouldBe(7);
    }

    [Theory]
    [InlineData("", "2026-11-01")]
    [InlineData("2026-11-02", "2026-11-01")]
    [InlineData("2026-11-01", "2999-01-01")]
    [InlineData("01.11.2026", "2026-11-01")]
    [InlineData("0001-01-01", "2026-11-01")]
    [InlineData("1969-12-31", "2026-11-01")]
    public async Task GivenDaysThatAreNone_WhenTheyAreToBeReadAgain_ThenNothingStarts(string from, string to)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var refused = await manager.SubmitAsync(Page, Page + "/re-import", new() { ["from"] = from, ["to"] = to });
        (await manager.FollowAsync(refused)).ShouldContain("Nothing was started.");
        pos.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAConnectionThatWasPausedMeanwhile_WhenAnOlderPageIsSent_ThenItSaysThatNothingWasStarted()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        await service.Parts.Connections.SetActiveAsync(Tenant(service), "alleaves", false, Actor.Operator);
        var lines = (await AuditLog.ListAsync(Tenant(service), null, 9)).Count;
        foreach (var path in (string[])["run", "re-import"])
        {
            using var refused = await manager.SubmitAsync(Page, $"{Page}/{path}", new() { ["from"] = "2026-11-01", ["to"] = "2026-11-02" });
            Notice().Match(await manager.FollowAsync(refused)).Groups[1].Value.ShouldBe("alleaves is paused. Resume it first. Nothing was started.");
        }

        pos.Requests.ShouldBeEmpty();
        (await AuditLog.ListAsync(Tenant(service), null, 9)).Count.ShouldBe(lines);
    }

    [Fact]
    public async Task GivenDaysThatAreNone_WhenTheyAreRefused_ThenWhatWasTypedStandsInTheForm()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var refused = await manager.SubmitAsync(Page, Page + "/re-import", new() { ["from"] = "2026-11-02", ["to"] = "2026-11-01\"><b>" });
        var fields = SiteForm.FieldsOf(await (await manager.GetAsync(refused.Headers.Location!.OriginalString)).Content.ReadAsStringAsync());
        (fields["from"], fields["to"]).ShouldBe(("2026-11-02", "2026-11-01\"><b>"));
    }

    [Fact]
    public async Task GivenDaysOfOrders_WhenTheyAreReadAgain_ThenWhatSomebodyHasSpoiltIsPutRight()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        var order = (await Tenant(service).QueryAsync(new DocumentQuery { Collection = "orders" }).ToListAsync())[0];
        var day = order.Body.Read().Text("businessDate")!;
        await Tenant(service).CommitAsync([DocumentWrite.Merge(order.Path, DocumentBody.Build(w => w.Number("total", 1)))]);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);

        using var started = await manager.SubmitAsync(Page, Page + "/re-import", new() { ["from"] = day, ["to"] = day });

        (await manager.FollowAsync(started)).ShouldContain("are being read again");
        await Eventually.TrueAsync(
            async () => (await Tenant(service).GetAsync(order.Path))!.Body.Read().Number("total") == order.Body.Read().Number("total"), "the order is put right");
        var entry = (await AuditLog.ListAsync(Tenant(service), null, 1)).Single();
        (entry.Action, entry.Subject).ShouldBe(("run.started", "alleaves"));
    }

    [Fact]
    public async Task GivenAManager_WhenTheyOpenAConnection_ThenTheySeeWhatTheyMayAndTheRestIsRefused()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var page = await manager.TextAsync(Page);
        page.ShouldContain("Run now");
        page.ShouldContain("Read again");
        foreach (var word in (string[])["Pause", "Remove", "reconnect"]) page.ShouldNotContain(word);
        foreach (var path in (string[])["pause", "resume", "remove", "deletes/approve", "deletes/reject"])
            (await manager.SubmitAsync(Page, $"{Page}/{path}", [])).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        (await ConnectionDirectory.ListAsync(Tenant(service))).Single().Active.ShouldBeTrue();
    }

    private static Dictionary<string, string> Decision(string page) => new() { ["stream"] = "products", ["set"] = Set().Match(page).Groups[1].Value };

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(Org);

    private static async Task<int> CountAsync(Service service, string collection) =>
        await Tenant(service).QueryAsync(new DocumentQuery { Collection = collection }).CountAsync();

    [GeneratedRegex("role=\"status\">([^<]*)<")]
    private static partial Regex Notice();

    [GeneratedRegex("name=\"set\" value=\"([^\"]+)\"")]
    private static partial Regex Set();
}
