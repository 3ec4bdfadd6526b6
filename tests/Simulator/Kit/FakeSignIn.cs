using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sync.Simulator.Kit;

/// <summary>A fake POS at which owners sign in.</summary>
public interface IFakeSignIn
{
    /// <summary>Its sign-in.</summary>
    FakeSignIn SignIn { get; }
}

/// <summary>
/// The authorise page of a POS, on which somebody clicks at once: codes that live five minutes and are good once, for the
/// client, redirect address and challenge that they were given for.
/// </summary>
/// <param name="time">What codes age by.</param>
/// <param name="clientId">The app's client id.</param>
/// <param name="clientSecret">The app's secret.</param>
public sealed class FakeSignIn(TimeProvider time, string clientId, string clientSecret)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Given> codes = new();
    private int count;

    /// <summary>The app's client id.</summary>
    public string ClientId { get; } = clientId;

    /// <summary>The app's secret.</summary>
    public string ClientSecret { get; } = clientSecret;

    /// <summary>The redirect addresses that are registered for the app.</summary>
    public ISet<string> Redirects { get; } = new HashSet<string>();

    /// <summary>Whether the owner refuses.</summary>
    public bool Denied { get; set; }

    /// <summary>Whether the owner is asked on a page, as a real POS does; else they are taken to have clicked at once.</summary>
    public bool Asks { get; set; }

    /// <summary>The scopes that were asked for last; empty where the address named none.</summary>
    public string AskedScopes { get; private set; } = "";

    /// <summary>How many codes were exchanged.</summary>
    public int Redeemed { get; private set; }

    /// <summary>The owner's click.</summary>
    /// <param name="request">The request for the authorise page.</param>
    /// <param name="back">What goes back beside the state, made from the code.</param>
    /// <param name="sign">Adds to the whole query, such as a signature; null for nothing.</param>
    public FakeAnswer Authorise(HttpRequest request, Func<string, Dictionary<string, string>> back, Action<Dictionary<string, string>>? sign = null)
    {
        string Of(string name) => request.Query[name].ToString();
        if (Of("client_id") != ClientId) return Refusal("No such app.");
        var redirect = Of("redirect_uri");
        if (!Redirects.Contains(redirect)) return Refusal("This redirect address is not registered.");
        if (Of("state").Length < 8) return Refusal("A state of 8 characters at least is needed.");
        if (Of("code_challenge").Length > 0 && Of("code_challenge_method") != "S256") return Refusal("Only S256 is known.");
        AskedScopes = Of("scope");
        if (Asks && Of("answer") is not ("allow" or "deny")) return AskingPage(request);
        if (Denied || Of("answer") == "deny") return To(redirect, new() { ["error"] = "access_denied", ["error_description"] = "user_denied", ["state"] = Of("state") });
        var code = "code-" + Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture);
        codes[code] = new Given(redirect, Of("code_challenge") is { Length: > 0 } challenge ? challenge : null, time.GetUtcNow() + Life);
        var query = back(code);
        query["state"] = Of("state");
        sign?.Invoke(query);
        return To(redirect, query);
    }

    /// <summary>Whether a code is good; it is used up either way.</summary>
    /// <param name="sent">Finds what was sent with it.</param>
    /// <param name="withRedirect">Whether the redirect address has to be sent.</param>
    public bool Redeem(Func<string, string?> sent, bool withRedirect)
    {
        if (sent("client_id") != ClientId || sent("code") is not { } code || !codes.TryRemove(code, out var given)) return false;
        if (time.GetUtcNow() >= given.Ends || (withRedirect && sent("redirect_uri") != given.Redirect)) return false;
        var proved = given.Challenge is null ? sent("client_secret") == ClientSecret : given.Challenge == Challenge(sent("code_verifier") ?? "");
        if (proved) Redeemed++;
        return proved;
    }

    private static string Challenge(string verifier) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static FakeAnswer To(string redirect, Dictionary<string, string> query) => new(302, [])
    {
        Headers = new Dictionary<string, string> { ["Location"] = redirect + "?" + string.Join('&', query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}")) },
    };

    private static FakeAnswer AskingPage(HttpRequest request)
    {
        var here = System.Net.WebUtility.HtmlEncode(request.Path + request.QueryString.ToUriComponent());
        var html = $"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>Fake POS: allow access?</title></head>
            <body><main><h1>A fake POS on this machine</h1><p>Sync asks to read customers, orders, products and stock of this shop.</p>
            <p><a href="{here}&amp;answer=allow">Allow</a> <a href="{here}&amp;answer=deny">Deny</a></p></main></body></html>
            """;
        return new FakeAnswer(200, Encoding.UTF8.GetBytes(html)) { Headers = new Dictionary<string, string> { ["Content-Type"] = "text/html; charset=utf-8" } };
    }

    private static FakeAnswer Refusal(string message) => new(400, Json.Bytes(w =>
    {
        w.WriteStartObject();
        w.WriteString("message", message);
        w.WriteEndObject();
    }));

    private sealed record Given(string Redirect, string? Challenge, DateTimeOffset Ends);
}
