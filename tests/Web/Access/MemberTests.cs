using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Tests.Api;

namespace Sync.Web.Tests.Access;

/// <summary>Members, keys and the audit log as they are stored.</summary>
public sealed class MemberTests
{
    private static readonly OrgId Org = OrgId.Parse("shop");

    [Fact]
    public async Task GivenTheLastOwner_WhenTheyAreTakenAway_ThenItIsRefused()
    {
        await using var service = await Service.StartAsync();
        var owner = await Browserish.MemberAsync(service, "shop", Role.Owner, "a@shop.example");
        var members = Members(service);
        await Should.ThrowAsync<OrgException>(() => members.RemoveAsync(owner.Id, Actor.Operator));
        await Should.ThrowAsync<OrgException>(() => members.ChangeAsync(owner.Id, Role.Admin, Actor.Operator));
        var second = await Browserish.MemberAsync(service, "shop", Role.Owner, "b@shop.example");
        await members.RemoveAsync(owner.Id, Actor.Operator);
        (await MemberDirectory.ListAsync(Tenant(service))).Select(m => m.Account).ShouldBe([second.Id]);
        (await service.Parts.Accounts.FindAsync(owner.Id))!.Orgs.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenTwoOwners_WhenEachTakesTheOthersPlaceAtOnce_ThenOneStays()
    {
        await using var service = await Service.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var org = OrgId.Parse("shop" + round);
            var (a, b) = (await Browserish.MemberAsync(service, org.Value, Role.Owner, $"a{round}@shop.example"), await Browserish.MemberAsync(service, org.Value, Role.Owner, $"b{round}@shop.example"));
            var tenant = service.Parts.Store.OpenTenant(org);
            var members = new MemberDirectory(tenant, service.Parts.Accounts, TimeProvider.System);
            var both = new[] { Task.Run(() => members.RemoveAsync(a.Id, Actor.Operator)), Task.Run(() => members.ChangeAsync(b.Id, Role.Viewer, Actor.Operator)) };
            await Task.WhenAll(both.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default)));
            both.Count(t => t.IsCompletedSuccessfully).ShouldBe(1);
            (await MemberDirectory.ListAsync(tenant)).Count(m => m.Role == Role.Owner).ShouldBe(1);
        }
    }

    [Fact]
    public async Task GivenAnAddress_WhenTwoMakeItsAccountAtOnce_ThenThereIsOne()
    {
        await using var service = await Service.StartAsync();
        var tries = Enumerable.Range(0, 8).Select(i => Task.Run(() => service.Parts.Accounts.CreateAsync(i % 2 == 0 ? "Ann@Shop.example" : "ann@shop.example", null, null))).ToList();
        await Task.WhenAll(tries.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default)));
        tries.Count(t => t.IsCompletedSuccessfully).ShouldBe(1);
        await Should.ThrowAsync<OrgException>(() => service.Parts.Accounts.CreateAsync("not an address", null, null));
    }

    [Fact]
    public async Task GivenAKey_WhenItIsShown_ThenItIsGoodUntilItIsRevoked_AndItIsStoredNowhere()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, "a@shop.example");
        var keys = new ApiKeyDirectory(Tenant(service), TimeProvider.System);
        var (key, known) = await keys.CreateAsync("Dashboard", ["data:read"], Permission.ReadData | Permission.ManageKeys, Actor.Operator);
        key.ToString().ShouldBe("***");
        (await keys.UseAsync(key.Reveal()))!.Scopes.ShouldBe(["data:read"]);
        (await keys.UseAsync(key.Reveal() + "x")).ShouldBeNull();
        (await keys.UseAsync(key.Reveal()[..^1])).ShouldBeNull();
        var listed = (await ApiKeyDirectory.ListAsync(Tenant(service))).ShouldHaveSingleItem();
        listed.LastUsedAt.ShouldNotBeNull();
        var stored = (await Tenant(service).GetAsync(new DocumentPath("api_keys", known.Id)))!.Body.ToString();
        stored.ShouldNotContain(key.Reveal().Split('.')[^1]);
        await keys.RevokeAsync(known.Id, Actor.Operator);
        (await keys.UseAsync(key.Reveal())).ShouldBeNull();
    }

    [Fact]
    public async Task GivenSomebodyWhoMayLittle_WhenTheyMakeAKey_ThenItMayNoMore()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, "a@shop.example");
        var keys = new ApiKeyDirectory(Tenant(service), TimeProvider.System);
        (await Should.ThrowAsync<OrgException>(() => keys.CreateAsync("k", ["members:write"], Roles.PermissionsOf(Role.Manager), Actor.Operator))).Message.ShouldContain("members:write");
        await Should.ThrowAsync<OrgException>(() => keys.CreateAsync("k", ["everything"], Roles.PermissionsOf(Role.Owner), Actor.Operator));
        await Should.ThrowAsync<OrgException>(() => keys.CreateAsync("k", [], Roles.PermissionsOf(Role.Owner), Actor.Operator));
        await Should.ThrowAsync<OrgException>(() => keys.CreateAsync(" ", ["data:read"], Roles.PermissionsOf(Role.Owner), Actor.Operator));
    }

    [Fact]
    public async Task GivenAKeyThatMayInvite_WhenItNamesARoleThatMayMoreThanIt_ThenItIsRefused_AndNobodyIsChanged()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, "o@shop.example");
        var admin = await Browserish.MemberAsync(service, "shop", Role.Admin, "a@shop.example");
        var viewer = await Browserish.MemberAsync(service, "shop", Role.Viewer, "v@shop.example");
        await new InvitationDirectory(Tenant(service), service.Parts.Accounts, TimeProvider.System).InviteAsync("asked@shop.example", Role.Admin, Actor.Operator);
        var asked = (await InvitationDirectory.ListAsync(Tenant(service), TimeProvider.System.GetUtcNow())).Single().Id;
        using var bare = await ApiUser.WithKeyAsync(service, "shop", "members:write");
        using var some = await ApiUser.WithKeyAsync(service, "shop", "members:write", "data:read");
        const string api = "/api/orgs/shop/";

        (await bare.PostAsync(api + "invitations", """{"email":"n@shop.example","role":"viewer"}""")).ShouldBe(403).Body.ShouldContain("it lacks data:read");
        foreach (var role in (string[])["manager", "admin", "owner"])
        {
            (await some.PostAsync(api + "invitations", $$"""{"email":"n@shop.example","role":"{{role}}"}""")).ShouldBe(403);
            (await some.SendAsync("PATCH", api + "members/" + viewer.Id, $$"""{"role":"{{role}}"}""")).ShouldBe(403);
        }

        (await some.PostAsync(api + "invitations", """{"email":"asked@shop.example","role":"viewer"}""")).ShouldBe(403); // it would withdraw an admin's
        (await some.SendAsync("DELETE", api + "invitations/" + asked)).ShouldBe(403);
        (await some.SendAsync("PATCH", api + "members/" + admin.Id, """{"role":"viewer"}""")).ShouldBe(403);
        (await some.SendAsync("DELETE", api + "members/" + admin.Id)).ShouldBe(403);
        (await MemberDirectory.ListAsync(Tenant(service))).Select(m => m.Role).ShouldBe([Role.Admin, Role.Owner, Role.Viewer]);

        (await some.PostAsync(api + "invitations", """{"email":"n@shop.example","role":"viewer"}""")).ShouldBe(201);
        (await some.SendAsync("DELETE", api + "members/" + viewer.Id)).ShouldBe(204);
        using var whole = await ApiUser.WithKeyAsync(service, "shop");
        (await whole.SendAsync("PATCH", api + "members/" + admin.Id, """{"role":"manager"}""")).ShouldBe(200);
    }

    [Fact]
    public async Task GivenChanges_WhenTheAuditLogIsRead_ThenTheLatestComeFirstWithWhoAndWhat()
    {
        await using var service = await Service.StartAsync();
        var account = await Browserish.MemberAsync(service, "shop", Role.Viewer, "a@shop.example");
        await Browserish.MemberAsync(service, "shop", Role.Owner, "b@shop.example");
        await Members(service).ChangeAsync(account.Id, Role.Manager, new Actor("member", "x", "b@shop.example"));
        var entries = await AuditLog.ListAsync(Tenant(service), null, 10);
        entries.Select(e => e.Action).ShouldBe(["member.changed", "member.added", "member.added"]);
        entries[0].Subject.ShouldBe("a@shop.example");
        entries[0].Detail.ShouldBe("viewer to manager");
        entries[0].Actor.Name.ShouldBe("b@shop.example");
    }

    [Fact]
    public async Task GivenTheScopeOfAccounts_WhenAnOrgIsToHaveItsId_ThenItIsRefused()
    {
        await using var service = await Service.StartAsync();
        await Should.ThrowAsync<OrgException>(() => service.Parts.Orgs.AddAsync(AccountDirectory.Scope, new OrgSettings { Name = "x" }));
        await Browserish.MemberAsync(service, "shop", Role.Viewer, "a@shop.example");
        (await service.Parts.Orgs.ListAsync().ToListAsync()).Select(o => o.Value).ShouldBe(["shop"]);
    }

    [Theory]
    [InlineData("short", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("a@shop.example1", false)]
    [InlineData("passwordpassword", false)]
    [InlineData("Password-Password-1", false)]
    [InlineData("Password123456!", false)]
    [InlineData("p@ssw0rd2026!!", false)]
    [InlineData("123456789012", false)]
    [InlineData("210987654321", false)]
    [InlineData("abcdefghijklmnop", false)]
    [InlineData("qwertyuiop12", false)]
    [InlineData("abcabcabcabcab", false)]
    [InlineData("herons herons herons", false)]
    [InlineData("annabell-annabell", false)]
    [InlineData("Annabell2026!!", false)]
    [InlineData("Corner Bakery 2026", false)]
    [InlineData("cornerbakery123", false)]
    [InlineData("correct horse battery staple", false)]
    [InlineData("annabell keeps seven herons", true)]
    [InlineData("a few unrelated words", true)]
    [InlineData("9f3c1-77ab0-e21d4-0c9b8", true)]
    [InlineData("82 64 19 73 05 46", true)]
    [InlineData("Käse, Brot & Öl am Sonntag", true)]
    public void GivenANewPassword_WhenItIsWeighed_ThenWeakOnesAreRefused(string password, bool good) =>
        (Passwords.WhyNot(password, password.StartsWith("a@", StringComparison.Ordinal) ? "a@shop.example" : "annabell@shop.example", "Corner Bakery") is null).ShouldBe(good);

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(Org);

    private static MemberDirectory Members(Service service) => new(Tenant(service), service.Parts.Accounts, TimeProvider.System);
}
