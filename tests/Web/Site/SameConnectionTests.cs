using System.Net;
using System.Text.RegularExpressions;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Simulator;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Connect;

namespace Sync.Web.Tests.Site;

/// <summary>
/// Who changes a connection stays with that one, whichever way they go: a form of a further connection would read the same POS
/// twice. And nobody undoes what another has changed meanwhile.
/// </summary>
public sealed partial class SameConnectionTests
{
    private const string Form = "/orgs/a/connect/alleaves";
    private const string Mine = Form + "?connection=alleaves";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenAConnectionThatIsChanged_WhenWhatWasFoundIsNotRight_ThenTheWayBackIsItsOwnFormWithWhatWasTyped()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        await SaveAsync(service, pos, "30");
        var found = await CheckAsync(admin, "45");

        var form = await admin.TextAsync(WebUtility.HtmlDecode(No().Match(found).Groups[1].Value));

        form.ShouldContain("<h1>Connect Alleaves again</h1>");
        var fields = SiteForm.FieldsOf(form);
        (fields["connection"], fields["s-historyDays"], fields["s-password"]).ShouldBe(("alleaves", "45", ""));
        form.ShouldContain("leave this empty to keep it");
        form.ShouldContain("type those that you had changed once more");
        form.ShouldNotContain(pos.Settings()["password"]);
    }

    [Fact]
    public async Task GivenANewConnection_WhenWhatWasFoundIsNotRight_ThenTheWayBackIsTheFormOfTheSameIdWithWhatWasTyped()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var other = await Browserish.SignedInAsync(service, "a", Role.Owner);
        var fields = pos.Settings().ToDictionary(s => "s-" + s.Key, s => s.Value);
        (fields["connection"], fields["s-historyDays"]) = ("alleaves", "45");
        using var check = await admin.SubmitAsync(Form, Form + "/check", fields);
        var way = WebUtility.HtmlDecode(No().Match(await check.Content.ReadAsStringAsync()).Groups[1].Value);

        var again = SiteForm.FieldsOf(await admin.TextAsync(way));
        (again["connection"], again["s-historyDays"], again["s-username"]).ShouldBe(("alleaves", "45", pos.Settings()["username"]));
        (await other.TextAsync(way)).ShouldNotContain(pos.Settings()["username"]); // what somebody typed is theirs
    }

    [Fact]
    public async Task GivenAConnectionThatIsChanged_WhenWhatWasCheckedIsOver_ThenTheFormIsItsOwn()
    {
        await using var pos = await Shops.OpenAsync();
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var service = await Service.StartWithAsync(s => s, time);
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        await SaveAsync(service, pos, "30");
        var found = SiteForm.FieldsOf(await CheckAsync(admin, "45"));
        time.Advance(PendingConnections.Life);

        using var late = await admin.SubmitAsync(Form, Form + "/save", found);

        late.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await late.BodyAsync();
        page.ShouldContain("Check it again, please");
        page.ShouldContain("<h1>Connect Alleaves again</h1>");
        SiteForm.FieldsOf(page)["connection"].ShouldBe("alleaves");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenAConnectionThatIsChanged_WhenSomebodyElseHasChangedItMeanwhile_ThenTheirChangeStaysAndTheFormSaysSo(bool afterTheCheck)
    {
        await using var pos = await Shops.OpenAsync();
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var service = await Service.StartWithAsync(s => s, time);
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        await SaveAsync(service, pos, "30");
        var fields = await admin.FieldsAsync(Mine);
        fields["s-historyDays"] = "45";
        if (afterTheCheck)
        {
            using var check = await admin.SubmitAsync(Mine, Form + "/check", fields);
            fields = SiteForm.FieldsOf(await check.Content.ReadAsStringAsync());
        }

        time.Advance(TimeSpan.FromMinutes(1));
        await SaveAsync(service, pos, "60");
        using var refused = await admin.SubmitAsync(Mine, Form + (afterTheCheck ? "/save" : "/check"), fields);

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await refused.BodyAsync();
        page.ShouldContain("Connection “alleaves” was saved or removed since this form was opened");
        page.ShouldContain("<h1>Connect Alleaves again</h1>");
        SiteForm.FieldsOf(page)["s-historyDays"].ShouldBe("60");
        (await ConnectionDirectory.FindAsync(Tenant(service), "alleaves"))!.Given["historyDays"].ShouldBe("60");

        // From there it goes on.
        var anew = SiteForm.FieldsOf(page);
        anew["s-historyDays"] = "45";
        using var found = await admin.SubmitAsync(Mine, Form + "/check", anew);
        using var saved = await admin.SubmitAsync(Mine, Form + "/save", SiteForm.FieldsOf(await found.Content.ReadAsStringAsync()));
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await ConnectionDirectory.FindAsync(Tenant(service), "alleaves"))!.Given["historyDays"].ShouldBe("45");
    }

    [Fact]
    public async Task GivenAConnectionThatSignsInAgain_WhenItsOwnerDoesNotAllowIt_ThenTheWayBackIsItsOwnForm()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, SignInShop.Org.Value, Role.Admin);
        using (await admin.GetAsync(await UnreadSignInTests.OnAsync(shop, admin))) { }
        await shop.ConfirmAsync();
        using var denied = await admin.GetAsync(Regex.Replace(await UnreadSignInTests.OnAsync(shop, admin), "code=[^&]*", "error=access_denied"));

        var way = WebUtility.HtmlDecode(Button().Match(await denied.Content.ReadAsStringAsync()).Groups[1].Value);

        var form = await admin.TextAsync(way);
        form.ShouldContain("<h1>Connect Square again</h1>");
        SiteForm.FieldsOf(form)["connection"].ShouldBe("square");
    }

    private static async Task<string> CheckAsync(Browserish admin, string days)
    {
        var fields = await admin.FieldsAsync(Mine);
        fields["s-historyDays"] = days;
        using var check = await admin.SubmitAsync(Mine, Form + "/check", fields);
        check.StatusCode.ShouldBe(HttpStatusCode.OK, await check.BodyAsync());
        return await check.Content.ReadAsStringAsync();
    }

    private static Task SaveAsync(Service service, FakeAlleaves pos, string days)
    {
        var given = new Dictionary<string, string>(pos.Settings()) { ["historyDays"] = days };
        return service.Parts.Connections.SaveAsync(Tenant(service), "alleaves", "alleaves", ConnectionSettings.From(service.Parts.Connectors.Find("alleaves").Descriptor, given), []);
    }

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(Org);

    [GeneratedRegex("href=\"([^\"]+)\">No, change something")]
    private static partial Regex No();

    [GeneratedRegex("<a class=\"button\" href=\"([^\"]+)\"")]
    private static partial Regex Button();
}
