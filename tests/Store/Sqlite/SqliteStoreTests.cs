using Sync.Store.Sqlite;
using Sync.Store.Tests.Contract;

namespace Sync.Store.Tests.Sqlite;

public sealed class SqliteStoreTests : StoreContract
{
    private readonly SqliteFolder folder = new();

    protected override Task<IDocumentStore> OpenAsync() =>
        Task.FromResult<IDocumentStore>(new SqliteStore(folder.File, TimeProvider.System));

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }
}
