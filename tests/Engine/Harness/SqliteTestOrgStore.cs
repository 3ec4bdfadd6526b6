using Sync.Store.Sqlite;

namespace Sync.Engine.Tests.Harness;

/// <summary>The same file, opened so that it may grow only so far.</summary>
internal sealed class SqliteTestOrgStore(SqliteTestStore place, long maxPages) : IAsyncDisposable
{
    public SqliteStore Store { get; } = place.Open(maxPages);

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
