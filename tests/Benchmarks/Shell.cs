using System.Diagnostics;

namespace Sync.Benchmarks;

/// <summary>Runs processes.</summary>
internal static class Shell
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It did not exit with 0; the message has what it printed.</exception>
    public static async Task<Measured> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var watch = Stopwatch.StartNew();
        using var process = Start(program, arguments, environment, folder);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} exited with {process.ExitCode}:\n{output}\n{await error}");
        return new Measured(seconds, output);
    }

    /// <summary>Starts a program that goes on; kill it by its id.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        return Process.Start(info)!;
    }
}
