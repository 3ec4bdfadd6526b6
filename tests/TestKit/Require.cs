using Xunit;

namespace Sync.TestKit;

/// <summary>What a test needs from its surroundings: missing, the test is skipped with the reason, or fails where all is required.</summary>
public static class Require
{
    /// <summary>True in CI (<c>SYNC_REQUIRE_ALL=1</c>): a skip is a failure there.</summary>
    public static bool All => Environment.GetEnvironmentVariable("SYNC_REQUIRE_ALL") == "1";

    /// <summary>Skips the test, or fails it where all is required.</summary>
    public static void That(bool there, string reason)
    {
        if (there) return;
        if (All) throw new InvalidOperationException("Required here, but missing: " + reason);
        Skip.If(true, reason);
    }

    /// <summary>The path of a file of the shared folder beside the repository.</summary>
    public static string Shared(string relative)
    {
        var path = Path.Combine(Repository.Root, "..", "shared", relative);
        That(File.Exists(path), $"../shared/{relative} is not there");
        return Path.GetFullPath(path);
    }
}
