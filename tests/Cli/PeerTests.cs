using System.Diagnostics;
using Sync.TestKit;

namespace Sync.Cli.Tests;

/// <summary>The shared simulator, and the shared program that compares a store with it: neither is ours.</summary>
[Trait("Category", "Slow")]
public sealed class PeerTests
{
    private const string Org = "org-1";

    [SkippableFact]
    public Task Given_the_shared_simulator_When_synced_first_unchanged_and_after_a_change_Then_its_verifier_finds_nothing_wrong() =>
        SyncAndVerifyAsync("--customers", "2000", "--orders", "4000", "--products", "600");

    [SkippableFact]
    public Task Given_a_simulator_that_throttles_fails_and_forgets_tokens_When_synced_Then_its_verifier_finds_nothing_wrong() =>
        SyncAndVerifyAsync("--customers", "400", "--orders", "800", "--products", "100", "--fail429", "0.03", "--fail500", "0.03", "--token-requests", "20");

    private static async Task SyncAndVerifyAsync(params string[] shop)
    {
        Require.Shared("bench/verify.mjs");
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        using var pos = await NodeSimulator.StartAsync(shop);
        var emulator = await FirestoreEmulator.SharedAsync();
        var project = emulator.NewProject();
        await using var place = new Workplace("firestore:" + project, emulator.Host);
        await place.DoAsync("org", "add", Org, "--time-zone", "America/New_York");
        await place.DoAsync(
            "connect", Org, "alleaves", "--set", "username=someone", "--set", "password=anything", "--set", "baseUrl=" + pos.BaseUrl, "--set", "historyDays=90");

        var first = await place.DoAsync("run", Org, "--json");
        await VerifyAsync(pos, emulator, project);
        var unchanged = await place.DoAsync("run", Org, "--json");
        await VerifyAsync(pos, emulator, project);
        await pos.ChangeAsync("""{"churn":0.01,"product-drop":0.01,"new-orders":0.01}""");
        var changed = await place.DoAsync("run", Org, "--json");
        await VerifyAsync(pos, emulator, project);

        first.Json.Stream("customers").Number("created").ShouldBeGreaterThan(0);
        unchanged.Json.TenantWrites().ShouldBe(0);
        changed.Json.Stream("products").Number("deleted").ShouldBeGreaterThan(0);
    }

    private static async Task VerifyAsync(NodeSimulator pos, FirestoreEmulator emulator, string project)
    {
        var start = new ProcessStartInfo("node", [Require.Shared("bench/verify.mjs")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in new[] { ("FIRESTORE_EMULATOR_HOST", emulator.Host), ("POS_URL", pos.BaseUrl), ("ORG_ID", Org), ("GOOGLE_CLOUD_PROJECT", project) })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, said + await errors);
        said.ShouldContain("\"ok\":true");
    }
}
