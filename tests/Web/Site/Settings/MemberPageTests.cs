using System.Net;
using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Api;

namespace Sync.Web.Tests.Site.Settings;

/// <summary>Members and invitations, as admins and owners see them.</summary>
public sealed partial class MemberPageTests
{
    private const string Page = "/orgs/a/settings/members";

    [Fact]
    public async Task GivenAnAddress_WhenItIsInvited_ThenTheLinkIsShownOnce_AndWhoeverHasItJoins()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var made = await admin.SubmitAsync(Page, Page, new() { ["email"] = "New@a.example", ["role"] = "manager" });
        var html = await admin.FollowAsync(made);
        html.ShouldContain("Sync does not send e-mail");
        var link = Link().Match(html).Groups[1].Value;
        link.ShouldStartWith(service.Url.TrimEnd('/'));
        var page = await admin.TextAsync(Page);
        page.ShouldContain("new@a.example as manager, invited by admin@a.example");
        page.ShouldNotContain(new Uri(link).AbsolutePath);

        using var guest = new Browserish(service.Url);
        var path = new Uri(link).AbsolutePath;
        using var joined = await guest.SubmitAsync(path, path, new() { ["name"] = "New One", ["password"] = Browserish.Password });
        joined.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        page = await admin.TextAsync(Page);
        page.ShouldContain("New One");
        page.ShouldNotContain("invited by");
    }

    [Fact]
    public async Task GivenAnAddressThatIsNone_WhenItIsInvited_ThenTheFormKeepsWhatWasTyped()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        Regex.Count(InviteForm().Match(await admin.TextAsync(Page)).Value, " selected").ShouldBe(0);
        using var refused = await admin.SubmitAsync(Page, Page, new() { ["email"] = "new at a.example", ["role"] = "manager" });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var form = SiteForm.FieldsOf(InviteForm().Match(await refused.Content.ReadAsStringAsync()).Value);
        (form["email"], form["role"]).ShouldBe(("new at a.example", "manager"));
    }

    [Fact]
    public async Task GivenAnInvitation_WhenItIsWithdrawn_ThenItsLinkIsGoodNoMore()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var made = await admin.SubmitAsync(Page, Page, new() { ["email"] = "new@a.example", ["role"] = "viewer" });
        var path = new Uri(Link().Match(await admin.FollowAsync(made)).Groups[1].Value).AbsolutePath;
        var withdraw = Regex.Match(await admin.TextAsync(Page), "action=\"([^\"]+/withdraw)\"").Groups[1].Value;
        (await admin.FollowAsync(await admin.SubmitAsync(Page, withdraw, []))).ShouldContain("is withdrawn");
        (await admin.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await admin.SubmitAsync(Page, withdraw, [])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task GivenAnAdmin_WhenOwnersAreInvitedChangedOrRemoved_ThenItIsRefused_AndAnOwnerMay()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var other = await Browserish.MemberAsync(service, "a", Role.Owner, "other@a.example");
        var viewer = await Browserish.MemberAsync(service, "a", Role.Viewer, "viewer@a.example");
        await RefusedAsync(admin, Page, new() { ["email"] = "x@a.example", ["role"] = "owner" });
        await RefusedAsync(admin, $"{Page}/{other.Id}/role", new() { ["role"] = "viewer" });
        await RefusedAsync(admin, $"{Page}/{other.Id}/remove", []);
        await RefusedAsync(admin, $"{Page}/{viewer.Id}/role", new() { ["role"] = "owner" });
        (await RolesAsync(service)).ShouldBe(["admin@a.example admin", "other@a.example owner", "viewer@a.example viewer"]);

        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner, "owner@a.example");
        (await owner.SubmitAsync(Page, $"{Page}/{viewer.Id}/role", new() { ["role"] = "owner" })).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await owner.SubmitAsync(Page, $"{Page}/{other.Id}/remove", [])).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await RolesAsync(service)).ShouldBe(["admin@a.example admin", "owner@a.example owner", "viewer@a.example owner"]);
    }

    [Fact]
    public async Task GivenAnOpenInvitationOfAnOwner_WhenAnAdminInvitesTheSameAddress_ThenItIsRefused_AndTheOwnersLinkIsStillGood()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var program = await ApiUser.MemberAsync(service, "a", Role.Admin, "second@a.example");
        using var made = await owner.SubmitAsync(Page, Page, new() { ["email"] = "new@a.example", ["role"] = "owner" });
        var link = new Uri(Link().Match(await owner.FollowAsync(made)).Groups[1].Value).AbsolutePath;

        await RefusedAsync(admin, Page, new() { ["email"] = "NEW@a.example ", ["role"] = "viewer" });
        (await program.PostAsync("/api/orgs/a/invitations", """{"email":"New@a.example","role":"viewer"}""")).ShouldBe(403);

        using var guest = new Browserish(service.Url);
        (await guest.TextAsync(link)).ShouldContain("to join as owner");
        using var other = await owner.SubmitAsync(Page, Page, new() { ["email"] = "new@a.example", ["role"] = "viewer" });
        other.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await guest.GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task GivenOnesOwnPlace_WhenItIsChangedWithoutSayingSo_ThenItIsRefused_AndTheLastOwnerStaysAnyway()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var ids = (await MemberDirectory.ListAsync(service.Parts.Store.OpenTenant(OrgId.Parse("a")))).ToDictionary(m => m.Role, m => m.Account);
        await RefusedAsync(admin, $"{Page}/{ids[Role.Admin]}/remove", [], "your own place");
        await RefusedAsync(admin, $"{Page}/{ids[Role.Admin]}/role", new() { ["role"] = "viewer" }, "your own place");
        await RefusedAsync(owner, $"{Page}/{ids[Role.Owner]}/remove", new() { ["sure"] = "yes" }, "last owner");
        using var left = await admin.SubmitAsync(Page, $"{Page}/{ids[Role.Admin]}/remove", new() { ["sure"] = "yes" });
        left.Headers.Location!.OriginalString.ShouldBe("/");
        (await RolesAsync(service)).ShouldBe(["owner@a.example owner"]);
    }

    [Fact]
    public async Task GivenAnotherOrgsMember_WhenTheyAreNamed_ThenThereIsNoSuchMember()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        var stranger = await Browserish.MemberAsync(service, "b", Role.Viewer, "x@b.example");
        await RefusedAsync(owner, $"{Page}/{stranger.Id}/remove", [], "no such member");
        (await MemberDirectory.ListAsync(service.Parts.Store.OpenTenant(OrgId.Parse("b")))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task GivenAKey_WhenItIsMade_ThenItIsShownOnceAndWorks_AndRevokedItDoesNot()
    {
        const string keys = "/orgs/a/settings/keys";
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        (await admin.TextAsync(keys)).ShouldContain("No keys yet");
        using var nothing = await admin.SubmitAsync(keys, keys, new() { ["name"] = "till" });
        nothing.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await nothing.BodyAsync()).ShouldContain("Choose what the key may do");

        using var made = await admin.SubmitAsync(keys, keys, new() { ["name"] = "web shop", ["scope"] = "data:read" });
        var html = await admin.FollowAsync(made);
        var key = Regex.Match(html, "readonly value=\"(sync\\.a\\.[^\"]+)\"").Groups[1].Value;
        key.ShouldNotBeEmpty();
        var page = await admin.TextAsync(keys);
        page.ShouldContain("web shop");
        page.ShouldContain("never");
        page.ShouldNotContain(key);
        (await WithKeyAsync(service, key)).ShouldBe(HttpStatusCode.OK);
        (await admin.TextAsync(keys)).ShouldNotContain("never");

        var revoke = Regex.Match(page, "action=\"([^\"]+/revoke)\"").Groups[1].Value;
        (await admin.FollowAsync(await admin.SubmitAsync(keys, revoke, []))).ShouldContain("Revoked");
        (await WithKeyAsync(service, key)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpStatusCode> WithKeyAsync(Service service, string key)
    {
        using var program = new Browserish(service.Url);
        program.Client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var answer = await program.GetAsync("/api/orgs");
        return answer.StatusCode;
    }

    private static async Task RefusedAsync(Browserish browser, string action, Dictionary<string, string> fields, string says = "Only an owner")
    {
        using var answer = await browser.SubmitAsync(Page, action, fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.BodyAsync()).ShouldContain(says);
    }

    private static async Task<List<string>> RolesAsync(Service service) =>
        [.. (await MemberDirectory.ListAsync(service.Parts.Store.OpenTenant(OrgId.Parse("a")))).Select(m => $"{m.Email} {Roles.NameOf(m.Role)}")];

    [GeneratedRegex("readonly value=\"([^\"]+/invitations/[^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<form method=\"post\" action=\"/orgs/a/settings/members\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex InviteForm();
}
