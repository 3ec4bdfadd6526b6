using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Sync.ConnectorKit.OAuth;
using Sync.Simulator.Kit;

namespace Sync.Web.Tests.Access;

/// <summary>Google's code flow as a site sees it: an address that people are sent to, and one at which a code is exchanged once, by who began.</summary>
internal sealed class FakeGoogle : IAsyncDisposable
{
    public const string Client = "1234.apps.googleusercontent.com";
    public const string Secret = "the site's own secret at google";

    private readonly Dictionary<string, (string Challenge, string Redirect, Dictionary<string, object?> Claims)> codes = [];

    /// <summary>Issues the tokens, and answers for it.</summary>
    public TokenIssuer Issuer { get; private set; } = null!;

    /// <summary>Where people are sent to; nothing has to answer there.</summary>
    public static string Authorise => "https://accounts.fake.example/auth";

    public string Token => Issuer.Server.Url + "/token";

    /// <summary>The ID tokens that were handed out.</summary>
    public List<string> Issued { get; } = [];

    /// <summary>How often a code was asked to be exchanged.</summary>
    public int Exchanges => Issuer.Server.Requests.Count(r => r.Path == "/token");

    public static async Task<FakeGoogle> StartAsync()
    {
        var google = new FakeGoogle();
        google.Issuer = await TokenIssuer.StartAsync((path, body) => path == "/token" ? google.Exchange(QueryHelpers.ParseQuery(body).ToDictionary(f => f.Key, f => f.Value.ToString())) : null);
        return google;
    }

    /// <summary>What Google does with somebody who is sent to an address and agrees: the address that they are sent back to.</summary>
    public string Agree(string address, string email, Action<Dictionary<string, object?>>? change = null)
    {
        address.ShouldStartWith(Authorise + "?");
        var asked = QueryHelpers.ParseQuery(new Uri(address).Query).ToDictionary(q => q.Key, q => q.Value.ToString());
        (asked["response_type"], asked["client_id"], asked["code_challenge_method"]).ShouldBe(("code", Client, "S256"));
        asked["scope"].Split(' ').ShouldBe(["openid", "email"]);
        asked["state"].Length.ShouldBeGreaterThan(40);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(); // the library that verifies has the machine's clock
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = "https://accounts.google.com",
            ["aud"] = Client,
            ["sub"] = "110169484474386276334",
            ["email"] = email,
            ["email_verified"] = true,
            ["iat"] = now - 5,
            ["exp"] = now + 3600,
            ["nonce"] = asked["nonce"],
        };
        change?.Invoke(claims);
        var code = $"4/code-{codes.Count}-of-google";
        codes[code] = (asked["code_challenge"], asked["redirect_uri"], claims);
        return $"{asked["redirect_uri"]}?state={Uri.EscapeDataString(asked["state"])}&code={Uri.EscapeDataString(code)}&scope=openid";
    }

    public ValueTask DisposeAsync() => Issuer.DisposeAsync();

    private FakeAnswer Exchange(Dictionary<string, string> form)
    {
        if ((form["client_id"], form["client_secret"]) != (Client, Secret)) return Refuse("invalid_client");
        if (form["grant_type"] != "authorization_code" || !codes.Remove(form["code"], out var code) || code.Redirect != form["redirect_uri"] || Pkce.Challenge(form["code_verifier"]) != code.Challenge)
            return Refuse("invalid_grant");
        Issued.Add(Issuer.Sign(code.Claims));
        return new FakeAnswer(200, JsonSerializer.SerializeToUtf8Bytes(new { access_token = "ya29.x", expires_in = 3599, scope = "openid", token_type = "Bearer", id_token = Issued[^1] }));
    }

    private static FakeAnswer Refuse(string error) => new(400, JsonSerializer.SerializeToUtf8Bytes(new { error }));
}
