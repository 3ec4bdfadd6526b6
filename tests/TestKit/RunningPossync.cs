using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sync.TestKit;

/// <summary>A <c>possync</c> under way. Disposed, it is killed.</summary>
public sealed partial class RunningPossync : IDisposable
{
    private const int SigStop = 19;
    private const int SigCont = 18;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    internal RunningPossync(Process process, string typed = "")
    {
        this.process = process;
        process.StandardInput.Write(typed);
        process.StandardInput.Close();
        output = process.StandardOutput.ReadToEndAsync();
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

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);
}
