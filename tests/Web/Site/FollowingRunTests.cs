using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Store;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>What has to wait for a run that goes on, or for the lease of one that was killed, follows by itself.</summary>
public sealed class FollowingRunTests
{
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenARunThatGoesOn_WhenAShopIsConnected_ThenItsFirstImportFollowsByItself()
    {
        await using var slow = await Shops.OpenAsync(TimeSpan.FromMilliseconds(150));
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", slow);
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        const string form = "/orgs/a/connect/alleaves";
        using var check = await admin.SubmitAsync(form, form + "/check", FieldsOf(pos, "second"));
        var pending = ConnectTests.PendingOf(await check.Content.ReadAsStringAsync());
        await admin.SubmitAsync("/orgs/a", "/orgs/a/run", []);

        using var saved = await admin.SubmitAsync(form, form + "/save", new() { ["pending"] = pending });

        (await admin.FollowAsync(saved)).ShouldContain("the import begins by itself as soon as that is done");
        await Eventually.TrueAsync(async () => await RunsOfAsync(service, "second") == 1, "the first import has run");
        (await RunsOfAsync(service, "alleaves")).ShouldBe(2); // the one that went on, and the one that followed
    }

    [Fact]
    public async Task GivenARunThatGoesOn_WhenAConnectionIsRemoved_ThenItGoesByItselfOnceThatIsOver()
    {
        await using var slow = await Shops.OpenAsync(TimeSpan.FromMilliseconds(150));
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", slow);
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        await admin.SubmitAsync("/orgs/a", "/orgs/a/run", []);
        const string page = "/orgs/a/connections/alleaves/remove";
        using var removed = await admin.SubmitAsync(page, page, new() { ["name"] = "alleaves" });
        var status = await admin.FollowAsync(removed);
        status.ShouldContain("as soon as that is done");
        status.ShouldContain("Being removed");
        await Eventually.TrueAsync(async () => (await ConnectionDirectory.ListAsync(service.Parts.Store.OpenTenant(Org))).Count == 0, "the connection is gone");
    }

    [Fact]
    public async Task GivenARemovalThatWasKilled_WhenTheServiceStartsAgain_ThenItGoesOnAsSoonAsTheDeadLeaseEnds()
    {
        await using var pos = await Shops.OpenAsync();
        var time = new WatchedTime(TimeProvider.System.GetUtcNow().ToString("O", null));
        await using var service = await Service.StartAsync(secret: null, time, schedule: true);
        await time.WaitBegunAsync();
        await service.ConnectAsync("a", pos);
        var tenant = service.Parts.Store.OpenTenant(Org);
        await service.Parts.Connections.BeginRemovalAsync(tenant, "alleaves", Actor.Operator);
        await tenant.CommitAsync([DocumentWrite.Replace(new DocumentPath("leases", "sync"), DocumentBody.Build(w =>
        {
            w.Time("expiresAt", time.GetUtcNow().AddSeconds(30));
            w.Text("holder", "the killed one");
            w.Number("seconds", 30);
        }))]);
        var begun = time.GetUtcNow();

        await Eventually.TrueAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await ConnectionDirectory.ListAsync(tenant)).Count == 0;
        }, "the removal is finished");

        (time.GetUtcNow() - begun).ShouldBeGreaterThan(TimeSpan.FromSeconds(25));
        (time.GetUtcNow() - begun).ShouldBeLessThan(TimeSpan.FromMinutes(25));
    }

    private static Dictionary<string, string> FieldsOf(FakeAlleaves pos, string connection)
    {
        var fields = pos.Settings().ToDictionary(s => "s-" + s.Key, s => s.Value);
        fields["connection"] = connection;
        return fields;
    }

    private static async Task<int> RunsOfAsync(Service service, string connection) => await service.Parts.Store.OpenTenant(Org)
        .QueryAsync(new DocumentQuery { Collection = "runs", Filters = [new DocumentFilter("connection", FilterOperator.Equal, connection)] }).CountAsync();
}
