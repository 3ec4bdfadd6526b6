using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Documents;
using Sync.Engine.Secrets;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// Connections between their check and their saving, in <c>pending_connections/{hash}</c> of their org, encrypted: what was typed
/// in does not travel to the browser and back. Each is good for half an hour, for the account that tried it.
/// </summary>
public sealed class PendingConnections(ConnectorCatalog connectors, MasterKey master, TimeProvider time)
{
    private const string Collection = "pending_connections";

    private readonly SecretVault vault = new(master);

    /// <summary>How long somebody may compare.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(30);

    /// <summary>Keeps one.</summary>
    /// <returns>A name of 256 random bits, of which only a hash is stored.</returns>
    public async Task<string> KeepAsync(ITenantStore tenant, PendingConnection pending, string account, CancellationToken cancellation = default)
    {
        var name = RandomToken.Create();
        var id = RandomToken.Hash(name);
        var settings = pending.KeepsGrant ? pending.Settings.WithGrantOf(null) : pending.Settings;
        var given = new Dictionary<string, string>(settings.Plain);
        foreach (var (setting, value) in settings.Secrets) given[setting] = value.Reveal();
        var text = JsonSerializer.Serialize(given, SecretsJson.Default.DictionaryStringString);
        var now = time.GetUtcNow();
        await tenant.PruneExpiredAsync(Collection, now, cancellation);
        await GuardedCommit.RunAsync(tenant, async () =>
        {
            var secret = await vault.EncryptAsync(tenant, Purpose(id), text, cancellation);
            return [secret.Guard, DocumentWrite.Replace(PathOf(id), DocumentBody.Build(w =>
            {
                w.Text("account", account);
                w.TextList("accounts", pending.Accounts);
                w.Text("connection", pending.Connection);
                w.Text("connector", pending.Connector);
                w.Time("expireAt", now + Life);
                w.Flag("keepsGrant", pending.KeepsGrant);
                w.Text("seen", pending.Seen);
                w.Bytes("settings", secret.Bytes);
            }))];
        }, cancellation);
        return name;
    }

    /// <summary>One that was kept; null where there is none of that name, it is over, or somebody else tried it.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one.</exception>
    public async Task<PendingConnection?> FindAsync(ITenantStore tenant, string? name, string account, CancellationToken cancellation = default)
    {
        if (string.IsNullOrEmpty(name)) return null;
        var id = RandomToken.Hash(name);
        if ((await tenant.GetAsync(PathOf(id), cancellation))?.Body.Read() is not { } fields) return null;
        if (!(fields.Time("expireAt") > time.GetUtcNow()) || fields.Text("account") != account || fields.Text("connector") is not { } connector) return null;
        var text = await vault.DecryptAsync(tenant, Purpose(id), fields.Bytes("settings")!, cancellation);
        var given = JsonSerializer.Deserialize(text, SecretsJson.Default.DictionaryStringString)!;
        var (descriptor, keepsGrant) = (connectors.Find(connector).Descriptor, fields.Flag("keepsGrant") == true);
        var settings = keepsGrant ? ConnectionSettings.BeforeSignIn(descriptor, given) : ConnectionSettings.From(descriptor, given);
        return new PendingConnection(connector, fields.Text("connection")!, settings, [.. fields.TextList("accounts")])
        {
            KeepsGrant = keepsGrant,
            Seen = fields.Text("seen") ?? "",
        };
    }

    /// <summary>Uses one up, for whoever is about to save it.</summary>
    /// <returns>False where somebody else was faster.</returns>
    public static async Task<bool> TryTakeAsync(ITenantStore tenant, string name, CancellationToken cancellation = default) =>
        await tenant.GetAsync(PathOf(RandomToken.Hash(name)), cancellation) is { } document && document.Body.Read().Time("expireAt") is { } end
        && document.Body.Read().Text("account") is not null && await SpentOnce.TryAsync(tenant, document, end, cancellation);

    /// <summary>Forgets one, saved or not.</summary>
    public static Task ForgetAsync(ITenantStore tenant, string name, CancellationToken cancellation = default) =>
        tenant.CommitAsync([DocumentWrite.Delete(PathOf(RandomToken.Hash(name)))], cancellation);

    /// <summary>Forgets all of a tenant's, for when its key is rotated: whoever was about to save checks once more.</summary>
    internal static Task DropAsync(ITenantStore tenant, CancellationToken cancellation) => DroppedSecrets.RunAsync(tenant, Collection, cancellation);

    private static DocumentPath PathOf(string id) => new(Collection, id);

    private static string Purpose(string id) => "pending connection " + id;
}
