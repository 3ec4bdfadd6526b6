using System.Runtime.CompilerServices;
using Sync.Model;

namespace Sync.Store.Sqlite;

/// <summary>
/// Tenants' documents in one SQLite file: nothing to install, no account. Several processes may use the file at once, and any
/// of them may be killed at any instant.
/// </summary>
public sealed class SqliteStore : IDocumentStore
{
    private readonly SqliteDatabase database;

    /// <summary>A store in a file, which is made when it is first used. Opening does nothing yet.</summary>
    /// <param name="path">The file. Its folder is made where missing; both are for their owner only.</param>
    /// <param name="time">Unused today; every store is given the clock.</param>
    public SqliteStore(string path, TimeProvider time)
        : this(path, time, SqliteMigration.All, null) { }

    internal SqliteStore(string path, TimeProvider time, IReadOnlyList<SqliteMigration> migrations, long? maxPages)
    {
        ArgumentNullException.ThrowIfNull(time);
        database = new SqliteDatabase(path, migrations, maxPages);
    }

    /// <inheritdoc/>
    public ITenantStore OpenTenant(OrgId org) => new SqliteTenant(database, org);

    /// <inheritdoc/>
    public async IAsyncEnumerable<OrgId> ListTenantsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await PrepareAsync(cancellation);
        var session = database.Rent();
        try
        {
            foreach (var id in database.Guarded(() => new SqliteRead(session, database.Collections, "").Tenants())) yield return OrgId.Parse(id);
        }
        finally
        {
            database.Return(session);
        }
    }

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        database.Open();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        database.Dispose();
        return ValueTask.CompletedTask;
    }
}
