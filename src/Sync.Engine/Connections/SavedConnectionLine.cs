using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Audit;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// The line of the audit log that goes with the saving of a connection: that there is a new one, or what of a saved one is another.
/// Nothing that is secret is told, but that it was given anew.
/// </summary>
public sealed class SavedConnectionLine(ConnectionDirectory directory, ITenantStore tenant, Actor by)
{
    /// <summary>Compares what is to be saved with what is saved.</summary>
    /// <param name="descriptor">The connector's facts.</param>
    /// <param name="pending">What is to be saved.</param>
    /// <param name="signedIn">Whether somebody has signed in at the POS for it, so that its tokens are new ones.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="places">What was confirmed with it; null where nothing was.</param>
    public async Task<DocumentWrite> OfAsync(
        ConnectorDescriptor descriptor, PendingConnection pending, bool signedIn = false, CancellationToken cancellation = default, ConfirmedPlaces? places = null)
    {
        var saved = await ConnectionDirectory.FindAsync(tenant, pending.Connection, cancellation);
        // One that nobody has confirmed was never read: to sign in once more is still to connect it.
        if (saved is null or { Unconfirmed: true })
            return Line("connection.saved", pending, [descriptor.DisplayName, .. signedIn ? ["by signing in"] : Array.Empty<string>()], ", ");
        var changes = ChangesIn(descriptor, await directory.SavedAsync(tenant, saved, cancellation), pending, signedIn).Concat(places?.ChangesFrom(saved) ?? []).ToList();
        string[] again = signedIn ? ["connected again by signing in"] : saved.Reconnect is not null ? ["connected again"] : [];
        return Line("connection.changed", pending, again.Length + changes.Count == 0 ? [descriptor.DisplayName, "saved again as it was"] : [descriptor.DisplayName, .. again, .. changes], "; ");
    }

    private DocumentWrite Line(string action, PendingConnection pending, IEnumerable<string> said, string between) =>
        AuditLog.Line(directory.Time, by, action, pending.Connection, string.Join(between, said));

    private static IEnumerable<string> ChangesIn(ConnectorDescriptor descriptor, IReadOnlyDictionary<string, string> before, PendingConnection pending, bool signedIn)
    {
        foreach (var field in descriptor.Fields.Where(f => !f.Managed && !(OAuthFields.Grant.Contains(f.Name) && (signedIn || pending.KeepsGrant))))
        {
            var was = before.GetValueOrDefault(field.Name) ?? field.Default ?? "";
            var now = (field.Secret ? pending.Settings.Secret(field.Name)?.Reveal() : pending.Settings.Text(field.Name)) ?? "";
            if (was != now) yield return $"{field.Name}: {Told(field, was, now)}";
        }
    }

    private static string Told(SettingField field, string was, string now) => field switch
    {
        { Secret: true } => now.Length == 0 ? "removed" : "anew",
        { Kind: SettingKind.Document } => now.Length == 0 ? "removed" : was.Length == 0 ? "added" : "another text",
        _ => $"{Shown(was)} → {Shown(now)}",
    };

    private static string Shown(string value) => value.Length == 0 ? "nothing" : value;
}
