using System.Text.Json;

namespace Sync.Benchmarks;

/// <summary>Every read of the API, from the document that describes it, so that none is forgotten.</summary>
internal static class SiteReads
{
    /// <summary>The scopes that reads take.</summary>
    public static string[] Scopes { get; } = ["data:read", "data:export", "audit:read", "members:write", "keys:write", "connections:write", "settings:write"];

    /// <summary>The addresses of all reads, each with what the tenant holds; those in pages with the most that may be asked for, too.</summary>
    /// <param name="client">Somebody who may read everything.</param>
    /// <exception cref="InvalidOperationException">There is a read with a parameter that nobody knows here.</exception>
    public static async Task<IReadOnlyList<string>> AllAsync(HttpClient client)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        List<string> all = ["/openapi/v1.json", "/api/orgs/shop/orders?limit=200"];
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _)).Select(p => p.Name))
            all.Add(await FilledAsync(client, path));
        return all;
    }

    private static async Task<string> FilledAsync(HttpClient client, string pattern)
    {
        var path = pattern.Replace("{orgId}", "shop", StringComparison.Ordinal).Replace("/connections/{id}", "/connections/alleaves", StringComparison.Ordinal)
            .Replace("{connectionId}", "alleaves", StringComparison.Ordinal);
        foreach (var parameter in (string[])["/{id}", "/{runId}"])
            if (path.EndsWith(parameter, StringComparison.Ordinal)) path = path[..^parameter.Length] + "/" + await FirstAsync(client, path[..^parameter.Length]);
        if (path.EndsWith("/spending", StringComparison.Ordinal)) path += "?who=" + await FirstAsync(client, "/api/orgs/shop/customers");
        return path.Contains('{', StringComparison.Ordinal) ? throw new InvalidOperationException($"Nobody knows what to fill into the read {path}. Say so in {nameof(SiteReads)}.") : path;
    }

    private static async Task<string> FirstAsync(HttpClient client, string list)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(list));
        return Uri.EscapeDataString(answer.RootElement.GetProperty("items")[0].GetProperty("id").GetString()!);
    }
}
