using System.Diagnostics;
using Sync.TestKit;

namespace Sync.Benchmarks;

/// <summary>The shared simulator of the Alleaves API, in a Node process of its own.</summary>
internal sealed class PosSimulator : IDisposable
{
    private readonly Process process;

    private PosSimulator(Process process, string url) => (this.process, Url) = (process, url);

    public string Url { get; }

    public static async Task<PosSimulator> StartAsync(params string[] options)
    {
        var port = FreePort.Next();
        var process = Shell.Start("node", [Require.Shared("bench/pos-sim.mjs"), "--port", port.ToString(), .. options]);
        var simulator = new PosSimulator(process, $"http://127.0.0.1:{port}");
        using var client = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await client.GetStringAsync(simulator.Url + "/__admin/stats");
                return simulator;
            }
            catch (HttpRequestException) when (attempt < 200)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    /// <summary>Changes its settings while it runs.</summary>
    public async Task ConfigureAsync(string json)
    {
        using var client = new HttpClient();
        using var content = new StringContent(json);
        (await client.PostAsync(new Uri(Url + "/__admin/config"), content)).EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
