namespace Sync.Store.Tests.Sqlite;

/// <summary>A folder for one test, removed after it.</summary>
public sealed class SqliteFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sync-store-").FullName;

    public string File => Path.Combine(folder, "data", "sync.db");

    public string Named(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
