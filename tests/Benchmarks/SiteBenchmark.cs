using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;

namespace Sync.Benchmarks;

/// <summary>The admin site and the API over a tenant of many orders: how long pages take with 50 people at once, how heavy they are, how soon they are there.</summary>
/// <param name="work">Where its store may be.</param>
/// <param name="possync">The command.</param>
/// <param name="orders">How many orders the tenant has, with a customer to each four.</param>
internal sealed partial class SiteBenchmark(WorkFolder work, Possync possync, int orders)
{
    private const int Users = 50;
    private const int Rounds = 4;
    private const string Runs = "/api/orgs/shop/runs/";
    private const string Owner = "owner@shop.example";

    public async Task RunAsync(ResultTable table)
    {
        var store = "sqlite:" + Path.Combine(work.Sub("site"), "s.db");
        using (var pos = await PosSimulator.StartAsync("--customers", $"{orders / 4}", "--orders", $"{orders}", "--products", "3000"))
        {
            await possync.ConnectAsync(store, "shop", pos.Url);
            await possync.SyncAsync(store, "shop");
        }

        var (invitation, open) = (await InviteAsync(store, Owner, "owner"), await InviteAsync(store, "other@shop.example", "viewer"));
        await StartAsync(table, store);
        using var serve = await ServeProcess.StartAsync(possync, store, "http://127.0.0.1:0");
        using var visitor = await SiteVisitor.JoinAsync(serve.Address, invitation);
        using var reader = await ReaderAsync(serve.Address, store);
        var reads = await SiteReads.AllAsync(reader);
        var files = await visitor.BringFilesAsync();
        var things = new SiteThings(reads.First(r => r.StartsWith(Runs, StringComparison.Ordinal))[Runs.Length..], [files.Uploaded, files.Previewed, files.Imported], open, await ResetAsync(store));
        var pages = await SitePages.AllAsync(work, things);
        await WeighAsync(table, serve.Address, visitor.Cookies, pages);
        await PagesAsync(table, serve.Address, visitor.Cookies, pages);
        await ReadsAsync(table, serve.Address, store, reads);
        await new SiteLive(possync).RunAsync(table, serve.Address, store);
        await new SiteElsewhere(possync).RunAsync(table, serve.Address, store);
    }

    private async Task<string> InviteAsync(string store, string email, string role) =>
        Link().Match((await possync.RunAsync(store, "member", "invite", "shop", email, "--role", role)).Output).Groups[1].Value;

    private async Task<string> ResetAsync(string store) => Link().Match((await possync.RunAsync(store, "account", "reset", Owner)).Output).Groups[1].Value;

    private async Task StartAsync(ResultTable table, string store)
    {
        List<double> seconds = [];
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            using var serve = await ServeProcess.StartAsync(possync, store, "http://127.0.0.1:0");
            using var client = new HttpClient { BaseAddress = serve.Address };
            (await client.GetAsync("/sign-in")).EnsureSuccessStatusCode();
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        seconds.Sort();
        table.Add("site: start of `serve` to the first answered page, median of 5", $"{seconds[2]:0.00} s", "at most 1 s", seconds[2] <= 1);
    }

    // As a browser's first visit of each page, the chart library aside.
    private static async Task WeighAsync(ResultTable table, Uri address, CookieContainer cookies, IReadOnlyList<string> pages)
    {
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = address };
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        List<(long Bytes, string Page)> loads = [];
        foreach (var page in pages) loads.Add((await BytesAsync(client, page), page));
        var (bytes, largest) = loads.Max();
        table.Add($"site: largest first load of {pages.Count} pages, without the chart library: {largest}", $"{bytes / 1024.0:0.0} kB", "at most 150 kB", bytes <= 150 * 1024);
    }

    private static async Task<long> BytesAsync(HttpClient client, string address)
    {
        using var page = (await client.GetAsync(address)).EnsureSuccessStatusCode();
        var html = await page.Content.ReadAsByteArrayAsync();
        var text = page.Content.Headers.ContentEncoding.Contains("gzip") ? Unzipped(html) : System.Text.Encoding.UTF8.GetString(html);
        long bytes = html.Length;
        foreach (var asset in Asset().Matches(text).Select(m => m.Groups[1].Value).Distinct().Where(a => !a.Contains("echarts", StringComparison.Ordinal))) bytes += (await client.GetByteArrayAsync(asset)).Length;
        return bytes;
    }

    private async Task PagesAsync(ResultTable table, Uri address, CookieContainer cookies, IReadOnlyList<string> pages)
    {
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, MaxConnectionsPerServer = Users }) { BaseAddress = address };
        foreach (var page in pages) await AskAsync(client, page); // as in a service that has been up for a while: compiled for good by what is asked most
        foreach (var page in pages) await MeasureAsync(table, client, page);
    }

    // A key of its own for each: a key may ask so often, and it is not the limit that is measured.
    private async Task ReadsAsync(ResultTable table, Uri address, string store, IReadOnlyList<string> reads)
    {
        foreach (var measured in (bool[])[false, true])
        {
            foreach (var read in reads)
            {
                using var client = await ReaderAsync(address, store);
                var own = await SiteReads.OwnAsync(client, read);
                if (measured) await MeasureAsync(table, client, own);
                else await AskAsync(client, own);
            }
        }
    }

    private async Task<HttpClient> ReaderAsync(Uri address, string store)
    {
        string[] scopes = [.. SiteReads.Scopes.SelectMany(s => (string[])["--scope", s])];
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Users }) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await possync.RunAsync(store, ["key", "add", "shop", "bench", .. scopes])).Output.Trim());
        return client;
    }

    private async Task MeasureAsync(ResultTable table, HttpClient client, string path)
    {
        (await client.GetAsync(path)).EnsureSuccessStatusCode();
        var times = await AskAsync(client, path);
        var p95 = times[(int)(times.Count * 0.95)];
        table.Add(string.Create(CultureInfo.InvariantCulture, $"site: {path}, {Users} at once, {orders:N0} orders"), string.Create(CultureInfo.InvariantCulture, $"p95 {p95:0} ms, p50 {times[times.Count / 2]:0} ms"), "p95 at most 50 ms", p95 <= 50);
    }

    /// <summary>Fifty at once, each asking again as soon as it was answered; how long each waited, in milliseconds, ascending.</summary>
    private static async Task<IReadOnlyList<double>> AskAsync(HttpClient client, string path)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, Users).Select(async _ =>
        {
            List<double> mine = [];
            for (var i = 0; i < Rounds; i++)
            {
                var watch = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(path);
                await answer.Content.ReadAsByteArrayAsync();
                answer.EnsureSuccessStatusCode();
                mine.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
            }

            return mine;
        }));
        return [.. all.SelectMany(t => t).Order()];
    }

    private static string Unzipped(byte[] bytes)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"http://\S+/(?:invitations|password)/(\S+)")]
    private static partial Regex Link();

    [GeneratedRegex("(?:href|src)=\"(/assets/[^\"]+)\"")]
    private static partial Regex Asset();
}
