namespace Sync.Web.Tests;

/// <summary>A folder that goes when the test ends.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sync-web-").FullName;

    public string Store => "sqlite:" + System.IO.Path.Combine(Path, "sync.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
