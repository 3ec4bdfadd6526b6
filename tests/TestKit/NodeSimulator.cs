using System.Diagnostics;
using System.Text.Json;

namespace Sync.TestKit;

/// <summary>The shared simulator of the requirements' shape, which is not ours: what it says must be read unchanged.</summary>
public sealed class NodeSimulator : IDisposable
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Process process;

    private NodeSimulator(Process process, string baseUrl) => (this.process, BaseUrl) = (process, baseUrl);

    public string BaseUrl { get; }

    public static async Task<NodeSimulator> StartAsync(params string[] options)
    {
        var script = Require.Shared("bench/pos-sim.mjs");
        Require.That(HasNode(), "node is not installed");
        var port = FreePort.Next();
        var start = new ProcessStartInfo("node", [script, "--port", $"{port}", .. options]) { RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        await process.StandardOutput.ReadLineAsync(); // It says so when it listens.
        return new NodeSimulator(process, $"http://127.0.0.1:{port}");
    }

    public async Task<JsonElement> ExpectedAsync() =>
        JsonDocument.Parse(await Client.GetStringAsync(BaseUrl + "/__admin/expected")).RootElement;

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>Changes the shop, as a day does: shares of it as in <c>{"churn":0.01}</c>.</summary>
    public async Task ChangeAsync(string round)
    {
        using var content = new StringContent(round);
        (await Client.PostAsync(new Uri(BaseUrl + "/__admin/round"), content)).EnsureSuccessStatusCode();
    }

    public static bool HasNode() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "node")) || File.Exists(Path.Combine(folder, "node.exe")));
}
