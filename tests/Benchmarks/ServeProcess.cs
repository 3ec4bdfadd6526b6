using System.Diagnostics;

namespace Sync.Benchmarks;

/// <summary>A <c>possync serve</c> of its own. Disposed, it is killed.</summary>
internal sealed class ServeProcess : IDisposable
{
    private const string Listening = "Listening on ";

    private readonly Process process;

    private ServeProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ServeProcess> StartAsync(Possync possync, string store, string urls)
    {
        var process = Shell.Start(possync.Program, ["serve", "--urls", urls], new Dictionary<string, string> { ["SYNC_STORE"] = store, ["SYNC_LEASE_SECONDS"] = "2", ["SYNC_ALLOW_PRIVATE_HOSTS"] = "127.0.0.1" });
        _ = process.StandardError.ReadToEndAsync(); // a pipe that nobody empties would stop it
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith(Listening, StringComparison.Ordinal)) continue;
            _ = process.StandardOutput.ReadToEndAsync();
            return new ServeProcess(process, new Uri(line[Listening.Length..]));
        }

        throw new InvalidOperationException("possync serve ended before it listened.");
    }

    /// <summary><c>kill -9</c>, and waits for the end.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
