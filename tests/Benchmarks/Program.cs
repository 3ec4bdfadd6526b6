using Sync.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks [-- peer|peer-once|latency|sqlite|retail|large|start|connectors|webhooks|site|site:ORDERS ...]
// Prints one table: what was measured beside what was asked. Everything is measured as whole processes. 'site' takes a tenant of
// 1,000,000 orders; 'site:20000' one of 20,000, to see that it goes through. 'peer-once' is the first sync of 'peer' on an emulator
// that has had one sync before instead of three. Both tell the first sync over REST and over gRPC.
if (args is [FakeProcess.Word, .. var what])
{
    await FakeProcess.RunAsync(what);
    return 0;
}

if (args is [SyncProcess.Word, .. var of])
{
    await SyncProcess.RunAsync(of);
    return 0;
}

string[] all = ["peer", "peer-once", "latency", "sqlite", "retail", "large", "start", "connectors", "webhooks", "site"];
const string siteOf = "site:";
var chosen = args.Length == 0 ? all : args;
if (chosen.Where(c => !(c.StartsWith(siteOf, StringComparison.Ordinal) && int.TryParse(c[siteOf.Length..], out _))).Except(all).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}'. There are: {string.Join(", ", all)}.");
    return 2;
}

using var work = new WorkFolder();
Console.Error.WriteLine("Publishing possync …");
var possync = await Possync.PublishAsync(work);
var table = new ResultTable();
try
{
    foreach (var name in chosen)
    {
        Console.Error.WriteLine($"Measuring: {name} …");
        await (name switch
        {
            "peer" => new PeerBenchmark(work, possync, syncsBefore: 3).RunAsync(table),
            "peer-once" => new PeerBenchmark(work, possync, syncsBefore: 1).RunAsync(table),
            "latency" => new LatencyBenchmark(possync).RunAsync(table),
            "sqlite" => new SqliteBenchmark(work, possync).RunAsync(table),
            "retail" => new RetailBenchmark(work, possync).RunAsync(table),
            "connectors" => new ConnectorsBenchmark(work, possync).RunAsync(table),
            "large" => new LargeBenchmark(work, possync).RunAsync(table),
            "start" => new StartBenchmark(work, possync).RunAsync(table),
            "webhooks" => new WebhookBenchmark(work, possync).RunAsync(table),
            "site" => new SiteBenchmark(work, possync, 1_000_000).RunAsync(table),
            _ => new SiteBenchmark(work, possync, int.Parse(name[siteOf.Length..])).RunAsync(table),
        });
    }
}
finally
{
    table.Print(); // what was measured before something failed took long enough
}

return 0;
