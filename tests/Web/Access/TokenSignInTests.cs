using System.Net;
using Sync.Engine.Accounts;
using Sync.Web.Access;
using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Access;

/// <summary>Exchanging an ID token, such as one of Firebase Authentication, for a session of the site.</summary>
public sealed class TokenSignInTests
{
    private const string Project = "sync-project";
    private const string Email = "ann@shop.example";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenATokenOfAMember_WhenAPageOfOursSendsIt_ThenTheyAreInUntilTheySignOut(bool byForm)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var service = await OpenAsync(issuer);
        using var browser = new Browserish(service.Url);
        using var answer = await SendAsync(browser, issuer.Sign(Claims()), byForm ? await browser.TokenAsync("/sign-in") : null, byForm ? null : service.Url);
        (answer.StatusCode, answer.Headers.Location?.OriginalString).ShouldBe((HttpStatusCode.SeeOther, "/orgs/shop"));
        (await browser.TextAsync("/orgs")).ShouldContain("Shop shop");
        (await browser.GetAsync("/orgs/shop/settings/keys")).StatusCode.ShouldBe(HttpStatusCode.Forbidden); // a manager may not
        (await browser.SubmitAsync("/orgs", "/sign-out", [])).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await browser.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("https://evil.example")]
    public async Task GivenAGoodToken_WhenAnotherSitesPageSendsIt_ThenNobodyIsSignedIn(string? origin)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var service = await OpenAsync(issuer);
        using var browser = new Browserish(service.Url);
        using var answer = await SendAsync(browser, issuer.Sign(Claims()), null, origin);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        issuer.Server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("email_verified", false)]
    [InlineData("aud", "other-project")]
    [InlineData("exp", 1)]
    [InlineData("email", "nobody@shop.example")]
    public async Task GivenATokenThatIsNotGood_WhenItIsSent_ThenNobodyIsSignedInAndNoAccountIsMade(string claim, object value)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var service = await OpenAsync(issuer);
        using var browser = new Browserish(service.Url);
        var claims = Claims();
        claims[claim] = value;
        using var answer = await SendAsync(browser, issuer.Sign(claims), null, service.Url);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await service.Parts.Accounts.FindByEmailAsync("nobody@shop.example")).ShouldBeNull();
    }

    [Fact]
    public async Task GivenManyTokensFromOneAddress_WhenTheyGoOn_ThenTheyAreSlowedDown()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var service = await OpenAsync(issuer);
        using var browser = new Browserish(service.Url);
        List<HttpStatusCode> answers = [];
        for (var i = 0; i < 21; i++) answers.Add((await SendAsync(browser, "a.b." + i, null, service.Url)).StatusCode);
        answers[..20].ShouldAllBe(a => a == HttpStatusCode.Unauthorized);
        answers[20].ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task GivenAnAccountThatAStrangerMadeByALink_WhenItsAddressIsProved_ThenTheStrangerIsOut_AndItsOwnerJoinsWithoutThePassword()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var service = await OpenAsync(issuer);
        await Browserish.MemberAsync(service, "theirs", Role.Owner, "stranger@theirs.example");
        const string victim = "victim@corner.example";
        const string known = "seven quiet strangers at noon";
        using var stranger = new Browserish(service.Url);
        var first = "/invitations/" + await InviteAsync(service, "theirs", victim);
        (await stranger.SubmitAsync(first, first, new() { ["name"] = "Victim", ["password"] = known })).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await Browserish.MemberAsync(service, "corner", Role.Owner, "owner@corner.example");
        var second = "/invitations/" + await InviteAsync(service, "corner", victim);
        (await stranger.TextAsync(second)).ShouldContain("Your password"); // who only holds the account's session proves nothing by it

        using var owner = new Browserish(service.Url);
        var claims = Claims();
        claims["email"] = victim;
        using (var answer = await SendAsync(owner, issuer.Sign(claims), null, service.Url)) answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        (await Engine.Audit.AuditLog.ListAsync(service.Parts.Store.OpenTenant(Model.OrgId.Parse("theirs")), null, 1)).Single().Action.ShouldBe("password.ended");
        (await owner.TextAsync("/orgs")).ShouldContain("good no more, since somebody else may have chosen it");
        (await stranger.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var again = new Browserish(service.Url);
        (await again.SignInAsync(victim, known)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var page = await owner.TextAsync(second);
        page.ShouldContain("You are signed in as " + victim);
        page.ShouldNotContain("type=\"password\"");
        using var joined = await owner.SubmitAsync(second, second, []);
        joined.Headers.Location!.OriginalString.ShouldBe("/orgs/corner");
        (await owner.GetAsync("/orgs/corner")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // From then on it is as it is: a later sign-in ends nothing.
        using var phone = new Browserish(service.Url);
        using (var answer = await SendAsync(phone, issuer.Sign(claims), null, service.Url)) answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await owner.GetAsync("/orgs/corner")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<string> InviteAsync(Service service, string org, string email) => new InvitationDirectory(
        service.Parts.Store.OpenTenant(Model.OrgId.Parse(org)), service.Parts.Accounts, TimeProvider.System).InviteAsync(email, Role.Manager, Engine.Audit.Actor.Operator);

    private static async Task<Service> OpenAsync(TokenIssuer issuer)
    {
        var service = await Service.StartWithAsync(s => s with { FirebaseProject = Project, IdTokenKeys = new IdTokenKeys { Firebase = issuer.Keys } });
        await Browserish.MemberAsync(service, "shop", Role.Manager, Email);
        return service;
    }

    private static async Task<HttpResponseMessage> SendAsync(Browserish browser, string token, string? form, string? origin)
    {
        var fields = new Dictionary<string, string> { ["token"] = token, ["next"] = "/orgs/shop" };
        if (form is not null) fields["csrf"] = form;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in/token") { Content = new FormUrlEncodedContent(fields) };
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await browser.Client.SendAsync(request);
    }

    // The library that verifies has the machine's clock.
    private static Dictionary<string, object?> Claims() => new()
    {
        ["iss"] = "https://securetoken.google.com/" + Project,
        ["aud"] = Project,
        ["sub"] = "kR4xFirebaseUid",
        ["email"] = Email,
        ["email_verified"] = true,
        ["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60,
        ["exp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600,
    };
}
