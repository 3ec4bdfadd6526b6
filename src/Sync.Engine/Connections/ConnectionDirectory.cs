using System.Text.Json;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Audit;
using Sync.Engine.Documents;
using Sync.Engine.Orgs;
using Sync.Engine.Rebuilding;
using Sync.Engine.Runs;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>An org's connections, in <c>connections/{id}</c>; secrets encrypted.</summary>
public sealed class ConnectionDirectory
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

    /// <summary>Saves a connection; one of the same id is replaced, and stays the first one if it was.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Its id: 1 to 40 lower-case letters, digits or <c>-</c>.</param>
    /// <param name="connector">The connector's id.</param>
    /// <param name="settings">What was filled in, checked.</param>
    /// <param name="accounts">The accounts that the check found (<see cref="CheckReport.Accounts"/>); empty where it was not made or did not tell.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="line">The line of the audit log that goes with it; null where nobody in particular saves it.</param>
    /// <exception cref="OrgException">The id is of another connector's connection, or is no id; or another connection reads one of the accounts.</exception>
    public Task<Connection> SaveAsync(
        ITenantStore tenant, string id, string connector, ConnectionSettings settings, IReadOnlyList<string> accounts, CancellationToken cancellation = default,
        DocumentWrite? line = null) =>
        SaveAsync(tenant, id, connector, settings, accounts, null, cancellation, line);

    /// <summary>The same, with what somebody has confirmed of the account; null keeps what is known.</summary>
    /// <inheritdoc cref="SaveAsync(ITenantStore, string, string, ConnectionSettings, IReadOnlyList{string}, CancellationToken, DocumentWrite?)"/>
    public async Task<Connection> SaveAsync(
        ITenantStore tenant, string id, string connector, ConnectionSettings settings, IReadOnlyList<string> accounts,
        ConfirmedPlaces? confirmed, CancellationToken cancellation = default, DocumentWrite? line = null)
    {
        var connection = await PlanAsync(tenant, id, connector, settings, accounts, cancellation);
        return await SaveAsync(tenant, confirmed?.In(connection) ?? connection, settings, line, cancellation);
    }

    /// <summary>
    /// Saves a new connection without letting it be read before somebody has confirmed it (<see cref="UnconfirmedConnections"/>);
    /// one that is connected again stays as confirmed as it was.
    /// </summary>
    /// <inheritdoc cref="SaveAsync(ITenantStore, string, string, ConnectionSettings, IReadOnlyList{string}, CancellationToken, DocumentWrite?)"/>
    public async Task<Connection> SaveUnconfirmedAsync(
        ITenantStore tenant, string id, string connector, ConnectionSettings settings, IReadOnlyList<string> accounts, CancellationToken cancellation = default, DocumentWrite? line = null)
    {
        var connection = await PlanAsync(tenant, id, connector, settings, accounts, cancellation);
        var confirmed = await FindAsync(tenant, id, cancellation) is { Unconfirmed: false };
        // Which is the org's first connection is decided when one is confirmed: one that is given up must not have been it.
        return await SaveAsync(tenant, confirmed ? connection : connection with { Active = false, First = false, Unconfirmed = true }, settings, line, cancellation);
    }

    private async Task<Connection> SaveAsync(ITenantStore tenant, Connection connection, ConnectionSettings settings, DocumentWrite? line, CancellationToken cancellation)
    {
        var id = connection.Id;
        connection = connection with { ConnectedAt = time.GetUtcNow() };
        await GuardedCommit.RunAsync(tenant, async () =>
        {
            var (first, claim) = connection.Unconfirmed ? (false, null) : await FirstConnection.DecideAsync(tenant, id, cancellation);
            var secret = await SealAsync(tenant, id, settings, cancellation);
            connection = connection with { First = first, SealedSecrets = secret?.Bytes };
            var write = DocumentWrite.Replace(new DocumentPath(Collection, id), ConnectionDocument.Body(time.GetUtcNow(), connection with { Reconnect = null }));
            return [.. new[] { secret?.Guard, write, claim, line }.OfType<DocumentWrite>()];
        }, cancellation);
        if (connection.Reconnect is not null) await StatusDocument.ConnectedAgainAsync(tenant, id, cancellation);
        return connection with { Reconnect = null };
    }

    /// <summary>The connection as it would be saved, its secrets aside.</summary>
    /// <exception cref="OrgException">The id is of another connector's connection, or is no id; or another connection reads one of the accounts.</exception>
    public async Task<Connection> PlanAsync(
        ITenantStore tenant, string id, string connector, ConnectionSettings settings, IReadOnlyList<string> accounts, CancellationToken cancellation = default)
    {
        if (!IsId(id))
            throw new OrgException($"'{id}' is not a connection id: use 1 to 40 lower-case letters, digits or '-'.");
        var others = await ListAsync(tenant, cancellation);
        var same = others.FirstOrDefault(c => c.Id == id);
        if (same is not null && same.Connector != connector)
            throw new OrgException($"Connection '{id}' of {tenant.Org} is one of {same.Connector}. Give this one another id with --id.");
        if (same is { Removing: true })
            throw new OrgException($"Connection '{id}' of {tenant.Org} is being removed with all that came from it. Wait until that is done, or give this one another id.");

        var descriptor = connectors.Find(connector).Descriptor;
        // The same sales twice would be twice the turnover.
        if (others.FirstOrDefault(c => c.Id != id && c.Connector == connector && c.Accounts.Intersect(accounts).Any()) is { } twin)
            throw new OrgException(
                $"Connection '{twin.Id}' of {tenant.Org} already reads this {descriptor.DisplayName} account: its sales would be counted twice. To change that connection, use its id, '{twin.Id}'.");
        if (same is null && !others.All(c => c.Unconfirmed) && await new OwnDocuments(tenant, new DocumentScope(tenant.Org, connector, id + ":")).AnyAsync(cancellation))
            throw new OrgException($"The id '{id}' cannot be a connection's of {tenant.Org}: the POS there is has ids that begin with '{id}:', and nobody could tell the two apart. Give this one another id.");
        var known = same is { Unconfirmed: false } ? same : null;
        return ConfirmedPlaces.Of(same).In(new Connection(id, connector, settings.Plain, known?.First ?? others.All(c => c.Unconfirmed), known?.Active ?? true)
        {
            Accounts = accounts,
            Import = known?.Import, // it may go on elsewhere, or was cut off: neither is forgotten because another file comes
            Reconnect = known?.Reconnect,
        });
    }

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
