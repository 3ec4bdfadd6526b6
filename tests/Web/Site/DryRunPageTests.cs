using System.Net;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Web.Access;
using Sync.Web.Runs;
using Sync.Web.Site;
using Sync.Web.Site.Status;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>What the page of a dry run shows to whom.</summary>
public sealed class DryRunPageTests
{
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenAConnectionThatIsNotThere_WhenADryRunOfItIsAskedFor_ThenItIsSaidAndNothingStarts()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);

        using var answer = await manager.SubmitAsync("/orgs/a", "/orgs/a/dry-run", new() { ["connection"] = "nope" });

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("No such connection");
        (await AuditLog.ListAsync(service.Parts.Store.OpenTenant(Org), null, 50)).ShouldNotContain(e => e.Action == "run.started");
    }

    [Theory]
    [InlineData(Permission.RunSyncs, false, false)]
    [InlineData(Permission.RunSyncs | Permission.ReadData, true, false)]
    [InlineData(Permission.RunSyncs | Permission.ReadCosts, false, false)]
    [InlineData(Permission.RunSyncs | Permission.ReadData | Permission.ReadCosts, true, true)]
    public async Task GivenADryRun_WhenSomebodyLooksAtIt_ThenAllWhoMayStartOneSeeTheCounts_AndRecordsOnlyWhoMayReadThem(Permission may, bool records, bool costs)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        var report = await service.Parts.Runner.RunAsync(Org, new RunOptions { DryRun = true });
        report.Runs.Single().Preview.ShouldContain(p => p.Path.Collection == "products");

        var shown = DryRuns.Of(await SiteOfAsync(service, may), new LiveRun(report.Runs[0].StartedAt, "ada") { Dry = true, Outcome = new OrgOutcome(Org, report, null) }).Connections!.ShouldHaveSingleItem();

        shown.Streams.Single(s => s.Stream == "customers").Counts.ShouldBe(["30", "0", "0", "0", "0"]);
        shown.Streams.Select(s => s.Stream).ShouldBe(report.Runs[0].Streams.Keys.Select(k => k.ToString().ToLowerInvariant()));
        shown.Documents.Any(d => d.Path.StartsWith("customers/", StringComparison.Ordinal)).ShouldBe(records);
        shown.Documents.Any(d => d.Content.Contains("\"cost\"", StringComparison.Ordinal)).ShouldBe(costs);
    }

    [Theory]
    [InlineData(3, "Deletes wait", "7", "3 of 10 records are gone at the POS; more than 1 are not removed without a word from you.")]
    [InlineData(10, "Came back empty", "0", "The POS answered with an empty list where it had 10 records before. Nothing was removed.")]
    public async Task GivenRemovalsThatASyncWouldAskFor_WhenThePageIsOpened_ThenNoneIsCalledRemoved_AndItIsSaidWhy(int gone, string state, string unchanged, string why)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Orgs.SaveAsync(Org, new OrgSettings { Name = "A", DeleteLimitShare = 0, DeleteLimitCount = 1 });
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        foreach (var _ in Enumerable.Range(0, gone)) pos.Shop.Products.RemoveAt(0);

        var page = await TriedAsync(service);

        page.ShouldContain("Removed</th><th scope=\"col\" class=\"number\">Would wait for your word</th>");
        page.ShouldMatch($"<th scope=\"row\">products</th>\\s*<td><span class=\"state warn\"[^>]*><span[^>]*>.</span> {state}</span></td>{Cells("0", "0", unchanged, "0", gone.ToString(System.Globalization.CultureInfo.InvariantCulture))}");
        page.ShouldContain(why);
    }

    [Fact]
    public async Task GivenOrdersThatAreCutShort_WhenThePageIsOpened_ThenItSaysThatPartOfThemIsMissingAndWhy()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        pos.Faults.Add(new Fault { Path = "/orders", Kind = FaultKind.Status, Status = 400 });

        var page = await TriedAsync(service);

        page.ShouldMatch("<th scope=\"row\">orders</th>\\s*<td><span class=\"state bad\"[^>]*><span[^>]*>.</span> Part is missing</span></td>");
        page.ShouldMatch("<strong>orders:</strong> [^<]*Alleaves");
        page.ShouldMatch($"<th scope=\"row\">customers</th>\\s*<td><span class=\"state good\"[^>]*><span[^>]*>.</span> Complete</span></td>{Cells("30", "0", "0", "0", "0")}");
    }

    private static string Cells(params string[] counts) => string.Concat(counts.Select(c => $"\\s*<td class=\"number\">{c}</td>"));

    private static async Task<string> TriedAsync(Service service)
    {
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var started = await manager.SubmitAsync("/orgs/a", "/orgs/a/dry-run", []);
        await Eventually.TrueAsync(async () => (await manager.TextAsync("/orgs/a/dry-run")).Contains("Nothing was written"), "the dry run ends");
        return await manager.TextAsync("/orgs/a/dry-run");
    }

    private static async Task<SiteContext> SiteOfAsync(Service service, Permission may)
    {
        var account = await service.Parts.Accounts.CreateAsync("ada@a.example", "Ada", Passwords.Hash("seven quiet herons at noon"));
        var caller = Caller.Of(account, byCookie: true);
        return new SiteContext("Dry run", "", caller, new OrgScope(service.Parts.Store.OpenTenant(Org), caller, may, Role.Viewer), new OrgSettings { Name = "Shop" });
    }
}
