using System.Net;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Privacy;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Store;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site.Settings;

/// <summary>An owner gives one person's data out, and lets them be forgotten.</summary>
public sealed class PrivacyPageTests
{
    private const string Page = "/orgs/a/settings/privacy";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenACustomer_WhenAnOwnerForgetsThem_ThenTheNextSyncRemovesThem_UntilTheyAreAllowedAgain()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        var (id, email) = await SyncedAsync(service, pos);

        using var asked = await owner.SubmitAsync(Page, Page + "/forget", Who(" " + email.ToUpperInvariant() + " "));
        var sure = await asked.BodyAsync();
        sure.ShouldContain("<li>1 customer record</li>");
        sure.ShouldContain("as sales of nobody");
        sure.ShouldContain("It cannot be undone.");
        (await owner.TextAsync(Page)).ShouldContain("Nobody has asked for anything."); // it was only shown
        var said = await owner.FollowAsync(await owner.SubmitAsync(Page, Page + "/forget/sure", Who(email)));
        said.ShouldContain("the next sync forgets this person");
        said.ShouldContain("Waits for the next sync");
        said.ShouldContain("an owner");
        await service.Parts.Runner.RunAsync(Org, new RunOptions());

        (await FindAsync(service, id)).ShouldBeNull();
        var page = await owner.TextAsync(Page);
        page.ShouldContain("<span class=\"state good\">Done</span>");
        page.ShouldNotContain(email);
        using var nobody = await owner.SubmitAsync(Page, Page + "/forget", Who(email));
        (nobody.StatusCode, (await nobody.BodyAsync()).Contains($"Nobody in a is known as '{email}'", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.BadRequest, true));

        (await owner.FollowAsync(await owner.SubmitAsync(Page, Page + "/allow", Who(email)))).ShouldContain("may be stored again");
        await service.Parts.Runner.RunAsync(Org, new RunOptions { Full = true });
        (await FindAsync(service, id)).ShouldNotBeNull();
        using var twice = await owner.SubmitAsync(Page, Page + "/allow", Who(email));
        (await twice.BodyAsync()).ShouldContain($"Nobody known as '{email}' was forgotten here.");
        var log = await AuditLog.ListAsync(service.Parts.Store.OpenTenant(Org), null, 50);
        foreach (var action in (string[])["person.erasure-asked", "person.allowed"]) log.Single(l => l.Action == action).Actor.Name.ShouldBe("owner@a.example");
        log.ShouldAllBe(l => !(l.Subject + l.Detail).Contains(email));
    }

    [Fact]
    public async Task GivenACustomer_WhenAnOwnerExportsThem_ThenAllThatIsStoredIsDownloaded_AndNobodyElses()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        using var stranger = await Browserish.SignedInAsync(service, "b", Role.Owner);
        var (id, email) = await SyncedAsync(service, pos);

        foreach (var who in (string[])[email, id])
        {
            using var export = await owner.SubmitAsync(Page, Page + "/export", Who(who));
            (export.Content.Headers.ContentDisposition!.ToString(), export.Headers.CacheControl!.NoStore).ShouldBe(("attachment; filename=\"person.json\"", true));
            var json = JsonDocument.Parse(await export.Content.ReadAsStringAsync()).RootElement;
            json.GetProperty("customers").EnumerateArray().ShouldHaveSingleItem().GetProperty("email").GetString().ShouldBe(email);
        }

        using var theirs = await stranger.SubmitAsync("/orgs/b/settings/privacy", "/orgs/b/settings/privacy/export", Who(email));
        theirs.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = await theirs.BodyAsync();
        page.ShouldContain("Nobody in b is known as");
        page.ShouldMatch($"<input id=\"export-who\"[^>]*value=\"{email}\"[^>]*aria-invalid=\"true\"");
        var lines = (await AuditLog.ListAsync(service.Parts.Store.OpenTenant(Org), null, 50)).Where(l => l.Action == "data.exported").ToList();
        lines.Select(l => l.Actor.Name).ShouldBe(["owner@a.example", "owner@a.example"]);
    }

    [Fact]
    public async Task GivenAnExportThatWasAskedFor_WhenItWasMade_ThenItIsDownloadedFromItsRequest()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        var (_, email) = await SyncedAsync(service, pos);
        var tenant = service.Parts.Store.OpenTenant(Org);
        var request = await new PrivacyRequests(service.Parts.Connections, service.Parts.Time).AskAsync(tenant, PrivacyKind.Export, email);
        (await owner.TextAsync(Page)).ShouldNotContain("Download the export");
        await service.Parts.Runner.RunAsync(Org, new RunOptions());

        (await owner.TextAsync(Page)).ShouldContain($"Download the export of {request}");
        using var export = await owner.SubmitAsync(Page, Page + "/export", Who(request));

        (await export.Content.ReadAsStringAsync()).ShouldContain(email);
        (await AuditLog.ListAsync(tenant, null, 50)).Single(l => l.Action == "data.exported").Detail.ShouldBe(request);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b/../c")]
    [InlineData("one\ntwo")]
    [InlineData("💥 ключ")]
    [InlineData("long")]
    public async Task GivenWhatIsNobody_WhenItIsSent_ThenEachFormSaysSoAndNothingIsDone(string who)
    {
        if (who == "long") who = new string('x', 5_000);
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        foreach (var form in (string[])["/export", "/forget", "/forget/sure", "/allow"])
        {
            using var refused = await owner.SubmitAsync(Page, Page + form, Who(who));
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, form);
            (await refused.BodyAsync()).ShouldContain("Nothing was changed.");
        }

        (await PrivacyRequests.ListAsync(service.Parts.Store.OpenTenant(Org))).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAnAdmin_WhenTheyLookForPeoplesData_ThenItIsNeitherOfferedNorOpened()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        (await owner.TextAsync("/orgs/a/settings")).ShouldContain(Page);
        (await admin.TextAsync("/orgs/a/settings")).ShouldNotContain(Page);
        using var closed = await admin.GetAsync(Page);
        closed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static Dictionary<string, string> Who(string who) => new() { ["who"] = who };

    // The id and the address of a customer who has bought.
    private static async Task<(string Id, string Email)> SyncedAsync(Service service, FakeAlleaves pos)
    {
        var tenant = service.Parts.Store.OpenTenant(Org);
        await service.Parts.Connections.SaveAsync(tenant, "alleaves", "alleaves", ConnectionSettings.From(service.Parts.Connectors.Find("alleaves").Descriptor, pos.Settings()), []);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        await foreach (var order in tenant.QueryAsync(new DocumentQuery { Collection = "orders" }))
            if (order.Body.Read().Text("customerId") is { } id && (await FindAsync(service, id))?.Body.Read().Text("email") is { } email) return (id, email);
        throw new InvalidOperationException("Nobody with an address has bought anything in this shop.");
    }

    private static Task<StoredDocument?> FindAsync(Service service, string id) => service.Parts.Store.OpenTenant(Org).GetAsync(new DocumentPath("customers", id));
}
