using System.Diagnostics;

namespace Sync.TestKit;

/// <summary>
/// The real <c>possync</c>, started as a script would. It lies beside the assembly of every test project that refers to
/// src/Sync.Cli.
/// </summary>
/// <param name="folder">Where it is started.</param>
/// <param name="environment">Variables that it sees besides its parent's; none of Sync's own come from there.</param>
public sealed class Possync(string folder, IReadOnlyDictionary<string, string> environment)
{
    private static readonly string[] Ours =
        ["SYNC_STORE", "SYNC_FIRESTORE_COMMITS", "SYNC_MASTER_KEY", "SYNC_LEASE_SECONDS", "SYNC_PUBLIC_URL", "CRON_SECRET", "FIRESTORE_EMULATOR_HOST", "SYNC_DEBUG", "SYNC_ALLOW_PRIVATE_HOSTS"];

    /// <summary>The program.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "possync.dll");

    /// <summary>Starts it and does not wait.</summary>
    public RunningPossync Start(params string[] arguments) => StartTyping("", arguments);

    /// <summary>Starts it with something on its standard input, and does not wait.</summary>
    public RunningPossync StartTyping(string typed, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true, // nobody is there to be asked: what is typed ends at once
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in Ours) start.Environment.Remove(name);
        start.Environment["SYNC_ALLOW_PRIVATE_HOSTS"] = "127.0.0.1"; // where the fakes are, unless the test says otherwise
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new RunningPossync(Process.Start(start)!, typed);
    }

    /// <summary>Starts it and waits for its end.</summary>
    public async Task<PossyncOutcome> RunAsync(params string[] arguments)
    {
        using var running = Start(arguments);
        return await running.EndAsync();
    }
}
