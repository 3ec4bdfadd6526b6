using System.Text.RegularExpressions;
using Sync.Web.Access;

namespace Sync.Web.Tests.Access;

/// <summary>What browsers are told with every answer of every route, and that no page needs them to be told less.</summary>
public sealed partial class HeaderTests
{
    private static readonly Dictionary<string, string> Policy = new()
    {
        ["default-src"] = "'none'",
        ["script-src"] = "'self'",
        ["style-src"] = "'self'",
        ["img-src"] = "'self' data:",
        ["connect-src"] = "'self'",
        ["form-action"] = "'self'",
        ["frame-ancestors"] = "'none'",
        ["base-uri"] = "'none'",
    };

    [Fact]
    public async Task GivenEveryRoute_WhenAnOwnerAsks_ThenEachAnswerIsGuardedAndNoPageHasScriptOrStyleOfItsOwn()
    {
        await using var filled = await FilledOrg.OpenAsync();
        var (wrong, pages) = (new List<string>(), 0);
        foreach (var (endpoint, method) in RouteTable.All(filled.Service))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), endpoint.PathOf(filled.Org, filled.Things));
            request.Headers.Add(Gate.OwnHeader, "1");
            using var answer = await filled.Owner.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            wrong.AddRange(Unguarded(answer, https: false).Select(w => $"{method} {endpoint.RoutePattern.RawText}: {w}"));
            if (answer.Content.Headers.ContentType?.MediaType != "text/html") continue;
            pages++;
            wrong.AddRange(InPage(await answer.Content.ReadAsStringAsync()).Select(w => $"{method} {endpoint.RoutePattern.RawText}: {w}"));
        }

        wrong.ShouldBeEmpty();
        pages.ShouldBeGreaterThan(40);
    }

    [Theory]
    [InlineData("https://sync.example.com", true)]
    [InlineData("http://sync.example.com", false)]
    public async Task GivenEveryRoute_WhenNobodyIsSignedIn_ThenEachAnswerIsGuarded_AndPinnedToHttpsWhereThatIsHowItIsReached(string address, bool https)
    {
        await using var service = await Service.StartWithAsync(s => s with { PublicUrl = address });
        using var nobody = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(service.Url) };
        List<string> wrong = [];
        var nothing = new[] { "id", "connector", "connectionId", "stream", "runId", "account", "memberId", "keyId", "token", "invitationId", "importId", "hash", "name" }.ToDictionary(n => n, _ => "none");
        foreach (var (endpoint, method) in RouteTable.All(service))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), endpoint.PathOf("a", nothing));
            using var answer = await nobody.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            wrong.AddRange(Unguarded(answer, https).Select(w => $"{method} {endpoint.RoutePattern.RawText}: {w}"));
        }

        foreach (var path in (string[])["/nowhere", "/api/nowhere"])
        {
            using var answer = await nobody.GetAsync(path);
            wrong.AddRange(Unguarded(answer, https).Select(w => $"{path}: {w}"));
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<p>fine</p><script src=\"/assets/1/site.js\" defer></script><a title=\"x onload=1\">", false)]
    [InlineData("<script>alert(1)</script>", true)]
    [InlineData("<p style=\"color:red\">", true)]
    [InlineData("<button onclick=\"x()\">", true)]
    [InlineData("<style>p{}</style>", true)]
    [InlineData("<a href=\"javascript:x()\">", true)]
    public void GivenAPage_WhenItIsLookedAt_ThenScriptAndStyleOfItsOwnAreSeen(string html, bool seen) => InPage(html).Any().ShouldBe(seen);

    private static IEnumerable<string> Unguarded(HttpResponseMessage answer, bool https)
    {
        string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(" AND ", values) : "";
        var policy = Header("Content-Security-Policy").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(d => d.Split(' ', 2)).ToDictionary(d => d[0], d => d[^1]);
        foreach (var (directive, sources) in Policy)
        {
            // What is fetched falls back to the default where nothing is said of it; less than asked is stricter.
            var said = policy.GetValueOrDefault(directive) ?? (directive.EndsWith("-src", StringComparison.Ordinal) ? policy.GetValueOrDefault("default-src") : null);
            if (said is null || said.Split(' ').Except([.. sources.Split(' '), "'none'"]).Any()) yield return $"{directive} is '{said}'";
        }

        foreach (var directive in policy.Keys.Except(Policy.Keys)) yield return $"{directive} is new: {policy[directive]}";
        if (Header("X-Content-Type-Options") != "nosniff") yield return "types are guessed";
        if (Header("Referrer-Policy") is not ("same-origin" or "no-referrer")) yield return "Referrer-Policy is " + Header("Referrer-Policy");
        if (Header("Cross-Origin-Opener-Policy") != "same-origin") yield return "no Cross-Origin-Opener-Policy";
        if (Header("Permissions-Policy").Length == 0) yield return "no Permissions-Policy";
        if ((Header("Strict-Transport-Security") == "max-age=31536000; includeSubDomains") != https) yield return "Strict-Transport-Security is " + Header("Strict-Transport-Security");
        if (!https && Header("Strict-Transport-Security").Length > 0) yield return "http is pinned to https";
        if (Header("Server").Length > 0 || Header("X-Powered-By").Length > 0) yield return "it says what serves it";
    }

    private static IEnumerable<string> InPage(string html)
    {
        if (Scheme().IsMatch(html)) yield return "an address that is script";
        var bare = Quoted().Replace(html, "\"\""); // what stands in a value is no attribute
        foreach (var pattern in new[] { InlineScript(), Attribute(), StyleElement() })
            if (pattern.Match(bare) is { Success: true } found) yield return found.Value;
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"<script\b(?![^>]*\ssrc=)[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();

    [GeneratedRegex(@"<[a-z][^>]*\s(?:style|on[a-z]+)\s*=[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Attribute();

    [GeneratedRegex("<style[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex StyleElement();

    [GeneratedRegex("=\"\\s*javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}
