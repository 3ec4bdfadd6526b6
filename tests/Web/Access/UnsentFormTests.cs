using System.Net;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Access;

/// <summary>A form that is sent after its session has ended: whoever sent it is told that nothing came of it, and is led back to it.</summary>
public sealed class UnsentFormTests
{
    private const string Said = "was not carried out";

    [Fact]
    public async Task GivenASessionThatHasEnded_WhenAFormIsSent_ThenTheSignInPageSaysThatNothingWasSaved_AndLeadsBackToTheForm()
    {
        const string settings = "/orgs/a/settings";
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        var fields = await owner.FieldsAsync(settings);
        fields["name"] = "Another name";
        Leave(owner);

        using var sent = await owner.Client.PostAsync(settings, new FormUrlEncodedContent(fields));

        var page = await owner.FollowAsync(sent);
        page.ShouldMatch($"<p class=\"wrong\" role=\"alert\"[^>]*>[^<]*{Said}[^<]*nothing was saved");
        page.ShouldMatch("<input id=\"email\"[^>]* aria-describedby=\"unsent\"");
        (await OrgDirectory.GetAsync(service.Parts.Store.OpenTenant(OrgId.Parse("a")))).Name.ShouldBe("Shop a");
        var form = SiteForm.FieldsOf(page);
        (form["email"], form["password"]) = ("owner@a.example", "wrong");
        using var wrong = await owner.Client.PostAsync("/sign-in", new FormUrlEncodedContent(form));
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        page = await wrong.BodyAsync();
        page.ShouldMatch("<input id=\"email\"[^>]* aria-describedby=\"unsent wrong\"");
        form = SiteForm.FieldsOf(page);
        (form["email"], form["password"]) = ("owner@a.example", Browserish.Password);
        using var signedIn = await owner.Client.PostAsync("/sign-in", new FormUrlEncodedContent(form));
        signedIn.Headers.Location!.OriginalString.ShouldBe(settings);
    }

    [Theory]
    [InlineData("/orgs/a/connections/till/pause", "{0}/orgs/a/connections/till?from=2026-01-01", "/orgs/a/connections/till?from=2026-01-01")]
    [InlineData("/orgs/a/run", "{0}/orgs/a/connections/till", "/orgs/a/connections/till")]
    [InlineData("/orgs/a/connect/alleaves/save", "{0}/orgs/a/connect/alleaves/check", "/orgs/a/connect/alleaves")] // a page that a form was answered with cannot be opened
    [InlineData("/orgs/a/settings/keys/0123/revoke", null, "/orgs/a/settings/keys")]
    [InlineData("/orgs/a/settings/members/invitations/0123/withdraw", null, "/orgs/a/settings/members")]
    [InlineData("/orgs/a/run", null, "/orgs/a")]
    [InlineData("/account/password", null, "/account")]
    [InlineData("/orgs/a/run", "https://evil.example/orgs/a/history", "/orgs/a")]
    [InlineData("/orgs/a/run", "{0}//evil.example/orgs/a/history", "/orgs/a")]
    [InlineData("/orgs/a/run", "{0}/\\evil.example/", "/orgs/a")]
    [InlineData("/orgs/a/run", "{0}/api/orgs", "/orgs/a")]
    [InlineData("/orgs/a/run", "no address", "/orgs/a")]
    public async Task GivenNobodyWhoIsSignedIn_WhenAFormIsSent_ThenSigningInLeadsToAPageOfOurs(string path, string? from, string next)
    {
        await using var service = await Service.StartAsync();
        using var nobody = new Browserish(service.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([]) };
        if (from is not null) request.Headers.TryAddWithoutValidation("Referer", from.Replace("{0}", service.Url.TrimEnd('/'), StringComparison.Ordinal)).ShouldBeTrue();

        using var sent = await nobody.Client.SendAsync(request);

        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = await nobody.FollowAsync(sent);
        page.ShouldContain(Said);
        SiteForm.FieldsOf(page)["next"].ShouldBe(next);
    }

    [Fact]
    public async Task GivenNobodyWhoIsSignedIn_WhenAPageIsOpened_ThenNothingIsSaidOfAForm()
    {
        await using var service = await Service.StartAsync();
        using var nobody = new Browserish(service.Url);
        var page = await nobody.FollowAsync(await nobody.GetAsync("/orgs/a/settings"));
        page.ShouldNotContain(Said);
        SiteForm.FieldsOf(page)["next"].ShouldBe("/orgs/a/settings");
    }

    // As when the session was ended elsewhere, or its time is over.
    private static void Leave(Browserish browser)
    {
        foreach (Cookie cookie in browser.Cookies.GetAllCookies())
            if (cookie.Name == "sync_session") cookie.Expired = true;
    }
}
