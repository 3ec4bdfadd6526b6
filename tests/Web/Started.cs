using System.Diagnostics;
using System.Text;
using Sync.TestKit;

namespace Sync.Web.Tests;

/// <summary>One of our programs as a process of its own, with an environment of its own.</summary>
internal sealed class Started : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string[] OurVariables =
        ["SYNC_STORE", "SYNC_FIRESTORE_COMMITS", "SYNC_MASTER_KEY", "SYNC_LEASE_SECONDS", "SYNC_PUBLIC_URL", "SYNC_GOOGLE_CLIENT_ID", "SYNC_GOOGLE_CLIENT_SECRET", "SYNC_FIREBASE_PROJECT", "CRON_SECRET", "PORT", "FIRESTORE_EMULATOR_HOST", "SYNC_ALLOW_PRIVATE_HOSTS"];

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    private Started(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, e) => { lock (output) output.AppendLine(e.Data); };
        process.ErrorDataReceived += (_, e) => { lock (errors) errors.AppendLine(e.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output { get { lock (output) return output.ToString(); } }

    public string Errors { get { lock (errors) return errors.ToString(); } }

    /// <summary>The cloud's host.</summary>
    public static Started Functions(string folder, Dictionary<string, string> environment) => Start("functions", "Sync.Functions.dll", folder, environment);

    /// <summary>The command.</summary>
    public static Started Possync(string folder, Dictionary<string, string> environment, params string[] arguments) =>
        Start("src/Sync.Cli", "possync.dll", folder, environment, arguments);

    /// <summary>The exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var late = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(late.Token);
        return process.ExitCode;
    }

    /// <summary>Asks it to stop, as an orchestrator does.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", process.Id.ToString(null, null)]).WaitForExit();

    /// <summary><c>kill -9</c>.</summary>
    public void Kill() => process.Kill();

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private static Started Start(string project, string dll, string folder, Dictionary<string, string> environment, params string[] arguments)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
        var path = Path.Combine(Repository.Root, project, "bin", configuration, "net10.0", dll);
        var start = new ProcessStartInfo("dotnet", [path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var name in OurVariables) start.Environment.Remove(name);
        start.Environment["SYNC_ALLOW_PRIVATE_HOSTS"] = "127.0.0.1"; // where the fakes are, unless the test says otherwise
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new Started(Process.Start(start)!);
    }
}
