using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Sync.Engine.Accounts;
using Sync.Simulator.Kit;
using Sync.Web.Access;

namespace Sync.Web.Tests.Access;

/// <summary>Signing in with an ID token of Google's or of the operator's Firebase project; and with what only looks like one.</summary>
public sealed class IdTokenTests
{
    private const string Client = "1234.apps.googleusercontent.com";
    private const string Project = "sync-project";
    private const string Email = "ann@shop.example";

    private static readonly (HttpMethod Method, string Path, HttpStatusCode Refused)[] Asked =
    [
        (HttpMethod.Get, "/api/orgs/shop", HttpStatusCode.Unauthorized),
        (HttpMethod.Post, "/api/orgs/shop/connections/alleaves/run", HttpStatusCode.Unauthorized),
        (HttpMethod.Get, "/orgs", HttpStatusCode.Redirect),
    ];

    private static readonly Dictionary<string, Func<Place, Dictionary<string, object?>, string, string>> Wrong = new()
    {
        ["another audience"] = Changed(("aud", "5678.apps.googleusercontent.com")),
        ["no audience"] = Changed(("aud", null)),
        ["an empty list of audiences"] = Changed(("aud", Array.Empty<string>())),
        ["several audiences"] = Changed(("aud", new[] { Client, Project, "other" })),
        ["another issuer"] = Changed(("iss", "https://accounts.evil.example")),
        ["no issuer"] = Changed(("iss", null)),
        ["another project"] = Changed(("iss", "https://securetoken.google.com/other-project"), ("aud", "other-project")),
        ["another project's issuer"] = Changed(("iss", "https://securetoken.google.com/other-project")),
        ["over"] = Changed(("exp", At(-1)), ("iat", At(-3600))),
        ["without an end"] = Changed(("exp", null)),
        ["an end that is no time"] = Changed(("exp", long.MaxValue)),
        ["issued in an hour"] = Changed(("iat", At(3600)), ("exp", At(7200))),
        ["without a beginning"] = Changed(("iat", null)),
        ["an address that was not verified"] = Changed(("email_verified", false)),
        ["an address of which nothing is said"] = Changed(("email_verified", null)),
        ["no address"] = Changed(("email", null)),
        ["nobody's"] = Changed(("sub", "")),
        ["of somebody who is no member"] = Changed(("email", "nobody@shop.example")),
        ["signed by another key"] = (_, claims, _) =>
        {
            using var other = RSA.Create(2048);
            return TokenIssuer.Seal("RS256", claims, t => other.SignData(t, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        },
        ["signed by the other issuer"] = (place, claims, by) => place.Issuer(by == "google" ? "firebase" : "google").Sign(claims),
        ["not signed"] = (_, claims, _) => TokenIssuer.Seal("none", claims, _ => []),
        ["not signed, with something in its place"] = (_, claims, _) => TokenIssuer.Seal("none", claims, _ => [1, 2, 3]),
        ["signed, and said not to be"] = (place, claims, by) => place.Issuer(by).Sign(claims, "none"),
        ["the public key taken for a secret"] = (place, claims, by) => TokenIssuer.Seal("HS256", claims, t => HMACSHA256.HashData(place.Issuer(by).PublicKey, t)),
        ["an algorithm of another kind"] = (place, claims, by) =>
        {
            // Once the RSA keys are known, and asked for again as keys of a curve.
            place.AskAsync(HttpMethod.Get, "/api/orgs/shop", place.Issuer(by).Sign(claims)).GetAwaiter().GetResult().ShouldBe(HttpStatusCode.OK);
            using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return TokenIssuer.Seal("ES256", claims, t => curve.SignData(t, HashAlgorithmName.SHA256));
        },
        ["claims changed after it was signed"] = (place, claims, by) =>
        {
            var other = new Dictionary<string, object?>(claims) { ["email"] = "nobody@shop.example" };
            var (good, bad) = (place.Issuer(by).Sign(other).Split('.'), place.Issuer(by).Sign(claims).Split('.'));
            return $"{good[0]}.{bad[1]}.{good[2]}";
        },
        ["longer than any"] = Changed(("picture", new string('x', 9_000))),
    };

    [Theory]
    [InlineData("google", "https://accounts.google.com", Client)]
    [InlineData("google", "accounts.google.com", Client)]
    [InlineData("firebase", "https://securetoken.google.com/" + Project, Project)]
    public async Task GivenATokenOfAMember_WhenItIsShown_ThenTheyAreInAsThatMemberAndAsNobodyElse(string by, string issuer, string audience)
    {
        await using var place = await Place.OpenAsync();
        var token = place.Issuer(by).Sign(Claims(issuer, audience));

        (await place.AskAsync(HttpMethod.Get, "/api/orgs/shop", token)).ShouldBe(HttpStatusCode.OK);
        (await place.AskAsync(HttpMethod.Get, "/api/orgs/shop/keys", token)).ShouldBe(HttpStatusCode.Forbidden); // a manager may not
        (await place.AskAsync(HttpMethod.Get, "/api/orgs/other", token)).ShouldBe(HttpStatusCode.NotFound);
        place.Issuer(by).Server.Requests.Count.ShouldBe(1); // its keys are fetched once, not for each request
    }

    [Fact]
    public async Task GivenTokensThatAreNotGood_WhenTheyAreShown_ThenTheyAreRefusedAsIfNoneWereShown()
    {
        await using var place = await Place.OpenAsync();
        List<string> let = [];
        foreach (var (fault, make) in Wrong)
            foreach (var by in (string[])["google", "firebase"])
            {
                var token = make(place, by == "google" ? Claims("https://accounts.google.com", Client) : Claims("https://securetoken.google.com/" + Project, Project), by);
                foreach (var (method, path, refused) in Asked)
                    if (await place.AskAsync(method, path, token) is var status && status != refused) let.Add($"{by}, {fault}: {method} {path} answers {status}");
            }

        let.ShouldBeEmpty();
        (await place.Service.RunsAsync("shop")).ShouldBe(0);
        (await place.Service.Parts.Accounts.FindByEmailAsync("nobody@shop.example")).ShouldBeNull(); // nobody is made an account by a token
    }

    [Fact]
    public async Task GivenWhatIsNoToken_WhenItIsShown_ThenItIsRefusedAndNobodyIsAskedForKeys()
    {
        await using var place = await Place.OpenAsync();
        foreach (var token in (string[])
        [
            "a.b.c", "..", "e30.e30.e30", "bnVsbA.bnVsbA.bnVsbA", "eyJhbGciOiJSUzI1NiJ9.bnVsbA.AAAA", "eyJhbGciOiJSUzI1NiJ9.W10.AAAA",
            "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOnt9fQ.AAAA", "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOnt9fQ.*", "not a token",
        ])
            (await place.AskAsync(HttpMethod.Get, "/api/orgs/shop", token)).ShouldBe(HttpStatusCode.Unauthorized, token);
        place.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task GivenATokenOfAMemberOfAnotherOrg_WhenItIsShown_ThenItLooksAsIfThereWereNoSuchOrg()
    {
        await using var place = await Place.OpenAsync();
        var claims = Claims("https://accounts.google.com", Client);
        claims["email"] = "bob@other.example";
        (await place.AskAsync(HttpMethod.Get, "/api/orgs/shop", place.Issuer("google").Sign(claims))).ShouldBe(HttpStatusCode.NotFound);
        (await place.AskAsync(HttpMethod.Get, "/api/orgs/other", place.Issuer("google").Sign(claims))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenAnIssuerThatDoesNotAnswer_WhenATokenIsShown_ThenItIsSaidToBePassingAndNobodyIsIn()
    {
        await using var place = await Place.OpenAsync();
        place.Issuer("google").Server.Faults.Status("/keys", 503);
        var token = place.Issuer("google").Sign(Claims("https://accounts.google.com", Client));
        (await place.AskAsync(HttpMethod.Get, "/api/orgs/shop", token)).ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task GivenNoIssuerConfigured_WhenAGoodTokenIsShown_ThenItIsNone()
    {
        await using var place = await Place.OpenAsync(configured: false);
        var token = place.Issuer("google").Sign(Claims("https://accounts.google.com", Client));
        (await place.AskAsync(HttpMethod.Get, "/api/orgs/shop", token)).ShouldBe(HttpStatusCode.Unauthorized);
        place.Requests.ShouldBe(0);
    }

    private static Func<Place, Dictionary<string, object?>, string, string> Changed(params (string Name, object? Value)[] claims) => (place, all, by) =>
    {
        foreach (var (name, value) in claims)
            if (value is null) all.Remove(name);
            else all[name] = value;
        return place.Issuer(by).Sign(all);
    };

    private static Dictionary<string, object?> Claims(string issuer, string audience) => new()
    {
        ["iss"] = issuer,
        ["aud"] = audience,
        ["sub"] = "110169484474386276334",
        ["email"] = Email,
        ["email_verified"] = true,
        ["iat"] = At(-60),
        ["exp"] = At(3600),
    };

    // The library that verifies has the machine's clock.
    private static long At(int seconds) => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds;

    /// <summary>A service that trusts two issuers, and a member.</summary>
    private sealed class Place : IAsyncDisposable
    {
        private readonly Dictionary<string, TokenIssuer> issuers = [];

        public Service Service { get; private set; } = null!;

        public int Requests => issuers.Values.Sum(i => i.Server.Requests.Count);

        public static async Task<Place> OpenAsync(bool configured = true)
        {
            var place = new Place();
            foreach (var name in (string[])["google", "firebase"]) place.issuers[name] = await TokenIssuer.StartAsync();
            place.Service = await Service.StartWithAsync(s => s with
            {
                GoogleClientId = configured ? Client : null,
                FirebaseProject = configured ? Project : null,
                IdTokenKeys = new IdTokenKeys { Google = place.issuers["google"].Keys, Firebase = place.issuers["firebase"].Keys },
            });
            await Browserish.MemberAsync(place.Service, "shop", Role.Manager, Email);
            await Browserish.MemberAsync(place.Service, "other", Role.Owner, "bob@other.example");
            return place;
        }

        public TokenIssuer Issuer(string name) => issuers[name];

        public async Task<HttpStatusCode> AskAsync(HttpMethod method, string path, string token)
        {
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Service.Url) };
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await client.SendAsync(request);
            return answer.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            await Service.DisposeAsync();
            foreach (var issuer in issuers.Values) await issuer.DisposeAsync();
        }
    }
}
