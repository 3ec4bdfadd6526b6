namespace Sync.TestKit;

/// <summary>Packages of npm that tests use, looked for where <c>NODE_PATH</c> says, as Node itself does for a script of no project.</summary>
public static class NodePackage
{
    /// <summary>The path of a package's file; skips the test where Node or the package is missing, or fails it where all is required.</summary>
    public static string Require(string path)
    {
        TestKit.Require.That(NodeSimulator.HasNode(), "node is not installed");
        var folders = (Environment.GetEnvironmentVariable("NODE_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = folders.Select(f => Path.Combine(f, path)).FirstOrDefault(File.Exists);
        TestKit.Require.That(found is not null, $"{path} is in no folder that NODE_PATH names");
        return found!;
    }
}
