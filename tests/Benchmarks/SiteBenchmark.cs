using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;

namespace Sync.Benchmarks;

/// <summary>The admin site and the API over a tenant of a million orders: how long pages take with 50 people at once, how heavy they are, how soon they are there.</summary>
internal sealed partial class SiteBenchmark(WorkFolder work, Possync possync)
{
    private const int Users = 50;
    private const int Rounds = 4;
    private const string Runs = "/api/orgs/shop/runs/";
    private const string Password = "a few unrelated words";

    public async Task RunAsync(ResultTable table)
    {
        var store = "sqlite:" + Path.Combine(work.Sub("site"), "s.db");
        using (var pos = await PosSimulator.StartAsync("--customers", "250000", "--orders", "1000000", "--products", "3000"))
        {
            await possync.ConnectAsync(store, "shop", pos.Url);
            await possync.SyncAsync(store, "shop");
        }

        var (invitation, open) = (await InviteAsync(store, "owner", "owner"), await InviteAsync(store, "other", "viewer"));
        await StartAsync(table, store);
        using var serve = await ServeProcess.StartAsync(possync, store, "http://127.0.0.1:0");
        var cookies = await JoinAsync(serve.Address, invitation);
        using var reader = await ReaderAsync(serve.Address, store);
        var reads = await SiteReads.AllAsync(reader);
        var run = reads.Single(r => r.StartsWith(Runs, StringComparison.Ordinal))[Runs.Length..];
        var pages = await SitePages.AllAsync(work, run, await UploadAsync(serve.Address, cookies), new Uri(open).Segments[^1]);
        await WeighAsync(table, serve.Address, cookies, pages);
        await PagesAsync(table, serve.Address, cookies, pages);
        await ReadsAsync(table, serve.Address, store, reads);
        await new SiteLive(possync, JoinAsync).RunAsync(table, serve.Address, store);
    }

    private async Task<string> InviteAsync(string store, string name, string role) =>
        Link().Match((await possync.RunAsync(store, "member", "invite", "shop", name + "@shop.example", "--role", role)).Output).Value;

    // An upload that waits for its columns to be chosen.
    private static async Task<string> UploadAsync(Uri address, CookieContainer cookies)
    {
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = address };
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Token().Match(await client.GetStringAsync("/orgs/shop/import")).Groups[1].Value), "csrf" },
            { new StringContent("orders"), "as" },
            { new ByteArrayContent("Order ID,Date,Email,Description,Quantity,Price\n1001,2026-03-02 10:15,ann@example.com,Tea,2,4.50\n"u8.ToArray()), "file", "sales.csv" },
        };
        using var taken = await client.PostAsync("/orgs/shop/import", form);
        return (taken.Headers.Location ?? throw new InvalidOperationException($"The upload was not taken: {taken.StatusCode}.")).OriginalString.Split('/')[^1];
    }

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

    private static async Task<CookieContainer> JoinAsync(Uri address, string invitation)
    {
        var cookies = new CookieContainer();
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = address };
        var path = new Uri(invitation).AbsolutePath;
        var token = Token().Match(await client.GetStringAsync(path)).Groups[1].Value;
        (await client.PostAsync(path, new FormUrlEncodedContent(new Dictionary<string, string> { ["csrf"] = token, ["name"] = "Owner", ["password"] = Password }))).EnsureSuccessStatusCode();
        return cookies;
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

    private static async Task PagesAsync(ResultTable table, Uri address, CookieContainer cookies, IReadOnlyList<string> pages)
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
                if (measured) await MeasureAsync(table, client, read);
                else await AskAsync(client, read);
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

    private static async Task MeasureAsync(ResultTable table, HttpClient client, string path)
    {
        (await client.GetAsync(path)).EnsureSuccessStatusCode();
        var times = await AskAsync(client, path);
        var p95 = times[(int)(times.Count * 0.95)];
        table.Add($"site: {path}, {Users} at once, 1,000,000 orders", string.Create(CultureInfo.InvariantCulture, $"p95 {p95:0} ms, p50 {times[times.Count / 2]:0} ms"), "p95 at most 50 ms", p95 <= 50);
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

    [GeneratedRegex(@"http://\S+/invitations/\S+")]
    private static partial Regex Link();

    [GeneratedRegex("name=\"csrf\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("(?:href|src)=\"(/assets/[^\"]+)\"")]
    private static partial Regex Asset();
}
