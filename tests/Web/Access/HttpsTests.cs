using System.Net;
using Sync.Engine.Accounts;
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

    private static string CookieOf(HttpResponseMessage answer, string name) => answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(name + "=", StringComparison.Ordinal));
}
