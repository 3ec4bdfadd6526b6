using Sync.TestKit;

namespace Sync.Benchmarks;

/// <summary>Programs as they are published: whole, and precompiled together with the runtime.</summary>
internal static class Published
{
    /// <summary>Publishes a program and says where it is; built apart, since such parts fit no other build.</summary>
    public static async Task<string> Async(WorkFolder work, string project, string name)
    {
        var folder = work.Sub(name);
        await Shell.RunAsync("dotnet",
            ["publish", Path.Combine(Repository.Root, project), "-c", "Release", "-r", "linux-x64", "--self-contained", "true",
                "-p:PublishReadyToRun=true", "-p:PublishReadyToRunComposite=true",
                "-o", folder, "--artifacts-path", work.Sub(name + "-build"), "-v", "q", "-maxcpucount:2"]);
        return Path.Combine(folder, name);
    }
}
