using System.Net;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.TestKit;

namespace Sync.Web.Tests.Access;

/// <summary>A link of the operator's for whoever has forgotten their password.</summary>
public sealed class ResetTests
{
    private const string Email = "ann@shop.example";
    private const string Chosen = "eleven loud geese at dusk";

    [Fact]
    public async Task GivenALink_WhenANewPasswordIsChosen_ThenItIsGood_AndTheOldOneItsSessionsAndTheLinkAreNot()
    {
        await using var service = await Service.StartAsync();
        using var before = await Browserish.SignedInAsync(service, "shop", Role.Owner, Email);
        var path = "/password/" + await Resets(service).MakeAsync(Email, Actor.Operator);
        using var forgetful = new Browserish(service.Url);
        (await forgetful.TextAsync(path)).ShouldContain("For " + Email);

        using (var weak = await forgetful.SubmitAsync(path, path, new() { ["password"] = "password" })) weak.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using (var done = await forgetful.SubmitAsync(path, path, new() { ["password"] = Chosen })) done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        (await forgetful.GetAsync("/orgs/shop")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await before.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var again = new Browserish(service.Url);
        (await again.SignInAsync(Email)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await again.SignInAsync(Email, Chosen)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await again.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await AuditLog.ListAsync(service.Parts.Store.OpenTenant(OrgId.Parse("shop")), null, 2)).Select(l => (l.Action, l.Actor.Name)).ShouldBe([("password.changed", Email), ("password.reset-made", Actor.Operator.Name)]);
    }

    [Fact]
    public async Task GivenALinkThatIsOver_OrHasMadeRoom_OrIsChanged_OrWasUsedByTwoAtOnce_ThenItSetsNoPassword()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var service = await Service.StartWithAsync(s => s, time);
        await Browserish.MemberAsync(service, "shop", Role.Owner, Email);
        var resets = Resets(service);
        var first = await resets.MakeAsync(Email, Actor.Operator);
        var second = await resets.MakeAsync(Email, Actor.Operator);
        (await resets.UseAsync(first, "x")).ShouldBeNull();
        (await resets.UseAsync(second + "x", "x")).ShouldBeNull();
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => resets.UseAsync(second, "hash " + i))));
        tries.Count(t => t is not null).ShouldBe(1);
        var third = await resets.MakeAsync(Email, Actor.Operator);
        time.Advance(PasswordResets.Life);
        (await resets.FindAsync(third)).ShouldBeNull();
        (await resets.UseAsync(third, "x")).ShouldBeNull();
        await Should.ThrowAsync<OrgException>(() => resets.MakeAsync("nobody@shop.example", Actor.Operator));
    }

    private static PasswordResets Resets(Service service) => new(service.Parts.Store, service.Parts.Accounts, service.Parts.Time);
}
