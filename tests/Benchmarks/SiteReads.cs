using System.Net;
using System.Text.Json;

namespace Sync.Benchmarks;

/// <summary>Every read of the API, from the document that describes it, so that none is forgotten.</summary>
internal static class SiteReads
{
    private const string Imports = "/api/orgs/shop/imports";
    private const string Import = "{importId}";

    // One row goes in, and one is rejected: rejected rows are a read too.
    private const string File = "Order ID,Date,Email,Description,Quantity,Price\n1001,2026-03-02 10:15,ann@example.com,Tea,2,4.50\n1002,2026-03-02 10:20,ann@example.com,Tea,many,4.50\n";

    /// <summary>The scopes that reads take.</summary>
    public static string[] Scopes { get; } = ["data:read", "data:export", "audit:read", "members:write", "keys:write", "connections:write", "settings:write", "files:import"];

    /// <summary>The addresses of all reads, each with what the tenant holds; those in pages with the most that may be asked for, too.</summary>
    /// <param name="client">Somebody who may read everything.</param>
    /// <exception cref="InvalidOperationException">There is a read with a parameter that nobody knows here.</exception>
    public static async Task<IReadOnlyList<string>> AllAsync(HttpClient client)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        List<string> all = ["/openapi/v1.json"];
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _)))
        {
            var filled = await FilledAsync(client, path.Name);
            all.Add(filled);
            if (MostOf(path.Value.GetProperty("get")) is { } most) all.Add($"{filled}?limit={most}");
        }

        return all;
    }

    /// <summary>A read as one key may ask it: of a file, which nobody reads of but the key that has brought it, it brings one.</summary>
    public static async Task<string> OwnAsync(HttpClient client, string read) =>
        read.Contains(Import, StringComparison.Ordinal) ? read.Replace(Import, await BringAsync(client), StringComparison.Ordinal) : read;

    private static async Task<string> FilledAsync(HttpClient client, string pattern)
    {
        var path = pattern.Replace("{orgId}", "shop", StringComparison.Ordinal).Replace("/connections/{id}", "/connections/alleaves", StringComparison.Ordinal)
            .Replace("{connectionId}", "alleaves", StringComparison.Ordinal);
        foreach (var parameter in (string[])["/{id}", "/{runId}"])
            if (path.EndsWith(parameter, StringComparison.Ordinal)) path = path[..^parameter.Length] + "/" + await FirstAsync(client, path[..^parameter.Length]);
        if (path.EndsWith("/spending", StringComparison.Ordinal)) path += "?who=" + await FirstAsync(client, "/api/orgs/shop/customers");
        return path.Replace(Import, "", StringComparison.Ordinal).Contains('{', StringComparison.Ordinal) ? throw new InvalidOperationException($"Nobody knows what to fill into the read {path}. Say so in {nameof(SiteReads)}.") : path;
    }

    private static int? MostOf(JsonElement read) => read.GetProperty("parameters").EnumerateArray()
        .Where(p => p.GetProperty("name").GetString() == "limit").Select(p => (int?)p.GetProperty("schema").GetProperty("maximum").GetInt32()).FirstOrDefault();

    private static async Task<string> FirstAsync(HttpClient client, string list)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(list));
        return Uri.EscapeDataString(answer.RootElement.GetProperty("items")[0].GetProperty("id").GetString()!);
    }

    private static async Task<string> BringAsync(HttpClient client)
    {
        var import = await SendAsync(client);
        while (await StateAsync(client, import) is "importing") await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System); // what asks too often is not measured any more
        return import;
    }

    private static async Task<string> SendAsync(HttpClient client)
    {
        while (true)
        {
            using var form = new MultipartFormDataContent { { new StringContent("orders"), "as" }, { new StringContent(File), "file", "sales.csv" } };
            using var taken = await client.PostAsync(Imports, form);
            var answer = await taken.Content.ReadAsStringAsync();
            if (taken.IsSuccessStatusCode)
            {
                using var begun = JsonDocument.Parse(answer);
                return begun.RootElement.GetProperty("id").GetString()!;
            }

            // The service syncs all once it has started, and the simulator is gone: that sync waits for it for a while.
            if (taken.StatusCode != HttpStatusCode.Conflict) throw new InvalidOperationException($"The file was not taken: {answer}");
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        }
    }

    private static async Task<string?> StateAsync(HttpClient client, string import)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync($"{Imports}/{import}"));
        return answer.RootElement.GetProperty("state").GetString();
    }
}
