using System.Globalization;
using System.Text.Json;
using Sync.TestKit;

namespace Sync.Benchmarks;

/// <summary>
/// The peer and we, measured by the same shared script on the same warm emulator and simulator: first sync, unchanged sync,
/// and one after 1% has changed. The script also compares what is stored with what the simulator expects. Ours is measured with
/// commits over REST, as by default, and its first sync over gRPC too.
/// </summary>
/// <param name="work">Where files are put.</param>
/// <param name="possync">The program.</param>
/// <param name="syncsBefore">
/// First syncs by the same program, its commits sent the same way, that each emulator has had, whose Java still compiles what it
/// runs: after one, half of the processor time that the next sync takes of it is its compiler's; after three, less than a quarter.
/// </param>
internal sealed class PeerBenchmark(WorkFolder work, Possync possync, int syncsBefore)
{
    private const int Repeats = 3;
    private const int Warm = 3;

    public async Task RunAsync(ResultTable table)
    {
        var folder = work.Sub($"peer-{syncsBefore}");
        foreach (var file in new[] { "package.json", "pos-sim.mjs", "run-bench.sh", "seed-pipeline.mjs", "table.mjs", "verify.mjs" })
            File.Copy(Require.Shared("bench/" + file), Path.Combine(folder, file));
        await Shell.RunAsync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], folder: folder);
        var wrapper = await WriteWrapperAsync(folder);
        var warmed = await WriteWarmingAsync(folder);

        // The peer between the two, since the machine's speed changes.
        var ours = await BenchAsync(folder, "ours", $"SYNC_FIRESTORE_COMMITS=rest bash {warmed} bash {wrapper}");
        var peer = await BenchAsync(folder, "peer", $"bash {warmed} node seed-pipeline.mjs");
        var grpc = await BenchAsync(folder, "ours-grpc", $"SYNC_FIRESTORE_COMMITS=grpc bash {warmed} bash {wrapper}");
        Compare(table, peer, ours, grpc);
    }

    private void Compare(ResultTable table, Figures peer, Figures ours, Figures grpc)
    {
        Row($"first sync, commits over REST, emulator warm by {syncsBefore} before", 0.5, "first", ours);
        Row($"the same with SYNC_FIRESTORE_COMMITS=grpc, emulator warm by {syncsBefore} before", 0.5, "first", grpc);
        if (syncsBefore < Warm) return; // the rest does not depend on it
        var wrong = string.Join("; ", new[] { ours.Wrong, grpc.Wrong }.Where(w => w.Length > 0));
        table.Add("what is stored, after each sync, both ways", wrong.Length == 0 ? "as the simulator expects" : wrong, "verify.mjs finds nothing wrong", wrong.Length == 0);
        Row("unchanged sync", 0.2, "unchanged", ours);
        table.Add("unchanged sync, store writes / reads", $"{ours.Writes["unchanged"]} / {ours.Reads["unchanged"]} (the peer {peer.Writes["unchanged"]:N0} / {peer.Reads["unchanged"]:N0})", "at most 5 / 40", ours.Writes["unchanged"] <= 5 && ours.Reads["unchanged"] <= 40);
        var price = (ours.Reads["unchanged"] * 0.06 + ours.Writes["unchanged"] * 0.18) / 100_000 * 48 * 30;
        table.Add("Firestore price of a tenant-month at 48 unchanged runs a day", $"${price:0.000}", "at most $0.05", price <= 0.05);
        var full = (ours.FullReads * 0.06 + ours.FullWrites * 0.18) / 100_000 * 30 / 7;
        table.Add("the same and a full run each week, which reads all that is stored", $"${price + full:0.000} (a full run: {ours.FullReads:N0} reads, {ours.FullWrites:N0} writes)", "", true);
        table.Add("1% churn, writes", $"{ours.Writes["churn"]:N0} written for {ours.Changed:N0} documents that differ in exports before and after: {ours.Writes["churn"] / (double)ours.Changed:0.00} × (the peer {peer.Writes["churn"]:N0}; the script's own floor {ours.Floor:N0})", "at most 1.3 × the documents that changed", ours.Writes["churn"] <= 1.3 * ours.Changed);
        table.Add("peak memory, all three", $"{ours.Memory:0} MiB (the peer {peer.Memory:0} MiB)", "at most 200 MiB", ours.Memory <= 200);

        void Row(string what, double asked, string run, Figures measured)
        {
            var ratio = measured.Seconds[run] / peer.Seconds[run];
            table.Add($"{what}, median of {Repeats}", $"{measured.Seconds[run]:0.00} s, the peer {peer.Seconds[run]:0.00} s: {ratio:0.00} ×", string.Create(CultureInfo.InvariantCulture, $"at most {asked} ×"), ratio <= asked);
        }
    }

    private static async Task<Figures> BenchAsync(string folder, string label, string command)
    {
        await Shell.RunAsync("bash",
            ["run-bench.sh", "--warm", "1", "--repeat", Repeats.ToString(CultureInfo.InvariantCulture), "--label", label, "--out", label, "--cmd", command],
            new Dictionary<string, string> { ["FIRESTORE_EMULATOR_JAR"] = FirestoreEmulator.JarPath! }, folder);
        return Figures.Read(Path.Combine(folder, label), Repeats);
    }

    /// <summary>The script warms its emulator by one sync; others go before it, each into a project of its own.</summary>
    private async Task<string> WriteWarmingAsync(string folder)
    {
        var path = Path.Combine(folder, "warmed.sh");
        await File.WriteAllTextAsync(path, $$"""
            set -e
            if [ "$GOOGLE_CLOUD_PROJECT" = demo-warm ]; then for n in $(seq {{syncsBefore - 1}}); do
              GOOGLE_CLOUD_PROJECT=demo-warm-$n "$@" >/dev/null
              curl -s -o /dev/null -X DELETE "http://$FIRESTORE_EMULATOR_HOST/emulator/v1/projects/demo-warm-$n/databases/(default)/documents"
            done; fi
            exec "$@"
            """);
        return path;
    }

    /// <summary>
    /// What the script calls for each sync. The org is added and connected before the first one; only <c>possync run</c> itself
    /// is timed, from the start of its process to its end. Afterwards all documents are exported and compared with those after the
    /// sync before, so that what changed is not our own word; and after the last sync a full run says what it costs.
    /// </summary>
    private async Task<string> WriteWrapperAsync(string folder)
    {
        var path = Path.Combine(folder, "possync-sync.sh");
        await File.WriteAllTextAsync(path, $$"""
            set -e
            export SYNC_ALLOW_PRIVATE_HOSTS=127.0.0.1 SYNC_STORE=firestore:$GOOGLE_CLOUD_PROJECT SYNC_MASTER_KEY=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=
            P={{possync.Program}}
            $P status $ORG_ID >/dev/null 2>&1 || { rm -rf before after syncs; $P org add $ORG_ID >/dev/null; $P connect $ORG_ID alleaves --set username=u --set password=p --set locationId=1001 --set baseUrl=$POS_URL --set historyDays=90 >/dev/null; }
            T0=$(date +%s%N)
            $P run $ORG_ID --json >report.json
            T1=$(date +%s%N)
            echo x >>syncs
            rm -rf before; [ -d after ] && mv after before
            $P export $ORG_ID --out after >/dev/null
            rm -f full.json; [ $(wc -l <syncs) -lt 3 ] || $P run $ORG_ID --full --json >full.json
            node possync-report.cjs $(echo "($T1-$T0)/1000000000" | bc -l)
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "possync-report.cjs"), $$"""
            const fs = require('fs');
            const collections = {{JsonSerializer.Serialize(Figures.Tenant.Select(c => c.Replace('/', '.')))}};
            const documents = folder => new Map(collections.flatMap(c => fs.existsSync(`${folder}/${c}.ndjson`)
              ? fs.readFileSync(`${folder}/${c}.ndjson`, 'utf8').trim().split('\n').map((l) => {
                  const { updatedAt, ...d } = JSON.parse(l);
                  return [`${c}/${d.id ?? [d.customerId, d.email, d.businessDate, d.locationId, d.part].join('|')}`, JSON.stringify(d)];
                })
              : []));
            const before = fs.existsSync('before') ? documents('before') : null, after = documents('after');
            const changed = before && [...new Set([...before.keys(), ...after.keys()])].filter(k => before.get(k) !== after.get(k)).length;
            const r = JSON.parse(fs.readFileSync('report.json', 'utf8'));
            const full = fs.existsSync('full.json') ? JSON.parse(fs.readFileSync('full.json', 'utf8')).store : null;
            console.log(JSON.stringify({ ok: r.result === 'done', seconds: +process.argv[2], reads: r.store.reads, writes: r.store.writes, deletes: r.store.deletes, rssMiB: r.peakMemoryMb, changed, full }));
            """);
        return path;
    }

    /// <summary>What the script measured.</summary>
    private sealed record Figures(
        Dictionary<string, double> Seconds, Dictionary<string, long> Reads, Dictionary<string, long> Writes, long Changed, long FullReads, long FullWrites, long Floor, double Memory, string Wrong)
    {
        /// <summary>What downstream apps read.</summary>
        public static readonly string[] Tenant =
            ["customers", "orders", "unmatched_orders", "daily_sales", "customer_spending", "products", "publicViews/products/items", "inventory"];

        public static Figures Read(string folder, int repeats)
        {
            var runs = Enumerable.Range(1, repeats).SelectMany(r => File.ReadAllLines(Path.Combine(folder, $"runs.{r}.jsonl"))).Select(l => JsonDocument.Parse(l).RootElement).ToList();
            var results = runs.ToLookup(r => r.GetProperty("run").GetString()!, r => r.GetProperty("result"));
            var floor = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "round.json"))).RootElement.GetProperty("floor");
            return new Figures(
                results.ToDictionary(r => r.Key, r => r.Select(x => x.GetProperty("seconds").GetDouble()).Order().ElementAt(r.Count() / 2)),
                results.ToDictionary(r => r.Key, r => r.Max(x => x.GetProperty("reads").GetInt64())),
                results.ToDictionary(r => r.Key, r => r.Max(x => x.GetProperty("writes").GetInt64())),
                Of(results["churn"], r => r.TryGetProperty("changed", out var n) ? n.GetInt64() : 0),
                Of(results["churn"], r => r.TryGetProperty("full", out var f) && f.ValueKind == JsonValueKind.Object ? f.GetProperty("reads").GetInt64() : 0),
                Of(results["churn"], r => r.TryGetProperty("full", out var f) && f.ValueKind == JsonValueKind.Object ? f.GetProperty("writes").GetInt64() : 0),
                floor.GetProperty("writes").GetInt64(),
                results.SelectMany(r => r).Max(x => x.GetProperty("rssMiB").GetDouble()),
                string.Join("; ", runs.Where(r => !r.GetProperty("verify").GetProperty("ok").GetBoolean()).Select(r => r.GetProperty("verify").GetRawText())));
        }

        // The peer tells none of these.
        private static long Of(IEnumerable<JsonElement> results, Func<JsonElement, long> what) => results.Max(what);
    }
}
