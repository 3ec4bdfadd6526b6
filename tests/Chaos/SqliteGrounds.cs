namespace Sync.Chaos.Tests;

/// <summary>Files: each a copy of one that was made once.</summary>
public sealed class SqliteGrounds(ChaosShops shops) : IGrounds, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sync-chaos-");
    private readonly Dictionary<bool, string> templates = [];
    private int count;

    async Task<Ground> IGrounds.NewAsync(bool synced)
    {
        if (!templates.TryGetValue(synced, out var template)) template = templates[synced] = await MakeAsync(synced);
        var file = NextFile();
        File.Copy(template, file);
        return GroundOf(file);
    }

    internal Ground Empty() => GroundOf(NextFile());

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<string> MakeAsync(bool synced)
    {
        var file = NextFile();
        var ground = GroundOf(file);
        await ground.ConnectAsync(shops.Before);
        if (!synced) return file;
        await ground.RunLaterAsync();
        await ground.ConnectAsync(shops.After);
        return file;
    }

    private string NextFile() => Path.Combine(folder.FullName, $"{Interlocked.Increment(ref count)}.db");

    private Ground GroundOf(string file) => new("sqlite:" + file, folder.FullName, null);
}
