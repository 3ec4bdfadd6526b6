using Sync.ConnectorKit.Http;
using Sync.Model;

namespace Sync.ConnectorKit.OAuth;

/// <summary>An app as the POS knows it.</summary>
/// <param name="ClientId">Its client id.</param>
/// <param name="ClientSecret">Its secret; null for a public client.</param>
public sealed record AppCredentials(string ClientId, Secret? ClientSecret)
{
    /// <summary>Whether the app is the owner's own, not the operator's.</summary>
    public bool Own { get; init; }

    /// <summary>Where else than at the POS's usual address the app may be used; default nowhere.</summary>
    public AllowedHosts UsableAt { get; init; } = AllowedHosts.None;

    /// <summary>Scopes of <see cref="OAuthDescriptor.NeedApproval"/> that the POS has approved this app for; default none.</summary>
    public IReadOnlyList<string> Approved { get; init; } = [];

    /// <summary>
    /// The app of a connection: its own where it has one, else the operator's. The operator's secret goes to the POS's usual
    /// address only, or to a host that the operator allows: an owner who sets another address must bring an app too.
    /// </summary>
    /// <param name="settings">The connection's settings.</param>
    /// <param name="operators">The operator's app; null where there is none.</param>
    /// <returns>Null where there is neither.</returns>
    public static AppCredentials? For(ConnectionSettings settings, AppCredentials? operators)
    {
        if (settings.Text(OAuthFields.ClientId) is { } own && own != operators?.ClientId)
            return new AppCredentials(own, settings.Secret(OAuthFields.ClientSecret)) { Own = true };
        return operators is not null && operators.IsUsableAt(settings.Text(OAuthFields.BaseUrl)) ? operators : null;
    }

    /// <summary>Whether a connection is of this app, and not of one of its owner's or of another address than the app may be used at.</summary>
    /// <param name="given">What of the connection's settings is not secret.</param>
    public bool Serves(IReadOnlyDictionary<string, string> given) =>
        (TextOf(given, OAuthFields.ClientId) is not { } own || own == ClientId) && IsUsableAt(TextOf(given, OAuthFields.BaseUrl));

    private static string? TextOf(IReadOnlyDictionary<string, string> given, string name) => given.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    private bool IsUsableAt(string? address) =>
        address is null || (Uri.TryCreate(address, UriKind.Absolute, out var url) && UsableAt.Allow(url.Host, url.Port));
}
