using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.Store;
using Sync.Store.Firestore;
using Sync.TestKit;

namespace Sync.Web.Tests.Rules;

/// <summary>Firebase's own web client, in a Node of its own, on an empty project of the emulator under today's firestore.rules.</summary>
internal sealed class WebClient
{
    private const string Done = "done";
    private const string Denied = "permission-denied";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string host;
    private readonly string project;

    private WebClient(string host, string project) => (this.host, this.project) = (host, project);

    /// <summary>Skips the test where something is missing.</summary>
    public static async Task<WebClient> OpenAsync()
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason!);
        NodePackage.Require("@firebase/rules-unit-testing/package.json");
        NodePackage.Require("firebase/package.json");
        var emulator = await FirestoreEmulator.SharedAsync();
        return new WebClient(emulator.Host, emulator.NewProject());
    }

    /// <summary>The same documents as the service has them; the caller's to dispose of.</summary>
    public IDocumentStore OpenStore() => new FirestoreStore(new FirestoreOptions { ProjectId = project, EmulatorHost = host }, TimeProvider.System);

    /// <summary>Tries all, and says of each that did not go as it shall what became of it.</summary>
    public async Task<IReadOnlyList<string>> WrongAsync(IReadOnlyList<WebCheck> checks)
    {
        var told = await TryAsync(checks);
        told.Count.ShouldBe(checks.Count);
        return [.. checks.Zip(told).Where(c => c.Second != (c.First.Allowed ? Done : Denied))
            .Select(c => $"{c.First.User.Name}: {c.First.Op} {c.First.Path} {c.First.Data?.ToJsonString()} shall be {(c.First.Allowed ? Done : Denied)}, but is {c.Second}")];
    }

    private async Task<IReadOnlyList<string>> TryAsync(IReadOnlyList<WebCheck> checks)
    {
        var users = checks.Select(c => c.User).Distinct().ToDictionary(u => u.Name);
        var input = new JsonObject
        {
            ["host"] = host.Split(':')[0],
            ["port"] = int.Parse(host.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture),
            ["project"] = project,
            ["rules"] = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "firestore.rules")),
            ["users"] = new JsonObject(users.Select(u => new KeyValuePair<string, JsonNode?>(u.Key, u.Value.Claims()))),
            ["checks"] = new JsonArray([.. checks.Select(ToJson)]),
        };
        return JsonSerializer.Deserialize<List<string>>(await RunAsync(input.ToJsonString()))!;
    }

    private static JsonObject ToJson(WebCheck check) =>
        new() { ["user"] = check.User.Name, ["op"] = check.Op, ["path"] = check.Path, ["data"] = check.Data?.DeepClone() };

    private static async Task<string> RunAsync(string input)
    {
        var script = Path.Combine(Repository.Root, "tests", "Web", "Rules", "web-client.cjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var (said, complained) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
            await node.StandardInput.WriteAsync(input);
            node.StandardInput.Close();
            await node.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
            node.ExitCode.ShouldBe(0, await complained);
            return await said;
        }
        finally
        {
            if (!node.HasExited) node.Kill();
        }
    }
}
