using System.Net;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.TestKit;
using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Access;

/// <summary>Signing in and out, wrong passwords, invitations, roles that change.</summary>
public sealed class SignInTests
{
    private const string Email = "owner@shop.example";

    [Fact]
    public async Task GivenAMember_WhenTheySignInAndOut_ThenTheSessionBeginsAndEnds()
    {
        await using var service = await Service.StartAsync();
        using var browser = await Browserish.SignedInAsync(service, "shop", Role.Owner, Email);
        (await browser.TextAsync("/orgs")).ShouldContain("Shop shop");
        var cookie = browser.Cookies.GetAllCookies()["sync_session"]!;
        cookie.HttpOnly.ShouldBeTrue();

        (await browser.SubmitAsync("/orgs", "/sign-out", [])).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await browser.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("nobody@shop.example", Browserish.Password)]
    [InlineData(Email, "wrong")]
    [InlineData(Email, "")]
    public async Task GivenAWrongAddressOrPassword_WhenSomebodySignsIn_ThenTheAnswerDoesNotTellWhich(string email, string password)
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, Email);
        using var browser = new Browserish(service.Url);
        using var answer = await browser.SignInAsync(email, password);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Address and password do not fit");
    }

    [Fact]
    public async Task GivenTenWrongPasswords_WhenTheRightOneComes_ThenTheAccountIsLockedForAQuarterOfAnHour()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
        await using var service = await Service.StartAsync(time: time);
        await Browserish.MemberAsync(service, "shop", Role.Owner, Email);
        using var browser = new Browserish(service.Url);
        for (var i = 0; i < 10; i++) (await browser.SignInAsync(Email, "wrong " + i)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.SignInAsync(Email)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        time.Advance(SignInTries.Lock + TimeSpan.FromSeconds(1));
        (await browser.SignInAsync(Email)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task GivenManyTriesFromOneAddress_WhenTheyGoOn_ThenTheyAreSlowedDown()
    {
        await using var service = await Service.StartAsync();
        using var browser = new Browserish(service.Url);
        List<HttpStatusCode> answers = [];
        for (var i = 0; i < 21; i++) answers.Add((await browser.SignInAsync($"n{i}@shop.example")).StatusCode);
        answers[..20].ShouldAllBe(a => a == HttpStatusCode.Unauthorized);
        answers[20].ShouldBe(HttpStatusCode.TooManyRequests);
        using var page = await browser.SignInAsync("n@shop.example");
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var wait = page.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
        wait.ShouldBeInRange(1, 60);
        (await page.Content.ReadAsStringAsync()).ShouldContain($"Wait {wait:0} s and try again.");
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    public async Task GivenAnAddressElsewhere_WhenSomebodySignsIn_ThenTheyAreNotSentThere(string next)
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, Email);
        using var browser = new Browserish(service.Url);
        (await browser.SignInAsync(Email, next: next)).Headers.Location!.ToString().ShouldBe("/");
        (await browser.SignInAsync(Email, next: "/orgs/shop/history?x=1")).Headers.Location!.ToString().ShouldBe("/orgs/shop/history?x=1");
    }

    [Fact]
    public async Task GivenASession_WhenThePasswordChangesElsewhere_ThenItIsOver()
    {
        await using var service = await Service.StartAsync();
        using var browser = await Browserish.SignedInAsync(service, "shop", Role.Owner, Email);
        using var second = new Browserish(service.Url);
        await second.SignInAsync(Email);
        using var changed = await second.SubmitAsync("/account", "/account/password", new() { ["current"] = Browserish.Password, ["password"] = "another long password" });
        changed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await second.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task GivenAService_WhenItStartsAgain_ThenSessionsGoOn()
    {
        using var folder = new TempFolder();
        using var browser = await BeginAsync(folder);
        await using var service = await Service.OverAsync(folder.Store);
        using var again = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(service.Url) };
        again.DefaultRequestHeaders.Add("Cookie", "sync_session=" + browser.Cookies.GetAllCookies()["sync_session"]!.Value);
        (await again.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenAnInvitation_WhenItIsAccepted_ThenTheAccountIsMadeAndTheLinkIsGoodNoMore()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, Email);
        var token = await new InvitationDirectory(service.Parts.Store.OpenTenant(OrgId.Parse("shop")), service.Parts.Accounts, TimeProvider.System).InviteAsync("New@Shop.example", Role.Manager, Actor.Operator);
        using var browser = new Browserish(service.Url);
        var path = "/invitations/" + token;
        using (var refused = await browser.SubmitAsync(path, path, new() { ["name"] = "Ann & Co", ["password"] = "short" }))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            SiteForm.FieldsOf(await refused.Content.ReadAsStringAsync())["name"].ShouldBe("Ann & Co");
        }

        using var joined = await browser.SubmitAsync(path, path, new() { ["name"] = "Ann", ["password"] = "a long enough password" });
        joined.Headers.Location!.ToString().ShouldBe("/orgs/shop");
        (await browser.TextAsync("/orgs")).ShouldContain("manager");
        (await browser.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.GetAsync("/invitations/shop.guessed")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task GivenAMemberOfTwoShops_WhenTheyChangeTheirPassword_ThenTheNextPageSaysSo()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "other", Role.Viewer, Email);
        using var browser = await Browserish.SignedInAsync(service, "shop", Role.Viewer, Email);
        using var changed = await browser.SubmitAsync("/account", "/account/password", new() { ["current"] = Browserish.Password, ["password"] = "another long enough password" });
        changed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var page = await browser.FollowAsync(changed);
        page.ShouldContain("Your shops");
        page.ShouldContain("The password is changed.");
        (await browser.TextAsync("/orgs")).ShouldNotContain("The password is changed.");
    }

    [Fact]
    public async Task GivenAnInvitation_WhenAWeekHasPassed_ThenItIsGoodNoMore()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
        await using var service = await Service.StartAsync(time: time);
        await Browserish.MemberAsync(service, "shop", Role.Owner, Email);
        var token = await new InvitationDirectory(service.Parts.Store.OpenTenant(OrgId.Parse("shop")), service.Parts.Accounts, time).InviteAsync("new@shop.example", Role.Viewer, Actor.Operator);
        time.Advance(InvitationDirectory.Life);
        using var browser = new Browserish(service.Url);
        (await browser.GetAsync("/invitations/" + token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<Browserish> BeginAsync(TempFolder folder)
    {
        await using var service = await Service.OverAsync(folder.Store);
        return await Browserish.SignedInAsync(service, "shop", Role.Viewer, Email);
    }
}
