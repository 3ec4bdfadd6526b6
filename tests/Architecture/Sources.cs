using Sync.TestKit;

namespace Sync.Architecture.Tests;

/// <summary>The source files that ship.</summary>
internal static class Sources
{
    /// <summary>Where they lie.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["src", "connectors", "functions"];

    /// <summary>All of them, by path from the root.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Folders.SelectMany(Under).ToDictionary(f => f.Path, f => f.Text);

    /// <summary>The paths whose text is not as it should be.</summary>
    public static IReadOnlyList<string> Where(Func<string, bool> wrong) => [.. All.Where(f => wrong(f.Value)).Select(f => f.Key).Order()];

    private static IEnumerable<(string Path, string Text)> Under(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        {
            var path = System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
            if (path.Split('/').Any(p => p is "bin" or "obj")) continue;
            yield return (path, File.ReadAllText(file));
        }
    }
}
