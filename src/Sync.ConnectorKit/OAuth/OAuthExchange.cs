using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Sync.ConnectorKit.Http;
using Sync.Model;

namespace Sync.ConnectorKit.OAuth;

/// <summary>The code flow of OAuth2 (RFC 6749, 4.1), as a descriptor says that its POS wants it.</summary>
/// <param name="oauth">What the POS wants.</param>
/// <param name="settings">What is known of the connection.</param>
/// <param name="app">The app.</param>
public sealed class OAuthExchange(OAuthDescriptor oauth, ConnectionSettings settings, AppCredentials app)
{
    /// <summary>Whether the app can sign anybody in: it has its secret, or proves itself otherwise.</summary>
    public bool IsPossible => app.ClientSecret is not null || oauth.PkceInsteadOfSecret;

    /// <summary>Whether this sign-in is proved by PKCE.</summary>
    public bool UsesPkce => app.ClientSecret is null && oauth.PkceInsteadOfSecret;

    /// <summary>Where to send the owner.</summary>
    /// <param name="scopes">What to ask for.</param>
    /// <param name="redirect">Where the owner comes back to.</param>
    /// <param name="state">What comes back with the owner.</param>
    /// <param name="verifier">What PKCE's challenge is made of; null where it is not used.</param>
    /// <exception cref="FixSettingsException">A setting could lead the owner, or the secret, elsewhere.</exception>
    public string AuthoriseAddress(IReadOnlyList<string> scopes, string redirect, string state, string? verifier)
    {
        var query = new List<KeyValuePair<string, string>>(oauth.AuthoriseWith)
        {
            new("client_id", app.ClientId),
            new("redirect_uri", redirect),
            new("state", state),
        };
        if (oauth.ScopeSeparator is { } separator) query.Add(new("scope", string.Join(separator, scopes)));
        if (verifier is not null) query.AddRange([new("code_challenge", Pkce.Challenge(verifier)), new("code_challenge_method", "S256")]);
        return oauth.AuthoriseAt(settings) + "?" + string.Join('&', query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"));
    }

    /// <summary>Exchanges a code, which is good once: an answer that got lost is not asked for again.</summary>
    /// <returns>The settings that it fills, tokens included; in clear.</returns>
    /// <exception cref="ConnectorException">The POS refuses, or does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, string>> RedeemAsync(
        PosHttp http, string code, string redirect, string? verifier, DateTimeOffset now, CancellationToken cancellation)
    {
        var sent = new Dictionary<string, string>(oauth.ExchangeWith) { ["client_id"] = app.ClientId, ["code"] = code };
        if (app.ClientSecret is { } secret) sent["client_secret"] = secret.Reveal();
        if (oauth.RedirectWithCode) sent["redirect_uri"] = redirect;
        if (verifier is not null) sent["code_verifier"] = verifier;
        var answer = await SendAsync(http, oauth.TokenAt(settings), sent, cancellation).ConfigureAwait(false);
        var filled = answer.Secrets(now).ToDictionary(s => s.Key, s => s.Value.Reveal());
        foreach (var (setting, field) in oauth.FromAnswer)
            if (answer.Text(field) is { } value) filled[setting] = value;
        return filled;
    }

    /// <summary>Renews the tokens. An answer that got lost is not asked for again: a refresh token may be good once.</summary>
    /// <param name="http">What carries it.</param>
    /// <param name="refreshToken">What renews them; null asks in the app's own name.</param>
    /// <param name="now">When it is asked.</param>
    /// <returns>The settings that change.</returns>
    /// <exception cref="ConnectorException">The POS refuses, or does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, Secret>> RefreshAsync(PosHttp http, string? refreshToken, DateTimeOffset now)
    {
        var sent = refreshToken is null
            ? new Dictionary<string, string> { ["grant_type"] = "client_credentials" }
            : new Dictionary<string, string>(oauth.RefreshWith) { ["refresh_token"] = refreshToken };
        sent["client_id"] = app.ClientId;
        if (app.ClientSecret is { } secret && oauth.SecretWithRefresh) sent["client_secret"] = secret.Reveal();
        var answer = await SendAsync(http, (oauth.RefreshAt ?? oauth.TokenAt)(settings), sent, CancellationToken.None).ConfigureAwait(false);
        return answer.Secrets(now);
    }

    private Task<GrantAnswer> SendAsync(PosHttp http, string address, Dictionary<string, string> sent, CancellationToken cancellation) =>
        http.SendOnceAsync(() => Request(address, sent), GrantAnswer.Read, oauth.Refusals, cancellation);

    private HttpRequestMessage Request(string address, Dictionary<string, string> sent)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = oauth.Form ? new FormUrlEncodedContent(sent) : Json(sent) };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach (var (name, value) in oauth.Headers?.Invoke(settings) ?? new Dictionary<string, string>()) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private static ByteArrayContent Json(Dictionary<string, string> sent)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in sent) writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        return new ByteArrayContent(bytes.WrittenSpan.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
