using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Store;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site.History;

/// <summary>What runs have done, as pages and lines of JSON.</summary>
public sealed partial class HistoryTests
{
    private const string Page = "/orgs/a/history";

    [Fact]
    public async Task GivenASync_WhenTheHistoryIsOpened_ThenTheRunStandsThereWithCountsAndSamples()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        (await manager.TextAsync(Page)).ShouldContain("No runs yet");
        await service.SyncAsync();

        var list = await manager.TextAsync(Page);
        list.ShouldContain("Complete");
        list.ShouldContain("the daily comparison of totals) is in none of them");
        list.ShouldContain("Alleaves");
        var address = Row().Match(list).Groups[1].Value;
        var page = await manager.TextAsync(address);
        page.ShouldContain("<th scope=\"row\">Customers</th>");
        page.ShouldContain("Some of the records, before and after");
        page.ShouldContain("New: customers/");
        page.ShouldMatch("<dt>Requests to the POS</dt>\\s*<dd>[1-9]");
        page.ShouldMatch("<dt>Price</dt>\\s*<dd>\\$0\\.0");
        page.ShouldContain("Store operations by collection");
    }

    [Theory]
    [InlineData("Pacific/Auckland")]
    [InlineData("UTC")]
    [InlineData("America/Los_Angeles")]
    public async Task GivenTheFirstDayThatThereIs_WhenItIsAskedFor_ThenEverythingIsThere(string zone)
    {
        await using var service = await Service.StartAsync();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        await service.Parts.Orgs.SaveAsync(OrgId.Parse("a"), new OrgSettings { Name = "A", TimeZone = zone, Currency = "USD" });
        await RunAsync(service, "20260302T100000-000001-till", At(10), "done", _ => { });
        (await viewer.TextAsync(Page + "?from=0001-01-01")).ShouldContain("20260302T100000-000001-till");
        (await viewer.TextAsync(Page + "?from=0001-01-01&to=0001-01-01")).ShouldNotContain("20260302T100000-000001-till");
    }

    [Fact]
    public async Task GivenARunThatWentWrong_WhenItIsOpened_ThenItSaysWhatAndWhatToDo_AndNothingOfItIsMarkup()
    {
        await using var service = await Service.StartAsync();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        await RunAsync(service, "20260302T100000-000001-till", At(10), "partial", w =>
        {
            w.Number("waitedSeconds", 3.1m);
            w.Map("streams", m => m.Map("orders", s =>
            {
                s.Text("status", "incomplete");
                s.Number("read", 12);
                s.Number("created", 9);
                s.Text("error", "The till refuses the key. Connect it again. <script>alert(1)</script>");
                s.Text("errorDetail", "HTTP 401 at /orders");
                s.Map("skipped", k => k.Number("no customer", 3));
                s.TextList("warnings", ["Fewer than yesterday."]);
            }));
        }, named: [("orders", "S-<17>", "no customer")]);
        var html = await (await viewer.GetAsync(Page + "/20260302T100000-000001-till")).Content.ReadAsStringAsync();
        html.ShouldContain("The till refuses the key. Connect it again. &lt;script&gt;");
        html.ShouldNotContain("<script>alert");
        html.ShouldContain("S-&lt;17&gt;");
        html.ShouldContain("3 rejected: no customer");
        html.ShouldContain("Fewer than yesterday.");
        html.ShouldContain("<dd>3.1 s, all requests together</dd>"); // they wait side by side: together for longer than the run took
        html.ShouldNotContain("Technical detail"); // nor mend it
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        (await admin.TextAsync(Page + "/20260302T100000-000001-till")).ShouldMatch("<details>\\s*<summary>Technical detail</summary>[\\s\\S]*HTTP 401 at /orders");
        html.ShouldContain("Part is missing");
        html.ShouldNotContain("NDJSON"); // a viewer may not take it away
        (await viewer.GetAsync(Page + "/20260302T100000-000001-till.ndjson")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await viewer.GetAsync(Page + ".ndjson")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task GivenARunThatDidNotAskThePos_WhenItIsLookedAt_ThenItIsNotCalledComplete()
    {
        await using var service = await Service.StartAsync();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        await RunAsync(service, "r1", At(10), "done", w => w.Flag("unread", true));
        foreach (var address in (string[])["", "/r1"])
        {
            var page = await viewer.TextAsync(Page + address);
            page.ShouldContain("the POS was not asked; only what is stored was brought in line");
            page.ShouldContain("Not read");
            page.ShouldNotContain("✓");
            page.ShouldNotContain("nothing new");
        }
    }

    [Fact]
    public async Task GivenRunsOfDays_WhenTheyAreFiltered_ThenDaysAreTheOrgsOwn_AndConnectionAndResultCount()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        await service.Parts.Orgs.SaveAsync(OrgId.Parse("a"), new OrgSettings { Name = "a", TimeZone = "America/New_York", Currency = "USD" });
        // 3:00 UTC is still the evening before in New York.
        await RunAsync(service, "r1", At(3), "done", connection: "till");
        await RunAsync(service, "r2", At(15), "failed", connection: "till");
        await RunAsync(service, "r3", At(16), "done", connection: "web");
        (await IdsAsync(manager, "")).ShouldBe(["r3", "r2", "r1"]);
        (await IdsAsync(manager, "?from=2026-03-01&to=2026-03-01")).ShouldBe(["r1"]);
        (await IdsAsync(manager, "?from=2026-03-02")).ShouldBe(["r3", "r2"]);
        (await IdsAsync(manager, "?connection=till")).ShouldBe(["r2", "r1"]);
        (await IdsAsync(manager, "?result=failed")).ShouldBe(["r2"]);
        (await IdsAsync(manager, "?connection=web&result=done&from=2026-03-02&to=2026-03-02")).ShouldBe(["r3"]);
        (await IdsAsync(manager, "?connection=web&result=failed")).ShouldBeEmpty();
        (await manager.TextAsync(Page + "?from=2026-03-02")).ShouldContain("2 Mar 2026 11:00");
        foreach (var wrong in (string[])["?from=yesterday", "?result=2", "?to=9999-12-31", "?after=x", "?from=2026-03-02&to=2026-03-01", "?connection=nowhere", $"?connection={new string('x', 300)}"])
        {
            using var answer = await manager.GetAsync(Page + wrong);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong);
            var page = await answer.BodyAsync();
            page.ShouldContain("role=\"alert\"");
            page.ShouldContain("Nothing is shown before that is put right.");
            page.ShouldNotContain("No runs fit");
            if (wrong != "?after=x") (await manager.GetAsync(Page + ".ndjson" + wrong)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong);
        }

        (await (await manager.GetAsync(Page + "?from=2026-03-02&to=2026-03-01")).BodyAsync()).ShouldContain("The first day, 2026-03-02, is after the last one, 2026-03-01");
        (await (await manager.GetAsync(Page + "?connection=nowhere")).BodyAsync()).ShouldContain("There is no connection 'nowhere'");
        (await manager.TextAsync(Page + "?connection=till")).ShouldContain("<option value=\"till\" selected>till (removed)</option>");
    }

    [Fact]
    public async Task GivenMoreRunsThanAPage_WhenTheyArePagedOrDownloaded_ThenEachStandsThereOnce()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        for (var i = 0; i < 260; i++) await RunAsync(service, $"r{i:d3}", At(0).AddMinutes(i), i % 2 == 0 ? "done" : "failed");
        List<string> seen = [];
        string? next = Page + "?result=done";
        while (next is not null)
        {
            var html = await manager.TextAsync(next);
            seen.AddRange(Row().Matches(html).Select(m => m.Groups[1].Value[(Page.Length + 1)..]));
            var older = Older().Match(html);
            next = older.Success ? older.Groups[1].Value : null;
        }

        seen.ShouldBe(Enumerable.Range(0, 130).Reverse().Select(i => $"r{2 * i:d3}"));
        using var download = await manager.GetAsync(Page + ".ndjson");
        download.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        var lines = (await download.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").GetString()).ShouldBe(Enumerable.Range(0, 260).Reverse().Select(i => $"r{i:d3}"));
        var entry = (await AuditLog.ListAsync(service.Parts.Store.OpenTenant(OrgId.Parse("a")), null, 1)).Single();
        (entry.Action, entry.Subject, entry.Actor.Name).ShouldBe(("data.exported", "runs", "manager@a.example"));
    }

    [Fact]
    public async Task GivenASampleWithCosts_WhenItIsShown_ThenThoseWithoutThePermissionDoNotSeeThem()
    {
        await using var service = await Service.StartAsync();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        await RunAsync(service, "r1", At(10), "done", w => w.List("samples", [("cost", "batchCost")], (m, _) =>
        {
            m.Map("after", a => { a.Number("cost", 77.1234m); a.Number("price", 99); });
            m.Map("before", b => { b.Number("batchCost", 66.1234m); b.Number("price", 88); });
            m.Text("collection", "products");
            m.Text("id", "p1");
            m.Text("kind", "updated");
            m.Text("stream", "products");
        }));
        var shown = await viewer.TextAsync(Page + "/r1");
        shown.ShouldContain("Changed: products/p1");
        shown.ShouldContain("<td>88</td><td>99</td>");
        shown.ShouldNotContain("77.1234");
        shown.ShouldNotContain("66.1234");
        (await manager.TextAsync(Page + "/r1")).ShouldContain("77.1234");
        var lines = (await manager.TextAsync(Page + "/r1.ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("type").GetString()).ShouldBe(["run", "sample"]);
        JsonDocument.Parse(lines[1]).RootElement.GetProperty("before").GetProperty("batchCost").GetDecimal().ShouldBe(66.1234m);
    }

    [Fact]
    public async Task GivenMoreSkipsThanARunNames_WhenItIsShownOrTakenAway_ThenItIsSaidHowManyThereAre_AndWhatTheDatabaseRefusedStandsApart()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        await RunAsync(service, "r1", At(10), "partial", w => w.Map("streams", m => m.Map("orders", s =>
        {
            s.Text("status", "complete");
            s.Number("quarantined", 7);
            s.Map("skipped", k =>
            {
                k.Number("bad total", 1_200);
                k.Number("no matching customer", 30);
            });
        })), named: [.. Enumerable.Range(0, 100).Select(i => ("orders", $"o{i}", "bad total"))]);
        await RunAsync(service, "r2", At(11), "done", w => w.Map("streams", m => m.Map("orders", s => s.Map("skipped", k => k.Number("bad total", 1)))), named: [("orders", "o1", "bad total")]);

        var page = await manager.TextAsync(Page + "/r1");
        page.ShouldContain("<summary>Which (the first 100 of 1,237)</summary>");
        page.ShouldContain("<th scope=\"col\" class=\"number\">Rejected</th><th scope=\"col\" class=\"number\">Quarantined</th>");
        page.ShouldMatch("<td class=\"number\">30</td>\\s*<td class=\"number\">1,200</td>\\s*<td class=\"number\">7</td>");
        page.ShouldContain("30 unmatched, kept aside, 1,200 rejected, 7 quarantined");
        (await manager.TextAsync(Page + "/r2")).ShouldContain("<summary>Which (1)</summary>");
        var orders = JsonDocument.Parse((await manager.TextAsync(Page + "/r1.ndjson")).Split('\n')[0]).RootElement.GetProperty("streams").GetProperty("orders");
        (orders.GetProperty("notStored").GetInt32(), orders.GetProperty("named").GetInt32()).ShouldBe((1_237, 100));
    }

    [Fact]
    public async Task GivenAnotherOrgsRun_WhenItIsAskedFor_ThenThereIsNoSuchRun()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        await Browserish.MemberAsync(service, "b", Role.Owner, "x@b.example");
        await RunAsync(service, "r1", At(10), "done", org: "b");
        foreach (var path in (string[])["/r1", "/r1.ndjson", "/r1%2F..%2Fr1", "/..%2F..%2Fb"]) (await owner.GetAsync(Page + path)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        (await owner.TextAsync(Page)).ShouldContain("No runs yet");
    }

    private static DateTimeOffset At(int hour) => new(2026, 3, 2, hour, 0, 0, TimeSpan.Zero);

    private static Task RunAsync(
        Service service, string id, DateTimeOffset at, string result, Action<DocumentBodyWriter>? more = null, string connection = "till",
        IReadOnlyList<(string Stream, string Id, string Reason)>? named = null, string org = "a") =>
        service.Parts.Store.OpenTenant(OrgId.Parse(org)).CommitAsync([DocumentWrite.Create(new DocumentPath("runs", id), DocumentBody.Build(w =>
        {
            w.Text("connection", connection);
            w.Text("connector", "square");
            w.Text("result", result);
            w.Number("seconds", 1.25m);
            w.Time("startedAt", at);
            w.List("named", named ?? [], (m, n) =>
            {
                m.Text("id", n.Id);
                m.Text("reason", n.Reason);
                m.Text("stream", n.Stream);
            });
            more?.Invoke(w);
        }))]);

    private static async Task<List<string>> IdsAsync(Browserish browser, string query) =>
        [.. Row().Matches(await browser.TextAsync(Page + query)).Select(m => m.Groups[1].Value[(Page.Length + 1)..])];

    [GeneratedRegex("<th scope=\"row\"><a href=\"(/orgs/a/history/[^\"]+)\">")]
    private static partial Regex Row();

    [GeneratedRegex("<a href=\"([^\"]+)\" rel=\"next\">")]
    private static partial Regex Older();
}
