using System.Net;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.Store;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>A first import is called so once: what follows the saving of a connection that was read before is a sync like others.</summary>
public sealed class FirstImportWordsTests
{
    private const string Form = "/orgs/a/connect/alleaves";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenAConnectionThatWasImported_WhenASettingIsChanged_ThenNeitherThePageNorTheLogSpeaksOfAFirstImport()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var check = await CheckAsync(admin, pos, "90");
        var first = await check.BodyAsync();
        first.ShouldContain(">Yes, save and start the first import</button>");
        (await SaveAsync(admin, first)).ShouldContain("its import has begun");
        await Eventually.TrueAsync(async () => (await admin.TextAsync("/orgs/a")).Contains("Up to date, next run"), "the import ends");

        using var again = await CheckAsync(admin, pos, "45");

        var found = await again.BodyAsync();
        found.ShouldContain(">Yes, save and sync now</button>");
        found.ShouldNotContain("first import");
        (await SaveAsync(admin, found)).ShouldContain("Connection “alleaves” is saved, and a sync has begun.");
        (await StartsAsync(service)).ShouldBe(["after the connection was saved", "first import"]);
        (await admin.TextAsync("/orgs/a/connections/alleaves/confirm")).ShouldContain(">Yes, sync now</button>");
    }

    [Fact]
    public async Task GivenAFirstImportThatWasCutShort_WhenItsConnectionIsConfirmed_ThenItIsSaidThatItGoesOn()
    {
        const string confirm = "/orgs/a/connections/square/confirm";
        var plan = new TruthPlan { Customers = 5, Orders = 60, Products = 4, Now = TimeProvider.System.GetUtcNow().AddDays(-1) };
        await using var pos = await FakeSquare.StartAsync(PosTruth.Generate(plan), new FakePosOptions { PageSize = 5 });
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        await service.Parts.Connections.SaveAsync(Tenant(service), "square", "square", ConnectionSettings.From(service.Parts.Connectors.Find("square").Descriptor, pos.Settings), []);
        (await admin.TextAsync(confirm)).ShouldContain(">Yes, start the first import</button>");
        using var stop = new CancellationTokenSource();
        pos.Faults.Add(new Fault { Path = "/orders/search", Kind = FaultKind.Before, Skip = 4, Times = 1, Before = stop.Cancel });
        var runner = new OrgRunner(service.Parts.Store, service.Parts.Connectors, service.Parts.Connections, service.Parts.Http, TimeProvider.System, new RunnerOptions { Holder = "another process", CheckpointEvery = TimeSpan.Zero });
        await Should.ThrowAsync<OperationCanceledException>(() => runner.RunAsync(Org, new RunOptions(), null, stop.Token));

        (await admin.TextAsync(confirm)).ShouldContain(">Yes, go on with the first import</button>");

        using var confirmed = await admin.SubmitAsync(confirm, confirm, await admin.FieldsAsync(confirm));
        confirmed.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await confirmed.BodyAsync());
        (await StartsAsync(service)).ShouldBe(["goes on with the first import"]);
        await Eventually.TrueAsync(async () => (await admin.TextAsync("/orgs/a")).Contains("Up to date, next run"), "the import ends");
    }

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(Org);

    private static Task<HttpResponseMessage> CheckAsync(Browserish admin, FakeAlleaves pos, string days)
    {
        var fields = pos.Settings().ToDictionary(s => "s-" + s.Key, s => s.Value);
        (fields["connection"], fields["s-historyDays"]) = ("alleaves", days);
        return admin.SubmitAsync(Form, Form + "/check", fields);
    }

    private static async Task<string> SaveAsync(Browserish admin, string found)
    {
        using var saved = await admin.SubmitAsync(Form, Form + "/save", new() { ["pending"] = ConnectTests.PendingOf(found) });
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await saved.BodyAsync());
        return await admin.FollowAsync(saved);
    }

    private static async Task<IEnumerable<string>> StartsAsync(Service service) =>
        (await AuditLog.ListAsync(Tenant(service), null, 50)).Where(l => l.Action == "run.started").Select(l => l.Detail);
}
