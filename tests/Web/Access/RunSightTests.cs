using System.Net;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Tests.Access;

/// <summary>What somebody sees of a run is one decision, whichever way they look at it.</summary>
public sealed class RunSightTests
{
    private const string ForTheOwner = "The till refuses the key.";
    private const string ForTheLog = "HTTP 401 at /orders";
    private const string Cost = "77.1234";
    private const string Price = "99.5678";

    private static readonly string[] Samples = ["/orgs/a/history/r1", "/orgs/a/history/r1.ndjson", "/api/orgs/a/runs/r1"];
    private static readonly string[] Runs = [.. Samples, "/orgs/a/history.ndjson", "/api/orgs/a/runs", "/api/orgs/a/runs.ndjson"];

    [Theory]
    [InlineData(Role.Viewer, false, false)]
    [InlineData(Role.Manager, true, false)]
    [InlineData(Role.Admin, true, true)]
    [InlineData(Role.Owner, true, true)]
    public async Task GivenARunThatFailed_WhenSomebodyReadsItOnThePageInADownloadOrByTheApi_ThenEachWayShowsThemTheSame(Role role, bool costs, bool technical)
    {
        await using var service = await Service.StartAsync();
        using var browser = await Browserish.SignedInAsync(service, "a", role);
        await RunAsync(service);

        foreach (var path in Runs)
        {
            using var answer = await browser.GetAsync(path);
            if (path.EndsWith(".ndjson", StringComparison.Ordinal) && role == Role.Viewer)
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
                continue;
            }

            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            var text = await answer.Content.ReadAsStringAsync();
            text.ShouldContain(ForTheOwner, customMessage: path);
            text.Contains(ForTheLog, StringComparison.Ordinal).ShouldBe(technical, path);
            text.Contains(Price, StringComparison.Ordinal).ShouldBe(Samples.Contains(path), path);
            text.Contains(Cost, StringComparison.Ordinal).ShouldBe(costs && Samples.Contains(path), path);
        }
    }

    [Fact]
    public async Task GivenAPosThatRefuses_WhenASyncEnds_ThenTheLogsWordsStandInItsRecord_AndNotInTheStatusThatEveryMembersAppReads()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos, s => s["password"] = "wrong");
        await service.SyncAsync();

        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        (await tenant.QueryAsync(new DocumentQuery { Collection = "runs" }).SingleAsync()).Body.ToString().ShouldContain("errorDetail");
        var status = (await tenant.GetAsync(new DocumentPath("sync_status", "pos")))!.Body.ToString();
        status.ShouldContain("\"error\"");
        status.ShouldNotContain("errorDetail");
    }

    private static Task RunAsync(Service service) => service.Parts.Store.OpenTenant(OrgId.Parse("a")).CommitAsync([DocumentWrite.Create(new DocumentPath("runs", "r1"), DocumentBody.Build(w =>
    {
        w.Text("connection", "till");
        w.Text("connector", "square");
        w.Text("error", ForTheOwner);
        w.Text("errorDetail", ForTheLog);
        w.Text("result", "failed");
        w.Flag("sampled", true);
        w.List("samples", [1], (m, _) =>
        {
            m.Map("after", a =>
            {
                a.Number("cost", decimal.Parse(Cost, null));
                a.Number("price", decimal.Parse(Price, null));
            });
            m.Text("collection", "products");
            m.Text("id", "p1");
            m.Text("kind", "updated");
            m.Text("stream", "products");
        });
        w.Number("seconds", 1);
        w.Time("startedAt", new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));
        w.Map("streams", m => m.Map("orders", s =>
        {
            s.Text("error", ForTheOwner);
            s.Text("errorDetail", ForTheLog);
            s.Text("status", "incomplete");
        }));
    }))]);
}
