using System.Text.Json;
using Sync.ConnectorKit.Http;

namespace Sync.Benchmarks;

/// <summary>The published command.</summary>
internal sealed class Possync(string program)
{
    public string Program => program;

    /// <summary>Publishes it.</summary>
    public static async Task<Possync> PublishAsync(WorkFolder work) => new(await Published.Async(work, "src/Sync.Cli", "possync"));

    public Task<Measured> RunAsync(string store, params string[] arguments) => RunAsync(store, new Dictionary<string, string>(), arguments);

    public Task<Measured> RunAsync(string store, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Shell.RunAsync(program, arguments, new Dictionary<string, string>(environment) { ["SYNC_STORE"] = store, [AllowedHosts.Variable] = "127.0.0.1" });

    /// <summary>Adds an org and connects it to a simulated Alleaves.</summary>
    public async Task ConnectAsync(string store, string org, string posUrl, params string[] settings)
    {
        await RunAsync(store, "org", "add", org, "--name", org);
        await RunAsync(store, ["connect", org, "alleaves", .. ((string[])["username=u", "password=p", "locationId=1001", "baseUrl=" + posUrl, .. settings]).SelectMany(s => new[] { "--set", s })]);
    }

    /// <summary>Syncs, and reads its report.</summary>
    public async Task<(Measured Process, JsonElement Report)> SyncAsync(string store, string org, params string[] more)
    {
        var measured = await RunAsync(store, ["run", org, "--json", .. more]);
        return (measured, JsonDocument.Parse(measured.Output).RootElement);
    }
}
