using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Sync.Benchmarks;

/// <summary>Reads the simulator's shop with four requests in flight and throws all of it away: faster than that nobody gets it.</summary>
internal static class BareReader
{
    private const int PageSize = 100;

    /// <summary>Seconds and requests of one read.</summary>
    public static async Task<(double Seconds, long Requests)> ReadAsync(string url, int customers, int orders)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var watch = Stopwatch.StartNew();
        using var signedIn = await http.PostAsJsonAsync("/api/auth", new { });
        var token = (await signedIn.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var pages = new ConcurrentQueue<string>(
            [.. Enumerable.Range(1, customers / PageSize).Select(p => $"/api/customers?page={p}&pageSize={PageSize}"),
             .. Enumerable.Range(1, orders / PageSize).Select(p => $"/api/orders?page={p}&pageSize={PageSize}")]);
        var requests = pages.Count + 2;
        await Task.WhenAll(
            ThrowAwayAsync(http, pages, () => http.PostAsJsonAsync("/inventory/search", new { })),
            ThrowAwayAsync(http, pages), ThrowAwayAsync(http, pages), ThrowAwayAsync(http, pages));
        return (watch.Elapsed.TotalSeconds, requests);
    }

    private static async Task ThrowAwayAsync(HttpClient http, ConcurrentQueue<string> pages, Func<Task<HttpResponseMessage>>? first = null)
    {
        for (var asked = first?.Invoke() ?? NextAsync(http, pages); asked is not null; asked = NextAsync(http, pages))
        {
            using var answer = await asked;
            answer.EnsureSuccessStatusCode();
        }
    }

    private static Task<HttpResponseMessage>? NextAsync(HttpClient http, ConcurrentQueue<string> pages) =>
        pages.TryDequeue(out var page) ? http.GetAsync(page) : null;
}
