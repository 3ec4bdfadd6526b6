using System.Globalization;
using Sync.ConnectorKit.Http;
using Sync.Model;

namespace Sync.ConnectorKit.OAuth;

/// <summary>
/// The access token of one connection that somebody signed in for, or copied. It serves until the POS refuses it or it is about
/// to end; then it is renewed, once for everybody who shares the connection (<see cref="ConnectionContext.RenewSecretsAsync"/>).
/// </summary>
public sealed class GrantTokens
{
    private readonly ConnectionContext connection;
    private readonly OAuthDescriptor oauth;
    private readonly AppCredentials? app;
    private readonly TokenSource source;
    private string access = "";
    private string refresh = "";
    private DateTimeOffset? ends;
    private volatile string? refused;

    /// <summary>The tokens of a connection's settings.</summary>
    public GrantTokens(ConnectionContext connection, OAuthDescriptor oauth)
    {
        (this.connection, this.oauth) = (connection, oauth);
        app = AppCredentials.For(connection.Settings, connection.App);
        Adopt(connection.Settings.Secrets);
        source = new TokenSource(NextAsync, connection.Time);
    }

    /// <summary>A token to use.</summary>
    /// <exception cref="ReauthoriseException">There is none that the POS takes, and nothing to renew it with.</exception>
    /// <exception cref="ConnectorException">It could not be renewed.</exception>
    public Task<string> GetAsync(CancellationToken cancellation) => source.GetAsync(cancellation);

    /// <summary>Says that the POS refused a token: the next one asked for is another.</summary>
    public void Refuse(string token)
    {
        refused = token;
        source.Invalidate(token);
    }

    /// <summary>Sends with a token, and once more with a renewed one where it is refused.</summary>
    /// <param name="send">Sends; throws <see cref="ReauthoriseException"/> where the token is refused.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ReauthoriseException">The owner must sign in again.</exception>
    public Task<T> UseAsync<T>(Func<string, Task<T>> send, CancellationToken cancellation) =>
        source.UseAsync(send, cancellation, token => refused = token);

    private bool CanRenew => app is not null
        && (app.ClientSecret is not null || oauth.PkceInsteadOfSecret || !oauth.SecretWithRefresh)
        && (refresh.Length > 0 || (oauth.OwnAppNeedsNoGrant && app.Own));

    // TokenSource lets one caller at a time in here, whenever it thinks that a token has aged. What others have stored meanwhile
    // may be about to end too: then it is this caller's turn.
    private async Task<string> NextAsync(CancellationToken cancellation)
    {
        var renewed = false;
        while (!renewed && !IsGood)
        {
            if (!CanRenew) return Unrenewed();
            Adopt(await connection.RenewSecretsAsync(Held(), RenewAsync, cancellation).ConfigureAwait(false));
        }

        return access;

        async Task<IReadOnlyDictionary<string, Secret>> RenewAsync()
        {
            var changed = await new OAuthExchange(oauth, connection.Settings, app!)
                .RefreshAsync(connection.Http, refresh.Length > 0 ? refresh : null, connection.Time.GetUtcNow()).ConfigureAwait(false);
            renewed = true;
            return changed;
        }
    }

    private bool IsGood => access.Length > 0 && access != refused && !(ends - oauth.RenewBefore <= connection.Time.GetUtcNow());

    // A token may serve longer than our clock thinks: only the POS's refusal ends one that nothing renews.
    private string Unrenewed() => access.Length > 0 && access != refused
        ? access
        : throw new ReauthoriseException(oauth.SignInAgain, access.Length > 0
            ? "The access token is refused, and there is no refresh token with an app to renew it."
            : "There is no access token, and nothing to get one with.");

    private Dictionary<string, Secret> Held() => new()
    {
        [OAuthFields.AccessToken] = new Secret(access),
        [OAuthFields.RefreshToken] = new Secret(refresh),
    };

    private void Adopt(IReadOnlyDictionary<string, Secret> secrets)
    {
        access = secrets.GetValueOrDefault(OAuthFields.AccessToken)?.Reveal() ?? "";
        if (secrets.GetValueOrDefault(OAuthFields.RefreshToken) is { } next) refresh = next.Reveal();
        ends = DateTimeOffset.TryParse(
            secrets.GetValueOrDefault(OAuthFields.AccessTokenExpires)?.Reveal(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }
}
