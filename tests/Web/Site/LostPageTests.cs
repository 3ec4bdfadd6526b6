using System.Net;
using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Secrecy;

namespace Sync.Web.Tests.Site;

/// <summary>Addresses behind which there is nothing.</summary>
public sealed class LostPageTests
{
    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/orgs/a/nowhere")]
    [InlineData("/orgs/a/connections/gone")]
    [InlineData("/orgs/a/connections/gone/remove")]
    [InlineData("/orgs/a/connections/gone/confirm")]
    [InlineData("/orgs/a/history/gone")]
    public async Task GivenNothingThere_WhenSomebodyWhoIsSignedInGoesThere_ThenAPageSaysSo(string path)
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var answer = await admin.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var page = await answer.BodyAsync();
        page.ShouldContain("<h1>");
        page.ShouldContain("site.");
        page.ShouldContain("Sign out");
        page.ShouldContain("class=\"button\"");
    }

    [Fact]
    public async Task GivenNothingThere_WhenNobodyIsSignedIn_ThenAPageSaysSo_AndProgramsGetProblemDetails()
    {
        await using var service = await Service.StartAsync();
        using var nobody = new Browserish(service.Url);
        using var page = await nobody.GetAsync("/nowhere");
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await page.BodyAsync()).ShouldContain("There is no such page");
        using var problem = await nobody.GetAsync("/api/nowhere");
        (problem.StatusCode, problem.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.NotFound, "application/problem+json"));
    }

    [Fact]
    public async Task GivenAFailureThatNobodyForesaw_WhenAPageIsOpened_ThenAPageSaysSoWithAReferenceThatTheLogNames()
    {
        using var folder = new TempFolder();
        using var log = new LogCapture();
        var (service, store) = await Service.OverBreakableAsync(folder.Store, log.AddTo);
        await using (service)
        {
            await service.Parts.Store.PrepareAsync();
            using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
            foreach (var (setUp, status, words) in ((Action, HttpStatusCode, string)[])
            [
                (() => store.TimesOutFor = "a", HttpStatusCode.InternalServerError, "Something went wrong"),
                (() => store.Broken = true, HttpStatusCode.ServiceUnavailable, "Sync cannot reach its data just now"),
            ])
            {
                setUp();
                using var answer = await admin.GetAsync("/orgs/a/history");
                (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).ShouldBe((status, "text/html"));
                answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("default-src 'none'");
                var page = await answer.BodyAsync();
                page.ShouldContain($"<h1>{words}</h1>");
                page.ShouldContain("site.");
                var reference = Regex.Match(page, "tell whoever runs Sync this reference: ([0-9A-Z:]{10,})\\.").Groups[1].Value;
                log.Lines.ShouldContain(l => l.Contains($"GET /orgs/{{orgId}}/history failed, org a (reference {reference})", StringComparison.Ordinal) && l.Contains(BrokenStore.Reason, StringComparison.Ordinal));
                page.ShouldNotContain(BrokenStore.Reason);
                page.ShouldNotContain("   at ");
                using var program = await admin.GetAsync("/api/orgs/a");
                (program.StatusCode, program.Content.Headers.ContentType!.MediaType).ShouldBe((status, "application/problem+json"));
            }
        }
    }

    [Fact]
    public async Task GivenAFailureThatNobodyForesaw_WhenAnInvitationIsOpened_ThenTheLogNamesTheRouteAndNotTheToken()
    {
        using var folder = new TempFolder();
        using var log = new LogCapture();
        var (service, store) = await Service.OverBreakableAsync(folder.Store, log.AddTo);
        await using (service)
        {
            await service.Parts.Store.PrepareAsync();
            using var nobody = new Browserish(service.Url);
            await Browserish.MemberAsync(service, "a", Role.Owner, "owner@a.example");
            var token = await new InvitationDirectory(service.Parts.Store.OpenTenant(OrgId.Parse("a")), service.Parts.Accounts, service.Parts.Time)
                .InviteAsync("new@a.example", Role.Viewer, Actor.Operator);
            (await nobody.TextAsync("/invitations/" + token)).ShouldContain("Join ");
            store.TimesOutFor = "a";

            using var answer = await nobody.GetAsync("/invitations/" + token);

            answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            var reference = Regex.Match(await answer.BodyAsync(), "tell whoever runs Sync this reference: ([0-9A-Z:]{10,})\\.").Groups[1].Value;
            log.Lines.ShouldContain(l => l.Contains($"GET /invitations/{{token}} failed, org a (reference {reference})", StringComparison.Ordinal) && l.Contains(BrokenStore.Reason, StringComparison.Ordinal));
            log.Lines.ShouldNotContain(l => l.Contains(token, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task GivenAnAddressThatOnlyAButtonSends_WhenItIsOpened_ThenAPageSaysSo()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var answer = await admin.GetAsync("/orgs/a/run");
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await answer.BodyAsync()).ShouldContain("This is no page to open");
    }
}
