using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Web.Access;
using Sync.Web.Connect;
using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Access;

/// <summary>A service whose operator says that people reach it by https, while a proxy asks it by http; and one that is reached by http.</summary>
public sealed class HttpsTests
{
    private const string Email = "ann@shop.example";

    [Theory]
    [InlineData("https://sync.example.com", true)]
    [InlineData("http://sync.example.com", false)]
    public async Task GivenAPublicAddress_WhenSomebodySignsIn_ThenCookiesAndHeadersAreOfItsKind(string address, bool https)
    {
        await using var service = await Service.StartWithAsync(s => s with { PublicUrl = address, BehindProxy = true });
        await Browserish.MemberAsync(service, "shop", Role.Owner, Email);
        using var proxy = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(service.Url) };

        using var page = await proxy.GetAsync("/sign-in");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var form = CookieOf(page, "sync_form");
        var fields = SiteForm.FieldsOf(await page.Content.ReadAsStringAsync());
        (fields["email"], fields["password"]) = (Email, Browserish.Password);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Cookie", form.Split(';')[0]);
        using var signedIn = await proxy.SendAsync(request);

        signedIn.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var session = CookieOf(signedIn, "sync_session");
        foreach (var cookie in new[] { form, session })
        {
            cookie.ShouldContain("; httponly", Case.Insensitive);
            cookie.ShouldContain("; samesite=", Case.Insensitive);
            cookie.ShouldNotContain("samesite=none", Case.Insensitive);
            cookie.ShouldNotContain("domain=", Case.Insensitive);
            cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase).ShouldBe(https);
        }

        foreach (var answer in new[] { page, signedIn }) answer.Headers.Contains("Strict-Transport-Security").ShouldBe(https);
    }

    [Theory]
    [InlineData("https://sync.example.com", true)]
    [InlineData("http://sync.example.com", false)]
    public async Task GivenAPublicAddress_WhenSomebodyWalksThroughTheSite_ThenEachCookieThatIsSetOrTakenBackIsOfItsKind(string address, bool https)
    {
        await using var service = await Service.StartWithAsync(s => s with
        {
            PublicUrl = address,
            BehindProxy = true,
            GoogleClientId = "an id",
            GoogleClientSecret = new Secret("a secret"),
            Apps = new Dictionary<string, AppCredentials> { ["square"] = new("an app", new Secret("of the operator's")) },
        });
        await Browserish.MemberAsync(service, "shop", Role.Owner, Email);
        using var walker = new Walker(service.Url);

        await walker.GetAsync("/sign-in");
        var google = await walker.GetAsync("/sign-in/google");
        await walker.GetAsync("/sign-in/google/callback?error=access_denied&state=" + StateOf(google));
        await walker.GetAsync("/sign-in");
        await walker.SubmitAsync("/sign-in", ("email", Email), ("password", Browserish.Password));
        await walker.GetAsync("/orgs/shop/connect");
        await walker.SubmitAsync("/orgs/shop/tie-out");
        await walker.GetAsync("/orgs/shop"); // the notice is taken
        var ask = new ConnectAsk(OrgId.Parse("shop"), "square", "square", new Dictionary<string, string>());
        var ticket = await service.Parts.Tickets.IssueAsync(service.Parts.Store.OpenTenant(ask.Org), ask);
        var link = new Uri(ConnectLinks.Start(address, ask, ticket)).PathAndQuery;
        await walker.GetAsync(link);
        var square = await walker.GetAsync(link + "&go=yes");
        await walker.GetAsync("/connect/square/callback?error=access_denied&state=" + StateOf(square));
        await walker.GetAsync("/orgs/shop/history");
        await walker.SubmitAsync("/sign-out");

        var names = walker.Set.Select(c => c[..c.IndexOf('=', StringComparison.Ordinal)]).Distinct().ToList();
        names.ShouldBe(["sync_form", GoogleAttempt.Cookie, "sync_session", "sync_notice", SignInStates.CookieNameOf(ticket), SignInStates.CookieNameOf(StateOf(square))], ignoreOrder: true);
        foreach (var name in names.Where(n => n != "sync_form")) walker.Set.ShouldContain(c => c.StartsWith(name + "=;", StringComparison.Ordinal), $"{name} is taken back");
        foreach (var cookie in walker.Set)
        {
            cookie.ShouldContain("; httponly", Case.Insensitive);
            cookie.ShouldMatch("(?i); samesite=(lax|strict)");
            cookie.ShouldNotContain("domain=", Case.Insensitive);
            cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase).ShouldBe(https, cookie);
        }
    }

    private static string StateOf(HttpResponseMessage away) => QueryHelpers.ParseQuery(away.Headers.Location!.Query)["state"].ToString();

    private static string CookieOf(HttpResponseMessage answer, string name) => answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(name + "=", StringComparison.Ordinal));
}
