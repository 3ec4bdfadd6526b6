using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.Model;

namespace Sync.Connectors.Toast;

/// <summary>
/// The access token of one connection, for every restaurant that its credentials reach. It outlives the read: it is kept beside the
/// connection's secrets, and got anew only where Toast refuses it or in its last minute, once for everybody who shares the connection.
/// </summary>
// Source: Toast's "Authentication": a token is to be asked for once or twice a day, never more than twice an hour, and shared; asking again
// gives the same one, with the same end, until its last minute.
internal sealed class ToastTokens
{
    private static readonly TimeSpan LastMinute = TimeSpan.FromMinutes(1);

    private readonly ConnectionContext connection;
    private readonly string address;
    private readonly string credentials;
    private readonly TokenSource source;
    private volatile ToastToken held;
    private volatile string? refused;
    private volatile string? givenAgain; // in what our clock takes for its last minute: asking once more would bring it once more

    public ToastTokens(ConnectionContext connection, string address)
    {
        (this.connection, this.address) = (connection, address);
        credentials = Digest(address, connection.Settings);
        held = ToastToken.Of(connection.Settings.Secrets);
        source = new TokenSource(NextAsync, connection.Time);
    }

    /// <summary>A token to use.</summary>
    /// <exception cref="ConnectorException">There is none, and the log-in failed.</exception>
    public Task<string> GetAsync(CancellationToken cancellation)
    {
        LetGoOfEnding();
        return source.GetAsync(cancellation);
    }

    /// <summary>Sends with a token, and once more with a new one where it is refused.</summary>
    /// <param name="send">Sends; throws <see cref="ReauthoriseException"/> where the token is refused.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ReauthoriseException">The credentials are refused, or the new token is too.</exception>
    public Task<T> UseAsync<T>(Func<string, Task<T>> send, CancellationToken cancellation)
    {
        LetGoOfEnding();
        return source.UseAsync(send, cancellation, token => refused = token);
    }

    // How long a token that was stored has left, its life does not tell.
    private void LetGoOfEnding()
    {
        if (held is var token && IsEnding(token)) source.Invalidate(token.Access.Reveal());
    }

    // TokenSource lets one caller at a time in here, whenever it thinks that a token has aged.
    private async Task<string> NextAsync(CancellationToken cancellation)
    {
        while (!IsGood(held))
        {
            ToastToken? mine = null;
            var stored = await connection.RenewSecretsAsync(
                held.Secrets, async () => (mine = await LoginAsync(cancellation).ConfigureAwait(false)).Secrets, cancellation).ConfigureAwait(false);
            var next = mine ?? ToastToken.Of(stored);
            // The owner has entered other credentials, and a read that began with them has a token: this one began before, and gets one for itself.
            if (next.IsOfOthers(credentials)) next = mine = await LoginAsync(cancellation).ConfigureAwait(false);
            held = next;
            if (mine is not null) break;
        }

        return held.Access.Reveal();
    }

    private bool IsGood(ToastToken token) =>
        token.For == credentials && token.Access.Reveal() is { Length: > 0 } access && access != refused && !IsEnding(token);

    private bool IsEnding(ToastToken token) => token.Ends - LastMinute <= connection.Time.GetUtcNow() && token.Access.Reveal() != givenAgain;

    private async Task<ToastToken> LoginAsync(CancellationToken cancellation)
    {
        var settings = connection.Settings;
        var answer = await connection.Http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, address + "/authentication/v1/authentication/login")
            {
                Content = JsonContent.Create(
                    new LoginBody(settings.Text(ToastSettings.ClientId)!, settings.Secret(ToastSettings.ClientSecret)!.Reveal()),
                    ToastJson.Default.LoginBody),
            },
            ToastJson.Default.LoginAnswer,
            ToastErrors.Login,
            // Others may wait for it: it is not given up half-way.
            connection.SharedSecrets is null ? cancellation : CancellationToken.None).ConfigureAwait(false);
        if (answer.Token?.AccessToken is not { Length: > 0 } access) throw new ConnectorBugException("The log-in was answered without a token.");
        var ends = answer.Token.ExpiresIn.Value is > 0 and < 366 * 86_400 and var seconds ? connection.Time.GetUtcNow().AddSeconds((double)seconds) : (DateTimeOffset?)null;
        var token = new ToastToken(new Secret(access), ends?.ToString("O", CultureInfo.InvariantCulture) ?? "", credentials);
        if (IsEnding(token)) givenAgain = access;
        return token;
    }

    // A token must not go on for credentials that it was not got with, nor to another address.
    private static string Digest(string address, ConnectionSettings settings) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', address, settings.Text(ToastSettings.ClientId), settings.Secret(ToastSettings.ClientSecret)?.Reveal()))));

    // Source: authentication 1.0.0: "The accessToken JWT contains the list of scopes"; the claim's name is UNVERIFIED, so that
    // a token without it is taken to say nothing.
    /// <summary>What a token says it may read; null where it does not say.</summary>
    public static string? ScopesOf(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1])) return null;
        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(parts[1])), ToastJson.Default.TokenClaims)?.Scope;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A token as it is stored.</summary>
/// <param name="Access">The token; empty where there is none.</param>
/// <param name="EndsAt">When it ends, in ISO 8601; empty where it does not tell.</param>
/// <param name="For">Which credentials it was got with.</param>
internal sealed record ToastToken(Secret Access, string EndsAt, string For)
{
    public DateTimeOffset? Ends => DateTimeOffset.TryParse(EndsAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    public IReadOnlyDictionary<string, Secret> Secrets => new Dictionary<string, Secret>
    {
        [OAuthFields.AccessToken] = Access,
        [OAuthFields.AccessTokenExpires] = new(EndsAt),
        [ToastSettings.TokenFor] = new(For),
    };

    public static ToastToken Of(IReadOnlyDictionary<string, Secret> secrets)
    {
        return new ToastToken(new Secret(Text(OAuthFields.AccessToken)), Text(OAuthFields.AccessTokenExpires), Text(ToastSettings.TokenFor));

        string Text(string name) => secrets.GetValueOrDefault(name)?.Reveal() ?? "";
    }

    public bool IsOfOthers(string credentials) => Access.Reveal().Length > 0 && For != credentials;
}
