using System.Diagnostics;
using System.Globalization;
using Sync.Engine.Hints;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Benchmarks;

/// <summary>500 webhooks a second for a minute, at a service that reads meanwhile what they tell of; then kill -9 in the midst of more.</summary>
internal sealed class WebhookBenchmark(WorkFolder work, Possync possync)
{
    private const int PerSecond = 500;
    private const string Key = "the-signature-key";
    private static readonly OrgId Shop = OrgId.Parse("shop");

    public async Task RunAsync(ResultTable table)
    {
        var truth = PosTruth.Generate(new TruthPlan { Customers = 300, Orders = 600, Products = 100, Now = TimeProvider.System.GetUtcNow() });
        await using var pos = await FakeSquare.StartAsync(truth, new FakePosOptions());
        var store = "sqlite:" + Path.Combine(work.Sub("webhooks"), "s.db");
        await possync.RunAsync(store, "org", "add", "shop", "--name", "shop");
        await possync.RunAsync(store, ["connect", "shop", "square", "--id", "main", .. pos.SettingsWith(("webhookKey", Key), ("loyalty", "off")).SelectMany(s => new[] { "--set", $"{s.Key}={s.Value}" })]);
        await possync.SyncAsync(store, "shop");

        var address = $"http://127.0.0.1:{FreePort.Next()}";
        using var sender = new WebhookSender(address + "/api/webhooks/square/shop.main", Key, [.. truth.Customers.Select(c => c.Id)]);
        var serve = await ServeProcess.StartAsync(possync, store, address);
        try
        {
            await sender.SendAsync("warm", 50, TimeSpan.FromSeconds(4));
            serve = await MeasureFirstAsync(table, serve, store, address, sender);
            await sender.SendAsync("warm-again", 50, TimeSpan.FromSeconds(4));
            await MeasureAsync(table, sender);
            serve = await KillInTheMidstAsync(serve, store, address, sender);
            await CountAsync(table, store, sender);
        }
        finally
        {
            serve.Dispose();
        }
    }

    // A service starts anew with each deployment, and where it runs only while somebody asks, with the first webhook after a pause.
    private async Task<ServeProcess> MeasureFirstAsync(ResultTable table, ServeProcess serve, string store, string address, WebhookSender sender)
    {
        List<double> first = [];
        for (var start = 0; start < 5; start++)
        {
            await serve.KillAsync();
            serve.Dispose();
            serve = await ServeProcess.StartAsync(possync, store, address);
            first.AddRange((await sender.SendAsync($"first-{start}", 1, TimeSpan.FromSeconds(1))).Milliseconds);
        }

        first.Sort();
        table.Add("the first webhook after a start, answer", string.Create(CultureInfo.InvariantCulture, $"{At(first, 0.5):0} ms, the longest of {first.Count} {first[^1]:0} ms"), "at most 100 ms", first.Count == 5 && first[^1] <= 100);
        return serve;
    }

    private static async Task MeasureAsync(ResultTable table, WebhookSender sender)
    {
        var (milliseconds, failed) = await sender.SendAsync("measured", PerSecond, TimeSpan.FromSeconds(60));
        var p99 = At(milliseconds, 0.99);
        table.Add($"{PerSecond} webhooks a second for 60 s, answer", string.Create(CultureInfo.InvariantCulture,
            $"p50 {At(milliseconds, 0.5):0.0} ms, p99 {p99:0.0} ms, longest {milliseconds[^1]:0} ms, {failed} not accepted"), "p99 at most 100 ms", p99 <= 100 && failed == 0);
    }

    private async Task<ServeProcess> KillInTheMidstAsync(ServeProcess serve, string store, string address, WebhookSender sender)
    {
        var sending = sender.SendAsync("killed", PerSecond, TimeSpan.FromSeconds(15));
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        await serve.KillAsync();
        serve.Dispose();
        serve = await ServeProcess.StartAsync(possync, store, address);
        await sending;
        return serve;
    }

    private static async Task CountAsync(ResultTable table, string location, WebhookSender sender)
    {
        await using var store = StoreLocation.Parse(location).Open(TimeProvider.System);
        await store.PrepareAsync();
        var tenant = store.OpenTenant(Shop);
        var watch = Stopwatch.StartNew();
        while (await WebhookInbox.AnyAsync(tenant) && watch.Elapsed < TimeSpan.FromMinutes(3)) await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        var done = new HashSet<string>();
        await foreach (var e in tenant.QueryAsync(new DocumentQuery { Collection = "webhook_events", Select = ["receivedAt"] })) done.Add(e.Path.Id);
        await foreach (var e in tenant.QueryAsync(new DocumentQuery { Collection = "webhook_hints", Select = ["receivedAt"] })) done.Remove(e.Path.Id);
        var lost = sender.Accepted.Count(id => !done.Contains("main~" + id));
        table.Add("accepted webhooks after a kill -9 in the midst and a restart", $"{sender.Accepted.Count:N0} accepted, {lost} not carried out, the last {watch.Elapsed.TotalSeconds:0} s after the end", "none lost", lost == 0);
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
