using Sync.ConnectorKit;
using Sync.Engine.Leases;
using Sync.Engine.Ledger;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// Notes in a connection that a file is being brought in, and that it is over. An import that was cut off (a kill, a restart) leaves
/// its note behind, and that is how people learn of it.
/// </summary>
public sealed class FileImports(TimeProvider time)
{
    /// <summary>Notes that a file is being brought in.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="connection">Through which connection.</param>
    /// <param name="name">The file's name, as its owner has it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<BegunImport> BeginAsync(ITenantStore tenant, string connection, string name, CancellationToken cancellation = default)
    {
        var now = new FileImport(name, DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds())); // as it is read again
        var othersGoOn = await MayGoOnAsync(tenant, cancellation);
        var before = await ChangeAsync(tenant, connection, i => [.. i, now], cancellation);
        // Whose import was cut off was told so, and brings a file: this is what they do about it. What goes on meanwhile nobody was told of.
        return new BegunImport(now, othersGoOn ? [.. before.Where(b => b.Name == name)] : before);
    }

    /// <summary>Notes that it is over, however it ended.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="connection">Through which connection.</param>
    /// <param name="begun">What <see cref="BeginAsync"/> gave.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task EndAsync(ITenantStore tenant, string connection, BegunImport begun, CancellationToken cancellation = default) =>
        ChangeAsync(tenant, connection, i => [.. i.Where(n => n != begun.Now && !begun.Answers.Contains(n))], cancellation);

    /// <summary>It never began, because another run went on.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="connection">Through which connection.</param>
    /// <param name="begun">What <see cref="BeginAsync"/> gave.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task TakeBackAsync(ITenantStore tenant, string connection, BegunImport begun, CancellationToken cancellation = default) =>
        ChangeAsync(tenant, connection, i => [.. i.Where(n => n != begun.Now)], cancellation);

    /// <summary>Whether a run of the org goes on, in whichever process: then an import that is noted may be that run.</summary>
    public Task<bool> MayGoOnAsync(ITenantStore tenant, CancellationToken cancellation = default) => OrgLease.IsHeldAsync(tenant, time, cancellation);

    /// <summary>Why a file must not be brought in as it is said to be; null where it may.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="org">The org's settings.</param>
    /// <param name="id">Through which connection.</param>
    /// <param name="settings">The connection's settings for this file.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<string?> WhyNotAsync(ITenantStore tenant, OrgSettings org, string id, ConnectionSettings settings, CancellationToken cancellation = default)
    {
        if (await ConnectionDirectory.FindAsync(tenant, id, cancellation) is not { } before) return null;
        var (was, now) = (before.Given.GetValueOrDefault("currency") ?? org.Currency, settings.Text("currency") ?? org.Currency);
        if (string.Equals(was, now, StringComparison.OrdinalIgnoreCase)) return null;
        var ledger = await ConnectionLedger.OpenAsync(tenant, id, cancellation);
        return ledger.Manifest.OldestDay is null ? null
            : $"The orders that were imported so far are in {was}, and this file is to be taken in {now}: one sum cannot hold both. Import it in {was} if that is right, or into an org of its own; or remove the connection '{id}' with what was imported (on the admin site's page of the connection, or by the REST API's DELETE; no command does it), and import all anew.";
    }

    /// <summary>What the last import was said to be in: files that follow are taken the same unless somebody says otherwise. Null for what was not said.</summary>
    public static async Task<(string? TimeZone, string? Currency)> LastAsync(ITenantStore tenant, string id, CancellationToken cancellation = default) =>
        await ConnectionDirectory.FindAsync(tenant, id, cancellation) is { } before
            ? (before.Given.GetValueOrDefault("timeZone"), before.Given.GetValueOrDefault("currency"))
            : default;

    // Gives what was noted before.
    private async Task<IReadOnlyList<FileImport>> ChangeAsync(
        ITenantStore tenant, string id, Func<IReadOnlyList<FileImport>, IReadOnlyList<FileImport>> next, CancellationToken cancellation)
    {
        while (await tenant.GetAsync(ConnectionDirectory.PathOf(id), cancellation) is { } document)
        {
            var connection = ConnectionDocument.From(document);
            var changed = next(connection.Imports);
            if (changed.SequenceEqual(connection.Imports)) return connection.Imports;
            // Somebody may pause it meanwhile, or ask for its removal: both count.
            var write = DocumentWrite.Replace(document.Path, ConnectionDocument.Body(time.GetUtcNow(), connection with { Imports = changed }), document.Version);
            if (await ConnectionChange.TryCommitAsync(tenant, [write], cancellation)) return connection.Imports;
        }

        return [];
    }
}
