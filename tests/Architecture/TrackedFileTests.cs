using System.Diagnostics;
using System.Text.RegularExpressions;
using Sync.TestKit;

namespace Sync.Architecture.Tests;

/// <summary>What no tracked file may hold: where it was written, and where its packages came from.</summary>
public sealed class TrackedFileTests
{
    // Put together here, so that this file does not hold them either.
    private static readonly string[] MachinePaths = [@"(?<![\w.])/wor" + @"k/", @"(?<![\w.])/hom" + @"e/\w", @"(?<![\w.])/roo" + @"t/", @"(?<![\w.])/User" + @"s/\w", @"[A-Z]:\\User" + "s"];
    private static readonly string[] Registries = [@"nuget\.or" + "g", @"npmjs\.(or" + "g|com)", @"pypi\.or" + "g", "artifactor" + @"y\.", @"\bjfro" + "g", @"goprox" + "y"];
    private static readonly string[] Text = [".cs", ".csproj", ".props", ".json", ".md", ".sh", ".yaml", ".yml", ".sln", ".rules", ".mjs", ".txt", ".config", ""];

    [SkippableFact]
    public void GivenTrackedFiles_WhenTheyAreRead_ThenTheyNameNoPathOfAMachine() => Holding(MachinePaths).ShouldBeEmpty();

    [SkippableFact]
    public void GivenTrackedFiles_WhenTheyAreRead_ThenTheyNameNoPackageRegistry() => Holding(Registries).ShouldBeEmpty();

    private static List<string> Holding(string[] patterns)
    {
        var any = new Regex(string.Join('|', patterns), RegexOptions.IgnoreCase);
        return [.. Tracked().Where(f => Text.Contains(Path.GetExtension(f)) && File.Exists(f)).Where(f => any.IsMatch(File.ReadAllText(f)))];
    }

    private static List<string> Tracked()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        using var git = Process.Start(start)!;
        var names = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Require.That(git.ExitCode == 0, "git knows no tracked files here");
        return [.. names.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(n => Path.Combine(Repository.Root, n))];
    }
}
