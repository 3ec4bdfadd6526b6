using System.Net;
using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Simulator;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>An admin connects a POS by its form.</summary>
public sealed partial class ConnectTests
{
    private const string Cards = "/orgs/a/connect";
    private const string Form = "/orgs/a/connect/alleaves";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenTheConnectors_WhenAnAdminLooks_ThenEachHasACardThatSaysWhatItBrings()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var page = await admin.TextAsync(Cards);
        foreach (var descriptor in service.Parts.Connectors.All.Select(c => c.Descriptor))
        {
            page.ShouldContain($"<strong>{descriptor.DisplayName}</strong>");
            page.ShouldContain(descriptor.Scheduled ? $"/orgs/a/connect/{descriptor.Id}\"" : "/orgs/a/import\"");
        }

        page.ShouldContain("Customers, orders, products");
        page.ShouldNotContain("Try with demo data");
    }

    [Fact]
    public async Task GivenEveryConnector_WhenItsFormIsOpened_ThenEveryFieldHasALabelAndHelpAndNoSecretShows()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        foreach (var descriptor in service.Parts.Connectors.All.Select(c => c.Descriptor).Where(d => d.Scheduled))
        {
            var page = await admin.TextAsync("/orgs/a/connect/" + descriptor.Id);
            foreach (var field in descriptor.Fields.Where(f => !f.Managed))
            {
                page.ShouldContain($"<label for=\"form-{field.Name}\">{field.Label}");
                page.ShouldContain(field.Help);
                if (field.Secret) Regex.IsMatch(page, $"<input id=\"form-{field.Name}\"[^>]*type=\"password\"").ShouldBeTrue(field.Name);
            }

            page.ShouldNotContain("form-accessTokenExpires"); // what Sync fills in itself is not asked for
            var ids = Ids().Matches(page).Select(m => m.Groups[1].Value).ToList();
            ids.ShouldBeUnique();
        }
    }

    [Fact]
    public async Task GivenAWrongPassword_WhenItIsChecked_ThenThePageSaysSoAndNothingIsSavedOrEchoed()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var response = await admin.SubmitAsync(Form, Form + "/check", Fields(pos, ("password", "not-the-password")));
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await response.Content.ReadAsStringAsync();
        page.ShouldContain("does not work");
        page.ShouldContain("nothing was saved");
        page.ShouldNotContain("not-the-password");
        page.ShouldContain(pos.Settings()["username"]); // what is no secret stands in the form again
        (await ConnectionDirectory.ListAsync(Tenant(service))).ShouldBeEmpty();
        (await PendingAsync(service)).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAMissingField_WhenItIsChecked_ThenTheReasonStandsBesideItAndThePosIsNotAsked()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var response = await admin.SubmitAsync(Form, Form + "/check", Fields(pos, ("username", ""), ("baseUrl", "no address")));
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        page.ShouldContain("<p id=\"form-username-wrong\" class=\"wrong\">'User name' is missing");
        page.ShouldContain("<p id=\"form-baseUrl-wrong\" class=\"wrong\">'Address' must be an address");
        page.ShouldContain("<details open");
        pos.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenGoodCredentials_WhenCheckedAndConfirmed_ThenTheConnectionIsSavedAndTheFirstImportReadsAll()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var check = await admin.SubmitAsync(Form, Form + "/check", Fields(pos));
        check.StatusCode.ShouldBe(HttpStatusCode.OK);
        var found = await check.Content.ReadAsStringAsync();
        found.ShouldContain("does this match your till?");
        found.ShouldContain("works");
        found.ShouldNotContain(pos.Settings()["password"]);
        var last = pos.Shop.Orders.OrderByDescending(o => o.CreatedAt).First();
        found.ShouldContain($"<td>{last.Id}</td>"); // what the till shows too
        found.ShouldContain("Yesterday, ");
        (await ConnectionDirectory.ListAsync(Tenant(service))).ShouldBeEmpty(); // nothing before it is confirmed
        (await PendingAsync(service)).ShouldHaveSingleItem().Body.ToString().ShouldNotContain(pos.Settings()["password"]);

        using var save = await admin.SubmitAsync(Form, Form + "/save", new() { ["pending"] = PendingOf(found) });
        save.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await admin.FollowAsync(save)).ShouldContain("its import has begun");
        var saved = (await ConnectionDirectory.ListAsync(Tenant(service))).ShouldHaveSingleItem();
        (saved.Id, saved.Connector).ShouldBe(("alleaves", "alleaves"));
        (await PendingAsync(service)).ShouldBeEmpty();
        await Eventually.TrueAsync(async () => (await admin.TextAsync("/orgs/a")).Contains("Up to date, next run"), "the import ends");
        (await CountAsync(service, "customers")).ShouldBe(30);
        (await AuditLog.ListAsync(Tenant(service), null, 10)).Select(a => a.Action).Where(a => a != "member.added").Order().ShouldBe(["connection.checked", "connection.saved", "run.started"]);
    }

    [Fact]
    public async Task GivenWhatSomebodyHasChecked_WhenItsFormIsSentThreeTimesAtOnce_ThenItIsSavedOnce()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var check = await admin.SubmitAsync(Form, Form + "/check", Fields(pos));
        var fields = new Dictionary<string, string> { ["pending"] = PendingOf(await check.Content.ReadAsStringAsync()), ["csrf"] = await admin.TokenAsync(Form) };

        var saves = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => admin.Client.PostAsync(Form + "/save", new FormUrlEncodedContent(fields))));

        saves.Select(s => s.StatusCode).ShouldContain(HttpStatusCode.SeeOther);
        await Eventually.TrueAsync(async () => (await admin.TextAsync("/orgs/a")).Contains("Up to date, next run"), "the import ends");
        (await AuditLog.ListAsync(Tenant(service), null, 20)).Select(a => a.Action).Where(a => a is "connection.saved" or "run.started").Order().ShouldBe(["connection.saved", "run.started"]);
        (await service.RunsAsync("a")).ShouldBe(1);
    }

    [Fact]
    public async Task GivenWhatSomebodyHasChecked_WhenAnotherOrALaterOneSavesIt_ThenItIsRefused()
    {
        await using var pos = await Shops.OpenAsync();
        var time = new TestKit.FakeTime(TimeProvider.System.GetUtcNow());
        await using var service = await Service.StartWithAsync(s => s, time);
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        using var check = await admin.SubmitAsync(Form, Form + "/check", Fields(pos));
        var pending = PendingOf(await check.Content.ReadAsStringAsync());

        using var other = await owner.SubmitAsync(Form, Form + "/save", new() { ["pending"] = pending });
        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        time.Advance(PendingConnections.Life);
        using var late = await admin.SubmitAsync(Form, Form + "/save", new() { ["pending"] = pending });
        late.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await ConnectionDirectory.ListAsync(Tenant(service))).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenWhatSomebodyHasChecked_WhenATimeZoneIsNone_ThenItIsAskedForAgain_AndTheRightOneIsKept()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var check = await admin.SubmitAsync(Form, Form + "/check", Fields(pos));
        var pending = PendingOf(await check.Content.ReadAsStringAsync());
        var fields = SiteForm.FieldsOf(await check.Content.ReadAsStringAsync());
        fields["zone-0"] = "Europe/Nowhere";
        using var wrong = await admin.SubmitAsync(Form, Form + "/save", fields);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await wrong.BodyAsync();
        page.ShouldContain("is not a time zone");
        (await ConnectionDirectory.ListAsync(Tenant(service))).ShouldBeEmpty();

        var again = SiteForm.FieldsOf(page);
        (again["zone-0"], again["orgZone"]) = ("Europe/Paris", "Europe/London");
        using var saved = await admin.SubmitAsync(Form, Form + "/save", again);

        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await ConnectionDirectory.ListAsync(Tenant(service))).ShouldHaveSingleItem().Zones.ShouldBe(new Dictionary<string, string> { [fields["place-0"]] = "Europe/Paris" });
        (await Engine.Orgs.OrgDirectory.GetAsync(Tenant(service))).TimeZone.ShouldBe("Europe/London");
    }

    [Fact]
    public async Task GivenASavedConnection_WhenItIsConnectedAgainWithoutItsPassword_ThenTheSavedOneIsUsed()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        await service.Parts.Connections.SaveAsync(
            Tenant(service), "alleaves", "alleaves", ConnectorKit.ConnectionSettings.From(service.Parts.Connectors.Find("alleaves").Descriptor, pos.Settings()), []);
        var form = await admin.TextAsync(Form + "?connection=alleaves");
        form.ShouldContain("leave this empty to keep it");
        form.ShouldNotContain(pos.Settings()["password"]);

        var fields = Fields(pos, ("password", ""));
        fields["connection"] = "alleaves";
        using var check = await admin.SubmitAsync(Form, Form + "/check", fields);
        check.StatusCode.ShouldBe(HttpStatusCode.OK, await check.Content.ReadAsStringAsync());
        using var save = await admin.SubmitAsync(Form, Form + "/save", new() { ["pending"] = PendingOf(await check.Content.ReadAsStringAsync()) });
        save.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var saved = (await ConnectionDirectory.ListAsync(Tenant(service))).ShouldHaveSingleItem();
        (await service.Parts.Connections.OpenAsync(Tenant(service), saved)).Secret("password")!.Reveal().ShouldBe(pos.Settings()["password"]);
    }

    [Fact]
    public async Task GivenADemoShop_WhenItsCardIsClicked_ThenItIsConnectedAndImported()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        service.Parts.DemoConnections = [new DemoConnection("alleaves", "Demo shop on Alleaves", pos.Settings())];
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        (await admin.TextAsync(Cards)).ShouldContain("Demo shop on Alleaves");
        using var connected = await admin.SubmitAsync(Cards, "/orgs/a/connect-demo", new() { ["connector"] = "alleaves" });
        connected.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await ConnectionDirectory.ListAsync(Tenant(service))).ShouldHaveSingleItem().Id.ShouldBe("demo-alleaves");
        await Eventually.TrueAsync(async () => await CountAsync(service, "customers") == 30, "the demo data is there");
    }

    [Fact]
    public async Task GivenAManager_WhenTheyWantToConnect_ThenTheyAreRefusedAndSeeNoLink()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        (await manager.GetAsync(Cards)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var page = await manager.TextAsync("/orgs/a");
        page.ShouldContain("Nothing is connected yet");
        page.ShouldNotContain("/connect\"");
    }

    internal static string PendingOf(string page) => Pending().Match(page).Groups[1].Value is { Length: > 20 } found ? found : throw new InvalidOperationException(page);

    private static Dictionary<string, string> Fields(FakeAlleaves pos, params (string Name, string Value)[] changed)
    {
        var fields = pos.Settings().ToDictionary(s => "s-" + s.Key, s => s.Value);
        foreach (var (name, value) in changed) fields["s-" + name] = value;
        return fields;
    }

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(Org);

    private static async Task<List<StoredDocument>> PendingAsync(Service service) =>
        await Tenant(service).QueryAsync(new DocumentQuery { Collection = "pending_connections" }).ToListAsync();

    private static async Task<int> CountAsync(Service service, string collection) =>
        await Tenant(service).QueryAsync(new DocumentQuery { Collection = collection }).CountAsync();

    [GeneratedRegex("name=\"pending\" value=\"([^\"]+)\"")]
    private static partial Regex Pending();

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex Ids();
}
