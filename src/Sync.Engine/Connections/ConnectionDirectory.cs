using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>An org's connections, in <c>connections/{id}</c>; secrets encrypted.</summary>
public sealed partial class ConnectionDirectory
{
    private const string Collection = "connections";
    private const int MostTries = 5;
    private readonly ConnectorCatalog connectors;
    private readonly SecretVault vault;
    private readonly TimeProvider time;

    /// <summary>A directory that can read and write secrets.</summary>
    public ConnectionDirectory(ConnectorCatalog connectors, MasterKey master, TimeProvider time) =>
        (this.connectors, vault, this.time) = (connectors, new SecretVault(master), time);

    internal TimeProvider Time => time;

    /// <summary>The org's connections, in order of id.</summary>
    public static async Task<IReadOnlyList<Connection>> ListAsync(ITenantStore tenant, CancellationToken cancellation = default)
    {
        List<Connection> connections = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation))
            connections.Add(ConnectionDocument.From(document));
        return connections;
    }

    /// <summary>One of the org's connections; null where it has none of that id.</summary>
    public static async Task<Connection?> FindAsync(ITenantStore tenant, string id, CancellationToken cancellation = default) =>
        IsId(id) && await tenant.GetAsync(new DocumentPath(Collection, id), cancellation) is { } document ? ConnectionDocument.From(document) : null;

    /// <summary>
    /// Pauses a connection, or resumes it. A paused one is left out by schedule and runs until it is resumed; what came from it
    /// stays, and stays counted: that is also how one disconnects and keeps what was read.
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Which connection.</param>
    /// <param name="active">False to pause it.</param>
    /// <param name="actor">Who asks; goes into the audit log with the change.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False where it was so already, and nothing was done.</returns>
    /// <exception cref="OrgException">There is no such connection, or it is being removed.</exception>
    public async Task<bool> SetActiveAsync(ITenantStore tenant, string id, bool active, Actor actor, CancellationToken cancellation = default)
    {
        while (true)
        {
            var (document, connection) = await ConnectionChange.FindAsync(tenant, id, cancellation);
            if (connection.Removing) throw new OrgException($"Connection '{id}' of {tenant.Org} is being removed; it cannot be paused or resumed any more.");
            if (connection.Unconfirmed) throw new OrgException($"Connection '{id}' of {tenant.Org} waits to be confirmed; finish connecting it first.");
            if (connection.Active == active) return false;
            List<DocumentWrite> writes =
            [
                DocumentWrite.Replace(document.Path, ConnectionDocument.Body(time.GetUtcNow(), connection with { Active = active }), document.Version),
                AuditLog.Line(time, actor, active ? "connection.resumed" : "connection.paused", id),
            ];
            if (await StatusDocument.PausedAsync(tenant, id, !active, cancellation) is { } status) writes.Add(status);
            if (await ConnectionChange.TryCommitAsync(tenant, writes, cancellation)) return true;
        }
    }

    /// <summary>
    /// Notes that a connection is to be removed with all that came from it. It is read no more from then on; the org's next run,
    /// or <see cref="ConnectionRemover"/> at once, carries it out, however often it is cut short.
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Which connection.</param>
    /// <param name="actor">Who asks; goes into the audit log with the note.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OrgException">There is no such connection.</exception>
    public async Task BeginRemovalAsync(ITenantStore tenant, string id, Actor actor, CancellationToken cancellation = default)
    {
        while (true)
        {
            var (document, connection) = await ConnectionChange.FindAsync(tenant, id, cancellation);
            if (connection.Removing) return;
            var line = AuditLog.Line(time, actor, "connection.removed", id, $"with all that came from it ({connection.Connector})");
            if (await ReplaceAsync(tenant, document, connection with { Active = false, Removing = true }, line, cancellation)) return;
        }
    }

    /// <summary>All that a connection was saved with, secrets in clear; without them where they cannot be read any more.</summary>
    public async Task<Dictionary<string, string>> SavedAsync(ITenantStore tenant, Connection connection, CancellationToken cancellation = default)
    {
        var saved = new Dictionary<string, string>(connection.Given);
        try
        {
            foreach (var (name, value) in (await OpenAsync(tenant, connection, cancellation)).Secrets) saved[name] = value.Reveal();
        }
        catch (Exception e) when (e is SecretUnreadableException or FixSettingsException)
        {
            // Whoever connects again because the old secrets cannot be read, or because a setting is asked for that was not then,
            // shall not be kept from it: what is given now is checked.
        }

        return saved;
    }

    /// <summary>The names of those of a connection's secrets that are kept; where they cannot be read any more, of those that every such connection has.</summary>
    public async Task<IReadOnlySet<string>> KeptSecretsAsync(ITenantStore tenant, Connection connection, CancellationToken cancellation = default)
    {
        if (connection.SealedSecrets is not { } bytes) return new HashSet<string>();
        try
        {
            var text = await vault.DecryptAsync(tenant, connection.Id, bytes, cancellation);
            return JsonSerializer.Deserialize(text, SecretsJson.Default.DictionaryStringString)!.Keys.ToHashSet(StringComparer.Ordinal);
        }
        catch (SecretUnreadableException)
        {
            return connectors.Find(connection.Connector).Descriptor.Fields.Where(f => f is { Secret: true, Required: true }).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>Forgets every secret of an org, and the key that they were encrypted with, for when the master key is lost: each connection has to be connected again.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="line">The line of the audit log that goes with it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task ForgetSecretsAsync(ITenantStore tenant, DocumentWrite line, CancellationToken cancellation = default)
    {
        foreach (var connection in await ListAsync(tenant, cancellation))
            if (connection.SealedSecrets is not null)
                await tenant.CommitAsync([DocumentWrite.Merge(PathOf(connection.Id), DocumentBody.Empty, ["secrets"])], cancellation);
        await tenant.CommitAsync([DocumentWrite.Delete(DataKeys.Path), line], cancellation);
    }

    /// <summary>A connection's settings with its secrets in clear, checked against its connector.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one.</exception>
    public async Task<ConnectionSettings> OpenAsync(ITenantStore tenant, Connection connection, CancellationToken cancellation = default)
    {
        var given = new Dictionary<string, string>(connection.Given);
        if (connection.SealedSecrets is { } bytes)
        {
            var text = await vault.DecryptAsync(tenant, connection.Id, bytes, cancellation);
            foreach (var (name, value) in JsonSerializer.Deserialize(text, SecretsJson.Default.DictionaryStringString)!) given[name] = value;
        }

        return ConnectionSettings.From(connectors.Find(connection.Connector).Descriptor, given);
    }

    /// <summary>Replaces some of a connection's secrets, such as a refresh token that is good for one use, and nothing else of it.</summary>
    /// <exception cref="OrgException">The connection was removed meanwhile.</exception>
    public Task KeepSecretsAsync(
        ITenantStore tenant, string id, IReadOnlyDictionary<string, Secret> changed, CancellationToken cancellation = default) =>
        ReplaceSecretsAsync(tenant, id, _ => changed, cancellation);

    /// <summary>A saved connection's secrets, as everybody shares them who has this store.</summary>
    public ISharedSecrets SharedSecrets(ITenantStore tenant, string id) => new StoredSecrets(this, tenant, id, time);

    /// <summary>Replaces those of a connection's secrets that the stored ones call for; null calls for nothing.</summary>
    /// <returns>The secrets as they are stored then.</returns>
    /// <exception cref="OrgException">The connection was removed meanwhile.</exception>
    internal async Task<IReadOnlyDictionary<string, Secret>> ReplaceSecretsAsync(
        ITenantStore tenant, string id, Func<IReadOnlyDictionary<string, Secret>, IReadOnlyDictionary<string, Secret>?> change, CancellationToken cancellation)
    {
        while (true)
        {
            var document = await tenant.GetAsync(new DocumentPath(Collection, id), cancellation)
                ?? throw new OrgException($"Connection '{id}' of {tenant.Org} is gone: what the POS renewed could not be kept. Connect it again.");
            var connection = ConnectionDocument.From(document);
            var settings = await OpenAsync(tenant, connection, cancellation);
            if (change(settings.Secrets) is not { } changed) return settings.Secrets;
            settings = settings.With(changed);
            var secret = await SealAsync(tenant, id, settings, cancellation);
            // One that had secrets changes when the key is rotated, so its version tells; one that had none does not.
            var guard = connection.SealedSecrets is null ? secret?.Guard : null;
            if (await ReplaceAsync(tenant, document, connection with { SealedSecrets = secret?.Bytes }, guard, cancellation)) return settings.Secrets;
        }
    }

    /// <summary>Encrypts with the tenant's current key what is encrypted with a former one.</summary>
    /// <exception cref="SecretUnreadableException">The master key is another one, or the bytes were altered.</exception>
    internal async Task RenewSecretsAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        foreach (var listed in await ListAsync(tenant, cancellation))
            while (await tenant.GetAsync(PathOf(listed.Id), cancellation) is { } document && ConnectionDocument.From(document) is { SealedSecrets: { } bytes } connection)
                if (await vault.RenewAsync(tenant, connection.Id, bytes, cancellation) is not { } secret
                    || await ReplaceAsync(tenant, document, connection with { SealedSecrets = secret.Bytes }, null, cancellation)) break;
    }

    /// <summary>Notes that the owner has to connect again, or, with null, that it is no longer so. Where they have done so since, nothing happens.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="seen">The connection as the run saw it.</param>
    /// <param name="note">What to note.</param>
    /// <param name="fence">Goes with the commit.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether the connection is still the one that the run saw.</returns>
    internal async Task<bool> NoteAsync(ITenantStore tenant, Connection seen, ReconnectNote? note, DocumentWrite fence, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var document = await tenant.GetAsync(new DocumentPath(Collection, seen.Id), cancellation);
            if (document is null || ConnectionDocument.From(document) is not { } connection || connection.ConnectedAt != seen.ConnectedAt) return false;
            if (await ReplaceAsync(tenant, document, connection with { Reconnect = note }, fence, cancellation)) return true;
        }

        return false; // the lease is lost: another run will see for itself
    }

    // False where somebody saved something else meanwhile: both changes count.
    private Task<bool> ReplaceAsync(ITenantStore tenant, StoredDocument document, Connection connection, DocumentWrite? with, CancellationToken cancellation)
    {
        var write = DocumentWrite.Replace(document.Path, ConnectionDocument.Body(time.GetUtcNow(), connection), document.Version);
        return ConnectionChange.TryCommitAsync(tenant, with is null ? [write] : [with, write], cancellation);
    }

    /// <summary>Where a connection stands.</summary>
    internal static DocumentPath PathOf(string id) => new(Collection, id);

    /// <summary>The tenant's own key for hashes of those who asked to be forgotten.</summary>
    internal Task<byte[]> ErasureKeyAsync(ITenantStore tenant, CancellationToken cancellation) => vault.DeriveKeyAsync(tenant, LastingKeys.ErasedPeople, cancellation);

    /// <summary>Whether a text can be a connection's id.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= 40 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private async Task<SealedSecret?> SealAsync(ITenantStore tenant, string id, ConnectionSettings settings, CancellationToken cancellation)
    {
        if (settings.Secrets.Count == 0) return null;
        var clear = settings.Secrets.ToDictionary(s => s.Key, s => s.Value.Reveal());
        return await vault.EncryptAsync(tenant, id, JsonSerializer.Serialize(clear, SecretsJson.Default.DictionaryStringString), cancellation);
    }
}
