using System.Net;
using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site.Settings;

/// <summary>What is made and shown once: reloading the page that shows it makes no second one, and shows nothing any more.</summary>
public sealed partial class ShownOnceTests
{
    private const string Keys = "/orgs/a/settings/keys";
    private const string Members = "/orgs/a/settings/members";

    [Fact]
    public async Task GivenAKeyThatWasMade_WhenItsPageIsReloaded_ThenThereIsNoSecondKey_AndTheFirstIsShownNoMore()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);

        using var made = await admin.SubmitAsync(Keys, Keys, new() { ["name"] = "web shop", ["scope"] = "data:read" });

        made.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var address = made.Headers.Location!.OriginalString;
        address.ShouldBe(Keys); // and nothing of the key
        var kept = made.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("sync_once=", StringComparison.Ordinal));
        foreach (var rule in (string[])["httponly", "samesite=strict", "path=" + Keys, "max-age="]) kept.ShouldContain(rule, Case.Insensitive);
        var first = await admin.TextAsync(address);
        first.ShouldContain("The key is made.");
        var key = Shown().Match(first).Groups[1].Value;
        key.ShouldStartWith("sync.a.");
        kept.ShouldNotContain(key.Split('.')[^1]);
        var again = await admin.TextAsync(address);
        Shown().IsMatch(again).ShouldBeFalse();
        again.ShouldNotContain(key);
        (await ApiKeyDirectory.ListAsync(Tenant(service))).ShouldHaveSingleItem().Name.ShouldBe("web shop");
    }

    [Fact]
    public async Task GivenAnInvitationThatWasMade_WhenItsPageIsReloaded_ThenThereIsNoSecondOne_AndItsLinkIsShownNoMoreAndStillGood()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);

        using var made = await admin.SubmitAsync(Members, Members, new() { ["email"] = " New@a.example", ["role"] = "manager" });

        made.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        made.Headers.Location!.OriginalString.ShouldBe(Members);
        var first = await admin.TextAsync(Members);
        first.ShouldContain("<strong>New@a.example is invited.</strong>");
        first.ShouldContain("Link for New@a.example");
        var link = Shown().Match(first).Groups[1].Value;
        link.ShouldStartWith(service.Url.TrimEnd('/') + "/invitations/");
        Shown().IsMatch(await admin.TextAsync(Members)).ShouldBeFalse();
        (await InvitationDirectory.ListAsync(Tenant(service), TimeProvider.System.GetUtcNow())).ShouldHaveSingleItem();
        using var guest = new Browserish(service.Url);
        (await guest.TextAsync(new Uri(link).AbsolutePath)).ShouldContain("to join as manager");
    }

    [Fact]
    public async Task GivenAKeyThatWasNotLookedAt_WhenSomebodyElseSignsInAtThatBrowser_OrItIsTooLate_ThenItIsNotShown()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var service = await Service.StartWithAsync(s => s, time);
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        await Browserish.MemberAsync(service, "a", Role.Owner, "owner@a.example");
        using var first = await MakeAsync(admin);
        await admin.SignInAsync("owner@a.example");

        Shown().IsMatch(await admin.TextAsync(Keys)).ShouldBeFalse();

        using var second = await MakeAsync(admin);
        time.Advance(TimeSpan.FromMinutes(11));
        Shown().IsMatch(await admin.TextAsync(Keys)).ShouldBeFalse();
    }

    private static async Task<HttpResponseMessage> MakeAsync(Browserish browser)
    {
        var made = await browser.SubmitAsync(Keys, Keys, new() { ["name"] = "till", ["scope"] = "data:read" });
        made.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return made;
    }

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(OrgId.Parse("a"));

    [GeneratedRegex("<input id=\"once\" type=\"text\" readonly value=\"([^\"]+)\"")]
    private static partial Regex Shown();
}
