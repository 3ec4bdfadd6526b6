using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Tests.Api;

namespace Sync.Web.Tests.Access;

/// <summary>What must not outlive what it was given for: links, keys, sessions; and files of the service's own machine, which are nobody's to ask for.</summary>
public sealed class OutlivingTests
{
    private static readonly OrgId Org = OrgId.Parse("shop");

    [Fact]
    public async Task GivenTwoInvitationsOfOneAddress_WhenOneIsUsedOrTheMemberIsRemoved_ThenNoneIsLeft()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, "owner@shop.example");
        var (tenant, accounts) = (service.Parts.Store.OpenTenant(Org), service.Parts.Accounts);
        var invitations = new InvitationDirectory(tenant, accounts, TimeProvider.System);
        var first = await invitations.InviteAsync("ann@shop.example", Role.Admin, Actor.Operator);
        var second = await invitations.InviteAsync("ann@shop.example", Role.Admin, Actor.Operator);
        (await InvitationDirectory.FindAsync(tenant, first, DateTimeOffset.MinValue)).ShouldBeNull();
        var ann = await accounts.CreateAsync("ann@shop.example", null, Passwords.Hash(Browserish.Password));
        (await invitations.AcceptAsync(first, ann)).ShouldBeFalse();
        (await invitations.AcceptAsync(second, ann)).ShouldBeTrue();
        await new MemberDirectory(tenant, accounts, TimeProvider.System).RemoveAsync(ann.Id, Actor.Operator);
        (await invitations.AcceptAsync(second, ann)).ShouldBeFalse();
        (await InvitationDirectory.ListAsync(tenant, TimeProvider.System.GetUtcNow())).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAKey_WhenItsMakerIsMadeLessOrRemoved_ThenItMayNoMoreThanTheyMay()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, "owner@shop.example");
        var admin = await Browserish.MemberAsync(service, "shop", Role.Admin, "admin@shop.example");
        var tenant = service.Parts.Store.OpenTenant(Org);
        var (key, _) = await new ApiKeyDirectory(tenant, TimeProvider.System).CreateAsync(
            "k", ["data:read", "members:write"], Roles.PermissionsOf(Role.Admin), new Actor("member", admin.Id, admin.Email));
        using var client = new HttpClient { BaseAddress = new Uri(service.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        var members = new MemberDirectory(tenant, service.Parts.Accounts, TimeProvider.System);

        (await InviteAsync(client)).ShouldBe(HttpStatusCode.Created);
        (await client.GetStringAsync("/api/orgs")).ShouldContain("Shop shop");
        using var owner = await ApiUser.WithKeyAsync(service, "shop", "keys:write");
        (await EffectiveAsync(owner)).ShouldBe(["data:read", "members:write"]);
        await members.ChangeAsync(admin.Id, Role.Viewer, Actor.Operator);
        (await InviteAsync(client)).ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetStringAsync("/api/orgs/shop")).ShouldNotBeEmpty();
        using var refused = await client.GetAsync("/api/orgs/shop/members");
        (await refused.Content.ReadAsStringAsync()).ShouldContain("It was given members:write, which admin@shop.example, who made it, no longer has here");
        (await EffectiveAsync(owner)).ShouldBe(["data:read"]);
        using var browser = new Browserish(service.Url);
        await browser.SignInAsync("owner@shop.example");
        (await browser.TextAsync("/orgs/shop/settings/keys")).ShouldContain("no longer: members:write, which admin@shop.example no longer has");
        (await client.GetAsync("/api/orgs/shop")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/api/pos-integrations/health?orgId=shop")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await members.RemoveAsync(admin.Id, Actor.Operator);
        (await client.GetAsync("/api/orgs/shop")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await EffectiveAsync(owner)).ShouldBeEmpty();
        (await client.GetStringAsync("/api/orgs")).ShouldNotContain("shop");
        (await client.GetAsync("/api/pos-integrations/health?orgId=shop")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task GivenAKeyThatMakesAnother_WhenTheFirstOnesMakerIsRemoved_ThenTheSecondIsGoodNoMore()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, "owner@shop.example");
        var admin = await Browserish.MemberAsync(service, "shop", Role.Admin, "admin@shop.example");
        var tenant = service.Parts.Store.OpenTenant(Org);
        var (key, _) = await new ApiKeyDirectory(tenant, TimeProvider.System).CreateAsync(
            "k", ["data:read", "keys:write"], Roles.PermissionsOf(Role.Admin), new Actor("member", admin.Id, admin.Email));
        using var program = new HttpClient { BaseAddress = new Uri(service.Url) };
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        using var made = await program.PostAsJsonAsync("/api/orgs/shop/keys", new { name = "second", scopes = (string[])["data:read"] });
        var second = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString();
        using var client = new HttpClient { BaseAddress = new Uri(service.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", second);
        (await client.GetAsync("/api/orgs/shop")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await new MemberDirectory(tenant, service.Parts.Accounts, TimeProvider.System).RemoveAsync(admin.Id, Actor.Operator);

        (await client.GetAsync("/api/orgs/shop")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenAKeyThatMadeAnother_WhenTheFirstIsRevoked_ThenNothingThatCameOfItIsGoodAnyMore(bool whileItWasMade)
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "shop", Role.Owner, "owner@shop.example");
        var tenant = service.Parts.Store.OpenTenant(Org);
        var keys = new ApiKeyDirectory(tenant, TimeProvider.System);
        var (first, known) = await keys.CreateAsync("first", ["data:read", "keys:write", "members:write"], Roles.PermissionsOf(Role.Owner), Actor.Operator);
        var second = await MakeAsync(service, first.Reveal(), "second");
        var third = await MakeAsync(service, second, "third");
        using var client = Program(service, third);
        using var made = await client.PostAsJsonAsync("/api/orgs/shop/invitations", new { email = "ann@shop.example", role = "viewer" });
        var link = new Uri((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!).AbsolutePath;
        using var guest = new Browserish(service.Url);
        (await guest.GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.OK);

        if (whileItWasMade) await tenant.CommitAsync([DocumentWrite.Merge(new DocumentPath("api_keys", known.Id), DocumentBody.Build(w => w.Time("revokedAt", TimeProvider.System.GetUtcNow())))]);
        else
            using (var revoked = await owner.SubmitAsync("/orgs/shop/settings/keys", $"/orgs/shop/settings/keys/{known.Id}/revoke", []))
                (await owner.FollowAsync(revoked)).ShouldContain("The key is revoked, and with it 2 that it had made.");

        foreach (var key in (string[])[first.Reveal(), second, third])
        {
            using var program = Program(service, key);
            (await program.GetAsync("/api/orgs/shop")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await guest.GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        if (whileItWasMade) return;
        (await ApiKeyDirectory.ListAsync(tenant)).ShouldAllBe(k => k.RevokedAt != null);
        (await AuditLog.ListAsync(tenant, null, 20)).Where(l => l.Action == "key.revoked").Select(l => (l.Subject, l.Detail)).Order()
            .ShouldBe([("first", ""), ("second", "with first, by which it was made"), ("third", "with first, by which it was made")]);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(null)]
    public async Task GivenAnInvitation_WhenWhoeverMadeItIsMadeLessOrRemoved_ThenItsLinkIsGoodNoMore(Role? left)
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "shop", Role.Owner, "owner@shop.example");
        var admin = await Browserish.MemberAsync(service, "shop", Role.Admin, "admin@shop.example");
        var (tenant, accounts) = (service.Parts.Store.OpenTenant(Org), service.Parts.Accounts);
        var (invitations, members) = (new InvitationDirectory(tenant, accounts, TimeProvider.System), new MemberDirectory(tenant, accounts, TimeProvider.System));
        var token = await invitations.InviteAsync("ann@shop.example", Role.Admin, new Actor("member", admin.Id, admin.Email));
        var operators = await invitations.InviteAsync("ben@shop.example", Role.Admin, Actor.Operator);
        using var guest = new Browserish(service.Url);
        (await guest.GetAsync("/invitations/" + token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        if (left is { } role) await members.ChangeAsync(admin.Id, role, Actor.Operator);
        else await members.RemoveAsync(admin.Id, Actor.Operator);

        (await guest.GetAsync("/invitations/" + token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var ann = await accounts.CreateAsync("ann@shop.example", null, Passwords.Hash(Browserish.Password));
        (await invitations.AcceptAsync(token, ann)).ShouldBeFalse();
        (await guest.GetAsync("/invitations/" + operators)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await owner.TextAsync("/orgs/shop/settings/members")).ShouldNotContain("ann@shop.example");
    }

    [Fact]
    public async Task GivenAnInvitationOfAnOwner_WhenWhoeverMadeItIsOnlyAnAdminNow_ThenItsLinkIsGoodNoMore()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, "owner@shop.example");
        var second = await Browserish.MemberAsync(service, "shop", Role.Owner, "second@shop.example");
        var (tenant, accounts, maker) = (service.Parts.Store.OpenTenant(Org), service.Parts.Accounts, new Actor("member", second.Id, second.Email));
        var invitations = new InvitationDirectory(tenant, accounts, TimeProvider.System);
        var (owners, viewers) = (await invitations.InviteAsync("ann@shop.example", Role.Owner, maker), await invitations.InviteAsync("ben@shop.example", Role.Viewer, maker));

        await new MemberDirectory(tenant, accounts, TimeProvider.System).ChangeAsync(second.Id, Role.Admin, Actor.Operator);

        var now = TimeProvider.System.GetUtcNow();
        (await InvitationDirectory.FindAsync(tenant, owners, now)).ShouldBeNull();
        (await InvitationDirectory.FindAsync(tenant, viewers, now)).ShouldNotBeNull();
    }

    [Fact]
    public async Task GivenAnInvitationMadeByAKey_WhenTheKeyIsRevokedOrItsMakerRemoved_ThenItsLinkIsGoodNoMore()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, "owner@shop.example");
        var admin = await Browserish.MemberAsync(service, "shop", Role.Admin, "admin@shop.example");
        var tenant = service.Parts.Store.OpenTenant(Org);
        var keys = new ApiKeyDirectory(tenant, TimeProvider.System);
        using var guest = new Browserish(service.Url);
        var links = new List<string>();
        var ids = new List<string>();
        foreach (var name in (string[])["ann", "ben"])
        {
            var (key, known) = await keys.CreateAsync(name, ["data:read", "members:write"], Roles.PermissionsOf(Role.Admin), new Actor("member", admin.Id, admin.Email));
            using var client = new HttpClient { BaseAddress = new Uri(service.Url) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
            using var made = await client.PostAsJsonAsync("/api/orgs/shop/invitations", new { email = name + "@shop.example", role = "viewer" });
            links.Add(new Uri((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!).AbsolutePath);
            ids.Add(known.Id);
        }

        foreach (var link in links) (await guest.GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await keys.RevokeAsync(ids[0], Actor.Operator);
        (await guest.GetAsync(links[0])).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await guest.GetAsync(links[1])).StatusCode.ShouldBe(HttpStatusCode.OK);
        await new MemberDirectory(tenant, service.Parts.Accounts, TimeProvider.System).RemoveAsync(admin.Id, Actor.Operator);
        (await guest.GetAsync(links[1])).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task GivenACopiedCookie_WhenItsOwnerSignsOut_ThenItIsGoodNoMore_AndOtherSessionsStay()
    {
        await using var service = await Service.StartAsync();
        using var browser = await Browserish.SignedInAsync(service, "shop", Role.Owner, "owner@shop.example");
        using var other = new Browserish(service.Url);
        await other.SignInAsync("owner@shop.example");
        using var thief = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(service.Url) };
        thief.DefaultRequestHeaders.Add("Cookie", "sync_session=" + browser.Cookies.GetAllCookies()["sync_session"]!.Value);
        (await thief.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await browser.SubmitAsync("/orgs", "/sign-out", []);
        (await thief.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await other.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenAConnectionOfFiles_WhenItIsTriedOrChangedFromOutside_ThenNoFileOfTheMachineIsLookedAt()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "shop", Role.Owner, "owner@shop.example");
        var tenant = service.Parts.Store.OpenTenant(Org);
        var settings = ConnectionSettings.From(service.Parts.Connectors.Find("files").Descriptor, new Dictionary<string, string> { ["file"] = "/somewhere/uploads/one.csv", ["as"] = "orders" });
        await service.Parts.Connections.SaveAsync(tenant, "files", "files", settings, []);
        var (key, _) = await new ApiKeyDirectory(tenant, TimeProvider.System).CreateAsync("k", ["data:read", "connections:write"], Roles.PermissionsOf(Role.Owner), Actor.Operator);
        using var client = new HttpClient { BaseAddress = new Uri(service.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());

        using var shown = await client.GetAsync("/api/orgs/shop/connections/files");
        (await shown.Content.ReadAsStringAsync()).ShouldNotContain("/somewhere");
        (await client.PostAsJsonAsync("/api/orgs/shop/connections/files/test", new { })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var change = new HttpRequestMessage(HttpMethod.Patch, "/api/orgs/shop/connections/files") { Content = JsonContent.Create(new { settings = new { file = "/etc/passwd" } }) };
        change.Headers.TryAddWithoutValidation("If-Match", shown.Headers.ETag!.ToString());
        using var changed = await client.SendAsync(change);
        changed.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await changed.Content.ReadAsStringAsync()).ShouldNotContain("root:");
        (await tenant.GetAsync(new DocumentPath("connections", "files")))!.Body.ToString().ShouldContain("/somewhere");
    }

    private static HttpClient Program(Service service, string key)
    {
        var client = new HttpClient { BaseAddress = new Uri(service.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task<string> MakeAsync(Service service, string key, string name)
    {
        using var program = Program(service, key);
        using var made = await program.PostAsJsonAsync("/api/orgs/shop/keys", new { name, scopes = (string[])["data:read", "keys:write", "members:write"] });
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    private static async Task<HttpStatusCode> InviteAsync(HttpClient client) =>
        (await client.PostAsJsonAsync("/api/orgs/shop/invitations", new { email = $"n@shop.example", role = "viewer" })).StatusCode;

    // Which scopes of the key "k" count, as whoever minds the keys is told.
    private static async Task<IEnumerable<string?>> EffectiveAsync(ApiUser user) =>
        (await user.GetAsync("/api/orgs/shop/keys")).ShouldBe(200).Json.GetProperty("items").EnumerateArray().Single(k => k.GetProperty("name").GetString() == "k")
            .GetProperty("effectiveScopes").EnumerateArray().Select(s => s.GetString());
}
