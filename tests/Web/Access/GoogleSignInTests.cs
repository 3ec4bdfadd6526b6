using System.Net;
using Microsoft.Extensions.Logging;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.TestKit;
using Sync.Web.Access;
using Sync.Web.Composition;

namespace Sync.Web.Tests.Access;

/// <summary>Signing in to the site at Google, against a fake one; and what somebody else does to that.</summary>
public sealed class GoogleSignInTests
{
    private const string Email = "ann@shop.example";
    private const string Begin = "/sign-in/google?next=%2Forgs%2Fshop%2Fhistory";

    [Fact]
    public async Task GivenAMember_WhenTheySignInAtGoogle_ThenTheyAreInAndWhereTheyWantedToBe()
    {
        await using var place = await Place.OpenAsync();
        using var browser = new Browserish(place.Service.Url);
        (await browser.TextAsync("/sign-in?next=/orgs/shop/history")).ShouldContain($"href=\"{Begin}\"");

        var back = place.Google.Agree(await RedirectAsync(browser, Begin), Email);
        using var landed = await browser.GetAsync(back);

        (landed.StatusCode, landed.Headers.Location?.OriginalString).ShouldBe((HttpStatusCode.SeeOther, "/orgs/shop/history"));
        (await browser.TextAsync("/orgs")).ShouldContain("Shop shop");
        browser.Cookies.GetAllCookies().Select(c => c.Name).ShouldNotContain(GoogleAttempt.Cookie);
        using var again = await browser.GetAsync(back);
        again.StatusCode.ShouldBe(HttpStatusCode.BadRequest); // good once
        place.Google.Exchanges.ShouldBe(1);
    }

    [Fact]
    public async Task GivenASignInOfAnotherBrowser_WhenItsAnswerIsOpenedHere_ThenNobodyIsSignedInAndTheCodeIsLeftAlone()
    {
        await using var place = await Place.OpenAsync();
        using var attacker = new Browserish(place.Service.Url);
        using var victim = new Browserish(place.Service.Url);
        var back = place.Google.Agree(await RedirectAsync(attacker, Begin), Email);

        (await victim.GetAsync(back)).StatusCode.ShouldBe(HttpStatusCode.BadRequest); // with nothing begun
        await RedirectAsync(victim, Begin);
        (await victim.GetAsync(back)).StatusCode.ShouldBe(HttpStatusCode.BadRequest); // with another sign-in begun

        (await victim.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        place.Google.Exchanges.ShouldBe(0);
    }

    [Theory]
    [InlineData("nonce", "another")]
    [InlineData("nonce", null)]
    [InlineData("aud", "5678.apps.googleusercontent.com")]
    [InlineData("iss", "https://accounts.evil.example")]
    [InlineData("email_verified", null)]
    [InlineData("email", null)]
    public async Task GivenATokenThatIsNotWhatWasAskedFor_WhenItComesBack_ThenNobodyIsSignedIn(string claim, string? value)
    {
        await using var place = await Place.OpenAsync();
        using var browser = new Browserish(place.Service.Url);
        var back = place.Google.Agree(await RedirectAsync(browser, Begin), Email, c =>
        {
            c.Remove(claim);
            if (value is not null) c[claim] = value;
        });
        using var answer = await browser.GetAsync(back);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("/orgs")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task GivenNobodysAddress_WhenTheySignInAtGoogle_ThenTheyAreToldAndNoAccountIsMade()
    {
        await using var place = await Place.OpenAsync();
        using var browser = new Browserish(place.Service.Url);
        using var answer = await browser.GetAsync(place.Google.Agree(await RedirectAsync(browser, Begin), "nobody@shop.example"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("There is no account of nobody@shop.example here.");
        (await place.Service.Parts.Accounts.FindByEmailAsync("nobody@shop.example")).ShouldBeNull();
    }

    [Fact]
    public async Task GivenSomebodyWhoDoesNotAllowIt_WhenTheyComeBack_ThenTheyCanSignInOtherwise()
    {
        await using var place = await Place.OpenAsync();
        using var browser = new Browserish(place.Service.Url);
        var back = place.Google.Agree(await RedirectAsync(browser, Begin), Email);
        using var answer = await browser.GetAsync(back.Replace("code=", "error=access_denied&was=", StringComparison.Ordinal));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Google did not sign you in");
        place.Google.Exchanges.ShouldBe(0);
    }

    [Fact]
    public async Task GivenASignInThatWasBegunLongAgo_WhenItComesBack_ThenItIsOver()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var place = await Place.OpenAsync(time: time);
        using var browser = new Browserish(place.Service.Url);
        var back = place.Google.Agree(await RedirectAsync(browser, Begin), Email);
        time.Advance(TimeSpan.FromMinutes(10));
        using var answer = await browser.GetAsync(back);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("This sign-in is over");
        place.Google.Exchanges.ShouldBe(0);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    public async Task GivenAnAddressElsewhere_WhenSomebodySignsInAtGoogle_ThenTheyAreNotSentThere(string next)
    {
        await using var place = await Place.OpenAsync();
        using var browser = new Browserish(place.Service.Url);
        var back = place.Google.Agree(await RedirectAsync(browser, "/sign-in/google?next=" + Uri.EscapeDataString(next)), Email);
        using var landed = await browser.GetAsync(back);
        landed.Headers.Location!.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task GivenAGoogleThatDoesNotAnswer_WhenSomebodyComesBack_ThenItIsSaidToBePassing()
    {
        await using var place = await Place.OpenAsync();
        place.Google.Issuer.Server.Faults.Status("/token", 503);
        using var browser = new Browserish(place.Service.Url);
        using var answer = await browser.GetAsync(place.Google.Agree(await RedirectAsync(browser, Begin), Email));
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Signing in does not work just now");
    }

    [Fact]
    public async Task GivenASecretThatGoogleDoesNotTake_WhenSomebodyComesBack_ThenTheLogSaysWhatToLookAtAndNeitherCodeNorSecret()
    {
        using var log = new Secrecy.LogCapture();
        await using var place = await Place.OpenAsync("another secret altogether", logging: log.AddTo);
        using var browser = new Browserish(place.Service.Url);
        using var answer = await browser.GetAsync(place.Google.Agree(await RedirectAsync(browser, Begin), Email));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        log.Lines.ShouldContain(l => l.Contains("400, invalid_client") && l.Contains("SYNC_GOOGLE_CLIENT_ID"));
        log.Lines.ShouldNotContain(l => l.Contains("another secret") || l.Contains("-of-google"));
    }

    [Fact]
    public async Task GivenASiteThatIsNotRegisteredAtGoogle_WhenSomebodySignsIn_ThenThereIsNoWayThere()
    {
        await using var service = await Service.StartAsync();
        using var browser = new Browserish(service.Url);
        (await browser.TextAsync("/sign-in")).ShouldNotContain("Google");
        (await browser.GetAsync(Begin)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await browser.GetAsync("/sign-in/google/callback?state=x&code=y")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<string> RedirectAsync(Browserish browser, string path)
    {
        using var response = await browser.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return response.Headers.Location!.OriginalString;
    }

    /// <summary>A service that is registered at a fake Google, and a member.</summary>
    private sealed class Place(FakeGoogle google, TempFolder folder, Service service) : IAsyncDisposable
    {
        public FakeGoogle Google => google;

        public Service Service => service;

        public static async Task<Place> OpenAsync(string secret = FakeGoogle.Secret, TimeProvider? time = null, Action<ILoggingBuilder>? logging = null)
        {
            var (google, folder) = (await FakeGoogle.StartAsync(), new TempFolder());
            SyncSettings Set(SyncSettings s) => s with
            {
                GoogleClientId = FakeGoogle.Client,
                GoogleClientSecret = new Secret(secret),
                IdTokenKeys = new IdTokenKeys { Google = google.Issuer.Keys },
                Google = new GoogleAddresses { Authorise = FakeGoogle.Authorise, Token = google.Token },
            };
            var place = new Place(google, folder, logging is null ? await Service.StartWithAsync(Set, time) : await Service.LoggedAsync(
                Set(new SyncSettings { Store = Store.StoreLocation.Parse(folder.Store), AllowedHosts = ConnectorKit.Http.AllowedHosts.Parse("127.0.0.1") }), logging));
            await Browserish.MemberAsync(place.Service, "shop", Role.Manager, Email);
            return place;
        }

        public async ValueTask DisposeAsync()
        {
            await service.DisposeAsync();
            await google.DisposeAsync();
            folder.Dispose();
        }
    }
}
