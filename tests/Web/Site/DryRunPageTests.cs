using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Access;
using Sync.Web.Runs;
using Sync.Web.Site;
using Sync.Web.Site.Status;

namespace Sync.Web.Tests.Site;

/// <summary>What the page of a dry run shows to whom.</summary>
public sealed class DryRunPageTests
{
    private static readonly OrgId Org = OrgId.Parse("a");

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

        shown.Streams.Single(s => s.Stream == "customers").Counts.ShouldBe(["30", "0", "0", "0"]);
        shown.Streams.Select(s => s.Stream).ShouldBe(report.Runs[0].Streams.Keys.Select(k => k.ToString().ToLowerInvariant()));
        shown.Documents.Any(d => d.Path.StartsWith("customers/", StringComparison.Ordinal)).ShouldBe(records);
        shown.Documents.Any(d => d.Content.Contains("\"cost\"", StringComparison.Ordinal)).ShouldBe(costs);
    }

    private static async Task<SiteContext> SiteOfAsync(Service service, Permission may)
    {
        var account = await service.Parts.Accounts.CreateAsync("ada@a.example", "Ada", Passwords.Hash("seven quiet herons at noon"));
        var caller = Caller.Of(account, byCookie: true);
        return new SiteContext("Dry run", "", caller, new OrgScope(service.Parts.Store.OpenTenant(Org), caller, may, Role.Viewer), new OrgSettings { Name = "Shop" });
    }
}
