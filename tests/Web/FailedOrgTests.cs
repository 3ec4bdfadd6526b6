using System.Net;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Secrecy;

namespace Sync.Web.Tests;

/// <summary>The log's line about what nobody foresaw names the org, also where the route itself does not.</summary>
public sealed class FailedOrgTests
{
    [Theory]
    [InlineData("POST", "/api/webhooks/square/a.square", "a", "/api/webhooks/{connector}/{connectionId}")]
    [InlineData("GET", "/connect/square/callback?state=a.secretstate&code=1", "a", "/connect/{connector}/callback")]
    [InlineData("GET", "/connect/square/start?org=a&connection=square&ticket=99999999999.AAAA", "sync-accounts", "/connect/{connector}/start")]
    [InlineData("GET", "/invitations/a.secrettoken", "a", "/invitations/{token}")]
    public async Task GivenAFailure_WhenTheAddressNamesTheOrgOtherwise_ThenTheLogNamesIt(string method, string path, string timesOut, string route)
    {
        using var folder = new TempFolder();
        using var log = new LogCapture();
        var (service, store) = await Service.OverBreakableAsync(folder.Store, log.AddTo);
        await using (service)
        {
            await service.Parts.Store.PrepareAsync();
            await Browserish.MemberAsync(service, "a", Engine.Accounts.Role.Owner, "owner@a.example");
            store.TimesOutFor = timesOut;
            using var answer = await service.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
            answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            log.Lines.ShouldContain(l => l.Contains($"{method} {route} failed, org a (reference", StringComparison.Ordinal));
            log.Lines.ShouldNotContain(l => l.Contains("secrettoken", StringComparison.Ordinal) || l.Contains("secretstate", StringComparison.Ordinal));
        }
    }
}
