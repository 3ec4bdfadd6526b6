using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Web.Access;

namespace Sync.Web.Tests.Access;

/// <summary>Every route of the route table, asked by every kind of caller: what the rules say is what happens, and no org sees another.</summary>
public sealed class SweepTests
{
    private static readonly string[] Changes = ["POST", "PUT", "PATCH", "DELETE"];

    [Fact]
    public async Task GivenTheRouteTable_WhenItIsLookedOver_ThenEveryRouteHasOneSoundRule()
    {
        await using var service = await Service.StartAsync();
        service.Endpoints.Count.ShouldBeGreaterThan(15);
        AccessRules.Faults(service.Endpoints.OfType<RouteEndpoint>()).ShouldBeEmpty();
    }

    [Fact]
    public void GivenARouteWithoutARule_OrOfAnOrgWithoutOne_WhenItIsLookedOver_ThenItIsRefused()
    {
        static RouteEndpoint Route(string pattern, params object[] rules) =>
            new(_ => Task.CompletedTask, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse(pattern), 0, new EndpointMetadataCollection(rules), pattern);
        var faults = AccessRules.Faults(
        [
            Route("/a"), Route("/b", new AccessRule.SignedIn(), new AccessRule.Open("")), Route("/c", new AccessRule.InOrg(Permission.ReadData)),
            Route("/{orgId}/d", new AccessRule.Open("")), Route("/{orgId}/e", new AccessRule.InOrg(Permission.ReadData)), Route("/f", new AccessRule.SignedIn()),
        ]);
        faults.Select(f => f.Split(' ')[0]).ShouldBe(["/a", "/b", "/c", "/{orgId}/d"]);
    }

    [Fact]
    public async Task GivenEveryRouteOfAnOrg_WhenEachRoleAsks_ThenThoseWithThePermissionAloneGetThrough()
    {
        await using var service = await Service.StartAsync();
        List<string> wrong = [];
        foreach (var role in Enum.GetValues<Role>())
        {
            using var browser = await Browserish.SignedInAsync(service, "a", role);
            foreach (var (endpoint, rule, method) in OfOrgs(service))
            {
                var may = (Roles.PermissionsOf(role) & rule.Needed) == rule.Needed;
                var status = await SendAsync(browser.Client, method, PathOf(endpoint, "a"), ours: true);
                if (may ? status is 401 or 403 or >= 500 : status != 403) wrong.Add($"{role} {method} {endpoint.RoutePattern.RawText}: {status}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenEveryRouteOfAnOrg_WhenAnotherOrgsOwnerAsks_ThenItLooksAsIfThereWereNoSuchOrg()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        using var stranger = await Browserish.SignedInAsync(service, "b", Role.Owner);
        List<string> wrong = [];
        foreach (var (endpoint, _, method) in OfOrgs(service))
            foreach (var org in (string[])["a", "nowhere", "sync-accounts", "a%2F..%2Fb"])
                if (await SendAsync(stranger.Client, method, PathOf(endpoint, org), ours: true) != 404) wrong.Add($"{method} {endpoint.RoutePattern.RawText} of {org}");
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenEveryRouteOfAnOrg_WhenNobodyIsSignedIn_ThenProgramsAreRefusedAndPeopleAreSentToSignIn()
    {
        await using var service = await Service.StartAsync();
        using var nobody = new Browserish(service.Url);
        List<string> wrong = [];
        foreach (var (endpoint, _, method) in OfOrgs(service))
        {
            var path = PathOf(endpoint, "a");
            var status = await SendAsync(nobody.Client, method, path, ours: true);
            if (status != (path.StartsWith("/api/", StringComparison.Ordinal) ? 401 : 302)) wrong.Add($"{method} {path}: {status}");
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenEveryRouteOfAnOrg_WhenKeysAsk_ThenTheirScopesAndTheirOrgCount()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        using var other = await Browserish.SignedInAsync(service, "b", Role.Owner);
        List<string> wrong = [];
        foreach (var scope in Scopes.All.Keys)
        {
            var (key, _) = await new ApiKeyDirectory(service.Parts.Store.OpenTenant(OrgId.Parse("a")), TimeProvider.System).CreateAsync("k", [scope], Roles.PermissionsOf(Role.Owner), Actor.Operator);
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(service.Url) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
            foreach (var (endpoint, rule, method) in OfOrgs(service).Where(r => r.Endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)))
            {
                var status = await SendAsync(client, method, PathOf(endpoint, "a"), ours: false);
                var may = (Scopes.All[scope] & rule.Needed) == rule.Needed;
                if (status != 429 && (may ? status is 401 or 403 or >= 500 : status != 403)) wrong.Add($"{scope} {method} {endpoint.RoutePattern.RawText}: {status}");
                if (await SendAsync(client, method, PathOf(endpoint, "b"), ours: false) is var there and not (404 or 429)) wrong.Add($"{scope} of another org, {method} {endpoint.RoutePattern.RawText}: {there}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenEveryPageOfTheSite_WhenAKeyOfEveryScopeAsks_ThenItIsForPeople()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        List<string> wrong = [];
        foreach (var scopes in Scopes.All.Keys.Select(s => (string[])[s]).Append([.. Scopes.All.Keys]))
        {
            var (key, _) = await new ApiKeyDirectory(service.Parts.Store.OpenTenant(OrgId.Parse("a")), TimeProvider.System).CreateAsync("k", scopes, Roles.PermissionsOf(Role.Owner), Actor.Operator);
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(service.Url) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
            foreach (var endpoint in service.Endpoints.OfType<RouteEndpoint>().Where(e => AccessRules.Of(e) is not AccessRule.Open && !e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)))
                foreach (var method in MethodsOf(endpoint))
                    if (await SendAsync(client, method, PathOf(endpoint, "a"), ours: true) is var status and not 403) wrong.Add($"{string.Join('+', scopes)} {method} {endpoint.RoutePattern.RawText}: {status}");
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenEveryChangeByTheApi_WhenACookieComesWithoutOurHeader_ThenItDoesNotCount()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        foreach (var (endpoint, _, method) in OfOrgs(service).Where(r => Changes.Contains(r.Method) && r.Endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)))
            (await SendAsync(owner.Client, method, PathOf(endpoint, "a"), ours: false)).ShouldBe(401, endpoint.RoutePattern.RawText);
    }

    [Fact]
    public async Task GivenEveryFormOfTheSite_WhenItComesWithoutItsToken_ThenNothingHappens()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        foreach (var endpoint in service.Endpoints.OfType<RouteEndpoint>().Where(e => MethodsOf(e).Contains("POST") && !e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)))
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["x"] = "y" });
            using var response = await owner.Client.PostAsync(PathOf(endpoint, "a"), form);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, endpoint.RoutePattern.RawText);
        }
    }

    private static IEnumerable<(RouteEndpoint Endpoint, AccessRule.InOrg Rule, string Method)> OfOrgs(Service service) =>
        from endpoint in service.Endpoints.OfType<RouteEndpoint>()
        let rule = AccessRules.Of(endpoint) as AccessRule.InOrg
        where rule is not null
        from method in MethodsOf(endpoint)
        select (endpoint, rule, method);

    private static IReadOnlyList<string> MethodsOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    // What is asked for inside the org need not be there: 404 from the route itself is an answer to somebody who may.
    private static string PathOf(RouteEndpoint endpoint, string org) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: AccessRule.OrgValue } => org,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart => "none",
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
        _ => throw new NotSupportedException(),
    }))));

    private static async Task<int> SendAsync(HttpClient client, string method, string path, bool ours)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (ours) request.Headers.Add(Gate.OwnHeader, "1");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); // a stream of events does not end
        return (int)response.StatusCode;
    }
}
