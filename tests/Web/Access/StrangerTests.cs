using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Web.Access;
using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Access;

/// <summary>
/// Members of another org, in every role, by the session's cookie and by ID token, on every route of the route table, with the ids of
/// what really is there: they learn nothing of it, and change nothing.
/// </summary>
public sealed class StrangerTests
{
    private const string Own = "b";
    private const string Project = "sync-project";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenWhatIsReallyThere_WhenMembersOfAnotherOrgAskForIt_ThenItLooksAsIfThereWereNoSuchOrg(bool byToken)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var filled = await OpenAsync(issuer);
        var before = await filled.DocumentsAsync(filled.Org);
        List<string> wrong = [];
        foreach (var role in Enum.GetValues<Role>())
        {
            using var client = await StrangerAsync(filled, issuer, role, byToken);
            foreach (var (endpoint, method) in RouteTable.All(filled.Service).Where(r => r.Endpoint.IsOfOrg()))
            {
                var (status, text) = await SendAsync(client, method, endpoint.PathOf(filled.Org, filled.Things));
                if (status != 404 || Read(filled, text) is not null) wrong.Add($"{role} {method} {endpoint.RoutePattern.RawText}: {status} {Read(filled, text)}");
            }
        }

        wrong.ShouldBeEmpty();
        (await filled.DocumentsAsync(filled.Org)).ShouldBe(before);
    }

    [Fact]
    public async Task GivenIdsOfWhatAnotherOrgHas_WhenTheyAreNamedUnderOnesOwn_ThenNothingOfItIsReadOrChanged()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var filled = await OpenAsync(issuer);
        var before = await filled.DocumentsAsync(filled.Org);
        List<string> wrong = [];
        foreach (var role in Enum.GetValues<Role>())
        {
            using var stranger = await Browserish.SignedInAsync(filled.Service, Own, role);
            var form = await stranger.TokenAsync("/account");
            foreach (var (endpoint, method) in RouteTable.All(filled.Service).Where(r => r.Endpoint.IsOfOrg()))
            {
                var (status, text) = await SendAsync(stranger.Client, method, endpoint.PathOf(Own, filled.Things), form);
                if (status is < 300 or >= 500 && endpoint.NamesAThing()) wrong.Add($"{role} {method} {endpoint.RoutePattern.RawText}: {status}");
                if (Read(filled, text) is { } word) wrong.Add($"{role} {method} {endpoint.RoutePattern.RawText} says '{word}'");
            }
        }

        wrong.ShouldBeEmpty();
        (await filled.DocumentsAsync(filled.Org)).ShouldBe(before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenRoutesOfWhoeverIsSignedIn_WhenMembersOfAnotherOrgAsk_ThenTheyReadOfTheirOwnAlone(bool byToken)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var filled = await OpenAsync(issuer);
        var reads = RouteTable.All(filled.Service).Where(r => AccessRules.Of(r.Endpoint) is AccessRule.SignedIn && r.Method == "GET").Select(r => r.Endpoint).ToList();
        reads.Count.ShouldBeGreaterThan(4);
        foreach (var role in Enum.GetValues<Role>())
        {
            using var client = await StrangerAsync(filled, issuer, role, byToken);
            foreach (var endpoint in reads)
            {
                var (status, text) = await SendAsync(client, "GET", endpoint.PathOf(Own, filled.Things));
                status.ShouldBeLessThan(400, endpoint.RoutePattern.RawText);
                Read(filled, text).ShouldBeNull($"{role} {endpoint.RoutePattern.RawText}");
            }

            (await SendAsync(client, "GET", "/api/orgs")).Text.ShouldContain("Shop " + Own);
        }
    }

    [Fact]
    public async Task GivenTheWordsOfAnOrg_WhenItsOwnerReads_ThenTheyAreFoundWhereTheyShould()
    {
        await using var filled = await FilledOrg.OpenAsync();
        foreach (var (word, path) in ((string, string)[])
        [
            ("Marktwain", ""), ("markkey", "/settings/keys"), ("@org1.example", "/settings/members"), ("markfile", "/import/" + filled.Things["import/id"]),
        ])
            (await filled.Owner.TextAsync($"/orgs/{filled.Org}{path}")).ShouldContain(word);
        filled.Words.Count.ShouldBeGreaterThan(20);
        foreach (var (endpoint, method) in RouteTable.All(filled.Service).Where(r => r.Endpoint.IsOfOrg() && r.Method == "GET"))
        {
            var (status, _) = await SendAsync(filled.Owner.Client, method, endpoint.PathOf(filled.Org, filled.Things));
            status.ShouldNotBe(404, endpoint.RoutePattern.RawText); // else the tests above ask for what is not there
        }
    }

    private static string? Read(FilledOrg filled, string text) => filled.Words.Find(w => text.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static async Task<FilledOrg> OpenAsync(TokenIssuer issuer) =>
        await FilledOrg.OpenAsync(s => s with { FirebaseProject = Project, IdTokenKeys = new IdTokenKeys { Firebase = issuer.Keys } });

    private static async Task<HttpClient> StrangerAsync(FilledOrg filled, TokenIssuer issuer, Role role, bool byToken)
    {
        if (!byToken) return (await Browserish.SignedInAsync(filled.Service, Own, role)).Client;
        var email = $"{Roles.NameOf(role)}@{Own}.example";
        await Browserish.MemberAsync(filled.Service, Own, role, email);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(); // the library that verifies has the machine's clock
        var token = issuer.Sign(new Dictionary<string, object?>
        {
            ["iss"] = "https://securetoken.google.com/" + Project,
            ["aud"] = Project,
            ["sub"] = email,
            ["email"] = email,
            ["email_verified"] = true,
            ["iat"] = now - 60,
            ["exp"] = now + 3600,
        });
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(filled.Service.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<(int Status, string Text)> SendAsync(HttpClient client, string method, string path, string? form = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add(Gate.OwnHeader, "1");
        if (method is not ("GET" or "HEAD"))
            request.Content = path.StartsWith("/api/", StringComparison.Ordinal)
                ? new StringContent("{}", Encoding.UTF8, "application/json")
                : new FormUrlEncodedContent(new Dictionary<string, string> { ["csrf"] = form ?? "", ["set"] = "x", ["stream"] = "products", ["role"] = "viewer" });
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return ((int)answer.StatusCode, await RouteTable.TextAsync(answer));
    }
}
