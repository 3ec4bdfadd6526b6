using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;

namespace Sync.Web.Access;

/// <summary>
/// Signing in at Google by the code flow of OpenID Connect with state, nonce and PKCE: links and redirects, no script of anybody's.
/// Google's part of it: https://developers.google.com/identity/openid-connect/openid-connect and its reference,
/// https://developers.google.com/identity/openid-connect/reference.
/// </summary>
internal sealed partial class GoogleSignIn(AppCredentials app, GoogleAddresses at, Func<HttpClient> http, IdTokens tokens, TimeProvider time, ILogger log)
{
    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Where to send somebody.</summary>
    public string AddressOf(GoogleAttempt attempt, string redirect)
    {
        (string Name, string Value)[] query =
        [
            ("response_type", "code"), ("client_id", app.ClientId), ("redirect_uri", redirect), ("scope", "openid email"), ("state", attempt.State), ("nonce", attempt.Nonce),
            ("code_challenge", Pkce.Challenge(attempt.Verifier)), ("code_challenge_method", "S256"), ("prompt", "select_account"),
        ];
        return at.Authorise + "?" + string.Join('&', query.Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value)}"));
    }

    /// <summary>The verified address of whoever came back with a code; null where the code or what it brings is not good.</summary>
    /// <exception cref="KeysUnavailableException">Google does not answer.</exception>
    public async Task<string?> EmailOfAsync(GoogleAttempt attempt, string code, string redirect, CancellationToken cancellation) =>
        await TokenOfAsync(attempt, code, redirect, cancellation) is { } token ? await tokens.EmailOfAsync(token, cancellation, attempt.Nonce) : null;

    private async Task<string?> TokenOfAsync(GoogleAttempt attempt, string code, string redirect, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, at.Token) { Content = Form(attempt, code, redirect) };
        try
        {
            using var answer = await http().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await answer.Content.LoadIntoBufferAsync(MostBytes, either.Token);
            if (answer.IsSuccessStatusCode) return await TextAsync(answer, "id_token", either.Token);
            if ((int)answer.StatusCode is 429 or >= 500) throw new HttpRequestException($"Google answers {(int)answer.StatusCode}.");
            Refused(log, (int)answer.StatusCode, await TextAsync(answer, "error", either.Token) is { Length: < 100 } reason && reason.All(c => char.IsAsciiLetter(c) || c == '_') ? reason : "without a reason");
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or RefusedAddressException || (e is OperationCanceledException && late.IsCancellationRequested))
        {
            throw new KeysUnavailableException(e);
        }
    }

    private FormUrlEncodedContent Form(GoogleAttempt attempt, string code, string redirect) => new(new Dictionary<string, string>
    {
        ["grant_type"] = "authorization_code",
        ["code"] = code,
        ["redirect_uri"] = redirect,
        ["code_verifier"] = attempt.Verifier,
        ["client_id"] = app.ClientId,
        ["client_secret"] = app.ClientSecret!.Reveal(),
    });

    private static async Task<string?> TextAsync(HttpResponseMessage answer, string name, CancellationToken cancellation)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null; // what is no JSON says nothing
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Google refuses a sign-in with {Status}, {Reason}: if that is so for all, SYNC_GOOGLE_CLIENT_ID, its secret or the registered redirect address is wrong")]
    private static partial void Refused(ILogger log, int status, string reason);
}
