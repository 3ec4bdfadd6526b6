using System.Net;
using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Simulator.Kit;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Connect;

namespace Sync.Web.Tests.Site;

/// <summary>An admin connects a POS by signing in there, from the site and back to it.</summary>
public sealed partial class ConnectBySignInTests
{
    private const string Org = "corner-shop";

    [Theory]
    [InlineData("square")]
    [InlineData("shopify")]
    [InlineData("lightspeed")]
    [InlineData("clover")]
    public async Task GivenAnApp_WhenAnAdminSignsInAtThePos_ThenTheyComeBackToWhatWasFoundAndStartTheImport(string connector)
    {
        await using var shop = await SignInShop.OpenAsync(connector);
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);

        var confirm = await ReachConfirmAsync(shop, admin);

        confirm.ShouldBe($"/orgs/{Org}/connections/{connector}/confirm");
        var found = await admin.TextAsync(confirm);
        found.ShouldContain("does this match your till?");
        found.ShouldContain("credentials: works");
        foreach (var secret in (await shop.SettingsAsync()).Secrets.Values) found.ShouldNotContain(secret.Reveal());
        using var started = await admin.SubmitAsync(confirm, confirm, []);
        started.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await Eventually.TrueAsync(async () => (await admin.TextAsync($"/orgs/{Org}")).Contains("Up to date"), "the import ends");
        var log = await AuditLog.ListAsync(shop.Tenant, null, 10);
        log.Single(a => a.Action == "connection.saved").Actor.Name.ShouldBe($"admin@{Org}.example");
    }

    [Fact]
    public async Task GivenTheFormsAnswer_WhenABrowserReadsIt_ThenItLeadsOnByItselfAndByALink_AndNotByARedirect()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        using var leave = await LeaveAsync(shop, admin);
        leave.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = WebUtility.HtmlDecode(await leave.Content.ReadAsStringAsync());
        page.ShouldContain("<meta http-equiv=\"refresh\" content=\"0;url=" + shop.Service.Parts.PublicUrl + "/connect/square/start?org=corner-shop&connection=square&");
        page.ShouldContain("Continue to Square");
    }

    [Fact]
    public async Task GivenALinkOfTheCommand_WhenSomebodyAddsAnAccountToIt_ThenItIsGoodNoMore()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        var account = (await shop.Service.Parts.Accounts.FindByEmailAsync($"admin@{Org}.example"))!.Id;
        using var refused = await admin.GetAsync(await shop.LinkAsync() + "&by=" + account);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenTheLinkThatLeadsAway_WhenItIsOpenedInAnotherBrowser_ThenNobodyIsSentToThePosForAnotherOnesShop(bool signedIn)
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        using var leave = await LeaveAsync(shop, admin);
        var link = StartOf(await leave.Content.ReadAsStringAsync());
        using var victim = signedIn ? await Browserish.SignedInAsync(shop.Service, "other-shop", Role.Owner) : new Browserish(shop.Service.Url);

        using var refused = await victim.GetAsync(link);

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        page.ShouldContain($"sign in as admin@{Org}.example, open Connect and begin again");
        page.ShouldContain("Corner Shop would read your customers and orders");
        page.ShouldContain($"/sign-in?next=%2Forgs%2F{Org}%2Fconnect%2Fsquare");
        victim.Cookies.GetAllCookies().ShouldNotContain(c => c.Name.StartsWith("sync_connect_"));
        shop.Pos.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenASignInUnderWay_WhenItsBrowserIsSomebodyElsesNow_ThenNothingIsConnected(bool another)
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await Browserish.MemberAsync(shop.Service, Org, Role.Admin, "second@shop.example");
        using var leave = await LeaveAsync(shop, admin);
        var callback = await RedirectAsync(admin, await RedirectAsync(admin, StartOf(await leave.Content.ReadAsStringAsync())));
        await admin.SubmitAsync("/orgs", "/sign-out", []);
        if (another) await admin.SignInAsync("second@shop.example");

        using var back = await admin.GetAsync(callback);

        back.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        WebUtility.HtmlDecode(await back.Content.ReadAsStringAsync()).ShouldContain("Nothing was saved.");
        (await shop.SavedAsync()).ShouldBeNull();
        shop.SignIn.Redeemed.ShouldBe(0);
    }

    [Fact]
    public async Task GivenAnAdminWhoLosesTheirRoleMeanwhile_WhenThePosSendsThemBack_ThenNothingIsConnected()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        using var leave = await LeaveAsync(shop, admin);
        var callback = await RedirectAsync(admin, await RedirectAsync(admin, StartOf(await leave.Content.ReadAsStringAsync())));
        var account = (await shop.Service.Parts.Accounts.FindByEmailAsync($"admin@{Org}.example"))!.Id;
        await new MemberDirectory(shop.Tenant, shop.Service.Parts.Accounts, shop.Time).ChangeAsync(account, Role.Manager, Actor.Operator);

        using var back = await admin.GetAsync(callback);

        back.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await shop.SavedAsync()).ShouldBeNull();
        shop.SignIn.Redeemed.ShouldBe(0);
    }

    [Fact]
    public async Task GivenAnOwnerWhoDoesNotAllowIt_WhenTheyComeBack_ThenALinkLeadsBackToTheSite()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        using var leave = await LeaveAsync(shop, admin);
        var callback = await RedirectAsync(admin, await RedirectAsync(admin, StartOf(await leave.Content.ReadAsStringAsync())));
        using var back = await admin.GetAsync(Regex.Replace(callback, "code=[^&]+", "error=access_denied"));
        back.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await back.Content.ReadAsStringAsync()).ShouldContain($"/orgs/{Org}/connect/square");
    }

    [Fact]
    public async Task GivenAnAccountThatIsConnected_WhenItsTokenIsCheckedForAnotherConnection_ThenItIsRefusedWithALink()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ReachConfirmAsync(shop, admin);
        var form = $"/orgs/{Org}/connect/square";
        using var check = await admin.SubmitAsync(form, form + "/check", shop.Pos.Settings.ToDictionary(s => "s-" + s.Key, s => s.Value));
        check.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = WebUtility.HtmlDecode(await check.Content.ReadAsStringAsync());
        page.ShouldContain("reads this Square account already");
        page.ShouldContain($"href=\"/orgs/{Org}/connections/square\"");
    }

    [Fact]
    public async Task GivenARevokedGrant_WhenTheAdminPressesReconnect_ThenTheySignInAgainAndAllIsWell()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        var confirm = await ReachConfirmAsync(shop, admin);
        await shop.ConfirmAsync();
        await shop.RunAsync();
        shop.Pos.RevokeGrant();
        var way = (await shop.RunAsync()).Runs.Single().ReconnectBy!;
        way.ShouldBe(new Engine.Runs.ReconnectWay($"{shop.Service.Parts.PublicUrl}/orgs/{Org}/connections/square", IsLink: true));

        var page = await admin.TextAsync(new Uri(way.Text).AbsolutePath);
        page.ShouldContain("Reconnect needed");
        page.ShouldContain("Reconnect</button>");
        await ReachConfirmAsync(shop, admin);

        var again = (await shop.SavedAsync())!;
        (again.Reconnect, again.Unconfirmed, again.Active).ShouldBe((null, false, true)); // it was confirmed once
        (await admin.TextAsync(confirm)).ShouldContain("is saved.");
        (await admin.TextAsync($"/orgs/{Org}/connections/square")).ShouldNotContain("Reconnect needed");
    }

    private static async Task<HttpResponseMessage> LeaveAsync(SignInShop shop, Browserish admin)
    {
        var form = $"/orgs/{Org}/connect/{shop.Connector}";
        var fields = shop.Given().ToDictionary(s => "s-" + s.Key, s => s.Value);
        fields["connection"] = shop.Connector;
        return await admin.SubmitAsync(form, form + "/sign-in", fields);
    }

    private static async Task<string> ReachConfirmAsync(SignInShop shop, Browserish admin)
    {
        using var leave = await LeaveAsync(shop, admin);
        leave.StatusCode.ShouldBe(HttpStatusCode.OK, await leave.Content.ReadAsStringAsync());
        var callback = await RedirectAsync(admin, await RedirectAsync(admin, StartOf(await leave.Content.ReadAsStringAsync())));
        return await RedirectAsync(admin, callback);
    }

    private static string StartOf(string page) => WebUtility.HtmlDecode(Refresh().Match(page).Groups[1].Value);

    private static async Task<string> RedirectAsync(Browserish browser, string address)
    {
        using var response = await browser.GetAsync(address);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.OriginalString;
    }

    [GeneratedRegex("content=\"0;url=([^\"]+)\"")]
    private static partial Regex Refresh();
}
