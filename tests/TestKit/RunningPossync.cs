using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Sync.TestKit;

/// <summary>A <c>possync</c> under way. Disposed, it is killed.</summary>
public sealed partial class RunningPossync : IDisposable
{
    private const int SigStop = 19;
    private const int SigCont = 18;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly Task<string> output;
    private readonly Task<string> errors;

    internal RunningPossync(Process process, string typed = "")
    {
        this.process = process;
        process.StandardInput.Write(typed);
        process.StandardInput.Close();
        output = ReadAsync(process.StandardOutput);
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Ends when it has.</summary>
    public Task Ended => process.WaitForExitAsync();

    /// <summary><c>kill -9</c>.</summary>
    public void Kill() => process.Kill();

    /// <summary><c>kill -STOP</c>: it stands still until <see cref="Continue"/>.</summary>
    public void Stop() => Signal(process.Id, SigStop);

    /// <summary><c>kill -CONT</c>.</summary>
    public void Continue() => Signal(process.Id, SigCont);

    /// <summary>What it has said on stdout so far.</summary>
    public string SaidSoFar { get { lock (said) return said.ToString(); } }

    /// <summary>Waits until it says something on stdout.</summary>
    /// <returns>All that it has said.</returns>
    public async Task<string> SaysAsync(string what)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
        {
            if (SaidSoFar is var sofar && sofar.Contains(what, StringComparison.Ordinal)) return sofar;
            if (HasEnded || Stopwatch.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"possync did not say '{what}': {sofar}");
        }
    }

    /// <summary>Waits for its end; kills it where that takes minutes.</summary>
    public async Task<PossyncOutcome> EndAsync()
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new TimeoutException($"possync did not end: {await output}\n{await errors}");
        }

        return new PossyncOutcome(process.ExitCode, await output, await errors);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private async Task<string> ReadAsync(StreamReader from)
    {
        var part = new char[4096];
        while (await from.ReadAsync(part) is > 0 and var count)
            lock (said) said.Append(part, 0, count);
        return SaidSoFar;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);
}
