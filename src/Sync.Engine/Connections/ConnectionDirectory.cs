using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Orgs;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>An org's connections, in <c>connections/{id}</c>; secrets encrypted.</summary>
public sealed class ConnectionDirectory
{
    private const string Collection = "connections";
    private readonly ConnectorCatalog connectors;
    private readonly SecretVault vault;
    private readonly TimeProvider time;

    /// <summary>A directory that can read and write secrets.</summary>
    public ConnectionDirectory(ConnectorCatalog connectors, MasterKey master, TimeProvider time) =>
        (this.connectors, vault, this.time) = (connectors, new SecretVault(master), time);

    /// <summary>The org's connections, in order of id.</summary>
    public static async Task<IReadOnlyList<Connection>> ListAsync(ITenantStore tenant, CancellationToken cancellation = default)
    {
        List<Connection> connections = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation))
            connections.Add(From(document));
        return connections;
    }

    /// <summary>One of the org's connections; null where it has none of that id.</summary>
    public static async Task<Connection?> FindAsync(ITenantStore tenant, string id, CancellationToken cancellation = default) =>
        IsId(id) && await tenant.GetAsync(new DocumentPath(Collection, id), cancellation) is { } document ? From(document) : null;

    /// <summary>Saves a connection; one of the same id is replaced, and stays the first one if it was.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">Its id: 1 to 40 lower-case letters, digits or <c>-</c>.</param>
    /// <param name="connector">The connector's id.</param>
    /// <param name="settings">What was filled in, checked.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OrgException">The id is of another connector's connection, or is no id.</exception>
    public async Task<Connection> SaveAsync(
        ITenantStore tenant, string id, string connector, ConnectionSettings settings, CancellationToken cancellation = default)
    {
        var connection = await PlanAsync(tenant, id, connector, settings, cancellation);
        connection = connection with { SealedSecrets = await SealAsync(tenant, id, settings, cancellation) };
        await tenant.CommitAsync([DocumentWrite.Replace(new DocumentPath(Collection, id), ToBody(connection))], cancellation);
        return connection;
    }

    /// <summary>The connection as it would be saved, its secrets aside.</summary>
    /// <exception cref="OrgException">The id is of another connector's connection, or is no id.</exception>
    public async Task<Connection> PlanAsync(
        ITenantStore tenant, string id, string connector, ConnectionSettings settings, CancellationToken cancellation = default)
    {
        if (!IsId(id))
            throw new OrgException($"'{id}' is not a connection id: use 1 to 40 lower-case letters, digits or '-'.");
        var others = await ListAsync(tenant, cancellation);
        var same = others.FirstOrDefault(c => c.Id == id);
        if (same is not null && same.Connector != connector)
            throw new OrgException($"Connection '{id}' of {tenant.Org} is one of {same.Connector}. Give this one another id with --id.");

        connectors.Find(connector);
        return new Connection(id, connector, settings.Plain, same?.First ?? others.Count == 0, Active: true);
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
    public async Task KeepSecretsAsync(
        ITenantStore tenant, string id, IReadOnlyDictionary<string, Secret> changed, CancellationToken cancellation = default)
    {
        while (true)
        {
            var document = await tenant.GetAsync(new DocumentPath(Collection, id), cancellation)
                ?? throw new OrgException($"Connection '{id}' of {tenant.Org} is gone: what the POS renewed could not be kept. Connect it again.");
            var connection = From(document);
            var settings = (await OpenAsync(tenant, connection, cancellation)).With(changed);
            connection = connection with { SealedSecrets = await SealAsync(tenant, id, settings, cancellation) };
            try
            {
                await tenant.CommitAsync([DocumentWrite.Replace(document.Path, ToBody(connection), document.Version)], cancellation);
                return;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged)
            {
                // Somebody saved other settings meanwhile: both changes count.
            }
        }
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 40 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private async Task<byte[]?> SealAsync(ITenantStore tenant, string id, ConnectionSettings settings, CancellationToken cancellation)
    {
        if (settings.Secrets.Count == 0) return null;
        var clear = settings.Secrets.ToDictionary(s => s.Key, s => s.Value.Reveal());
        return await vault.EncryptAsync(tenant, id, JsonSerializer.Serialize(clear, SecretsJson.Default.DictionaryStringString), cancellation);
    }

    private DocumentBody ToBody(Connection connection) => DocumentBody.Build(w =>
    {
        w.Flag("active", connection.Active);
        w.Text("connector", connection.Connector);
        w.Flag("first", connection.First);
        w.Time("savedAt", time.GetUtcNow());
        if (connection.SealedSecrets is { } secrets) w.Bytes("secrets", secrets);
        w.Map("settings", m =>
        {
            foreach (var (name, value) in connection.Given.OrderBy(g => g.Key, StringComparer.Ordinal)) m.Text(name, value);
        });
    });

    private static Connection From(StoredDocument document)
    {
        var fields = document.Body.Read();
        var settings = fields.Map("settings");
        var given = settings?.Names.ToDictionary(n => n, n => settings.Value.Text(n) ?? "") ?? [];
        return new Connection(document.Path.Id, fields.Text("connector")!, given, fields.Flag("first") ?? false, fields.Flag("active") ?? false)
        {
            SealedSecrets = fields.Bytes("secrets"),
        };
    }
}
