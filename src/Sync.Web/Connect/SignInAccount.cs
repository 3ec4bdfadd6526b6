using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Connections;

namespace Sync.Web.Connect;

/// <summary>Which account a sign-in is of, as far as its settings tell without asking the POS.</summary>
/// <param name="descriptor">The connector's facts.</param>
/// <param name="oauth">How its POS signs in.</param>
internal sealed class SignInAccount(ConnectorDescriptor descriptor, OAuthDescriptor oauth)
{
    /// <summary>The account that settings name, as a check would tell it; none where they do not.</summary>
    public IReadOnlyList<string> Of(ConnectionSettings settings) => Of(settings.Text(oauth.Account));

    /// <summary>The accounts that a saved connection is of.</summary>
    public IReadOnlyList<string> Of(Connection saved) => saved.Accounts.Count > 0 ? saved.Accounts : Of(saved.Given.GetValueOrDefault(oauth.Account));

    /// <summary>Whether a saved connection is of the account that was signed in to, at the same address: then what the one was granted is the other's too.</summary>
    /// <param name="saved">The saved connection.</param>
    /// <param name="granted">The settings with what the sign-in has brought.</param>
    public bool IsOf(Connection saved, ConnectionSettings granted) => Of(saved).Intersect(Of(granted)).Any() && IsAt(saved, granted);

    /// <summary>Whether a saved connection's tokens are got where those of a sign-in were.</summary>
    /// <inheritdoc cref="IsOf" path="/param" />
    public bool IsAt(Connection saved, ConnectionSettings granted)
    {
        var given = new Dictionary<string, string>(saved.Given);
        foreach (var name in oauth.FromCallback.Keys.Concat(oauth.FromAnswer.Keys))
            if (granted.Text(name) is { } told) given[name] = told; // an account may have another name by now
        try
        {
            return oauth.TokenAt(ConnectionSettings.BeforeSignIn(descriptor, given)) == oauth.TokenAt(granted);
        }
        catch (FixSettingsException)
        {
            return false; // saved by a version that knew other settings
        }
    }

    private IReadOnlyList<string> Of(string? text) => text is null ? [] : [oauth.AccountOf(text)];
}
