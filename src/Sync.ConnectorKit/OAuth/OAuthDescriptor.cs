using Sync.ConnectorKit.Http;

namespace Sync.ConnectorKit.OAuth;

/// <summary>How an owner signs in at a POS and allows Sync to read (OAuth2 code flow), as data: the exchange itself is the same for all.</summary>
public sealed record OAuthDescriptor
{
    /// <summary>Where the owner is sent, without a query; from the settings, such as the shop or the region.</summary>
    public required Func<ConnectionSettings, string> AuthoriseAt { get; init; }

    /// <summary>What else stands in that address' query, beside client id, redirect address and state.</summary>
    public IReadOnlyDictionary<string, string> AuthoriseWith { get; init; } = new Dictionary<string, string>();

    /// <summary>What stands between scopes in that address; null where the POS knows them from the app's registration.</summary>
    public string? ScopeSeparator { get; init; }

    /// <summary>Scopes that an app may ask for only once the POS has approved it for them: a sign-in that asks for one without is refused.</summary>
    public IReadOnlyList<string> NeedApproval { get; init; } = [];

    /// <summary>Where a code is exchanged for tokens.</summary>
    public required Func<ConnectionSettings, string> TokenAt { get; init; }

    /// <summary>Where tokens are renewed; null for <see cref="TokenAt"/>.</summary>
    public Func<ConnectionSettings, string>? RefreshAt { get; init; }

    /// <summary>What the refusals of both mean. Their words may echo what was sent and must stay out.</summary>
    public required StatusMap Refusals { get; init; }

    /// <summary>Whether a form is sent; else JSON.</summary>
    public bool Form { get; init; }

    /// <summary>Headers of both; null for none.</summary>
    public Func<ConnectionSettings, IReadOnlyDictionary<string, string>>? Headers { get; init; }

    /// <summary>What else is sent with a code, beside client id, secret and code.</summary>
    public IReadOnlyDictionary<string, string> ExchangeWith { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the redirect address is sent with the code.</summary>
    public bool RedirectWithCode { get; init; } = true;

    /// <summary>What else is sent to renew, beside client id, secret and refresh token.</summary>
    public IReadOnlyDictionary<string, string> RefreshWith { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the client secret is sent to renew, where there is one.</summary>
    public bool SecretWithRefresh { get; init; } = true;

    /// <summary>Whether an app without a secret proves itself by PKCE (RFC 7636, S256). Where not, an app needs its secret.</summary>
    public bool PkceInsteadOfSecret { get; init; }

    /// <summary>Whether an owner's own app gets tokens in its own name where there is no refresh token (client credentials).</summary>
    public bool OwnAppNeedsNoGrant { get; init; }

    /// <summary>Settings that must be given before the owner is sent away.</summary>
    public IReadOnlyList<string> AskedFirst { get; init; } = [];

    /// <summary>Settings that the callback's query fills, by setting the name of the parameter. Letters, digits and <c>-</c> only.</summary>
    public IReadOnlyDictionary<string, string> FromCallback { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings that the token's answer fills beside the tokens, by setting the name of the field.</summary>
    public IReadOnlyDictionary<string, string> FromAnswer { get; init; } = new Dictionary<string, string>();

    /// <summary>The setting that tells one account of the POS from another.</summary>
    public required string Account { get; init; }

    /// <summary>
    /// The account that a text of <see cref="Account"/> stands for, as the check tells it (<see cref="CheckReport.Accounts"/>);
    /// default: the text itself.
    /// </summary>
    public Func<string, string> AccountOf { get; init; } = text => text;

    /// <summary>
    /// Whether the POS says that a code's exchange ends what it granted the app for the same account before. Then what it brings is
    /// kept whatever a check says: there is nothing else. Default false: the former may live on.
    /// </summary>
    public bool EndsFormerGrants { get; init; }

    /// <summary>What else must be true of a callback: the reason for which it is refused, for the log, or null. Asked before anything is done with it.</summary>
    public Func<OAuthCallback, string?>? CheckCallback { get; init; }

    /// <summary>How long before its end a token is renewed.</summary>
    public required TimeSpan RenewBefore { get; init; }

    /// <summary>For the owner: that the sign-in is over, and what to do.</summary>
    public required string SignInAgain { get; init; }

    /// <summary>The settings that signing in fills: nobody has to give them.</summary>
    public IReadOnlySet<string> Fills => new HashSet<string>(
        [OAuthFields.AccessToken, OAuthFields.RefreshToken, OAuthFields.AccessTokenExpires, .. FromCallback.Keys, .. FromAnswer.Keys], StringComparer.Ordinal);
}
