using System.Text;
using Sync.Engine.Queries;
using Sync.Store;

namespace Sync.Engine.Tests.Harness;

/// <summary>All documents that downstream apps read, by path, so that a test can say what differs and not only that something does.</summary>
internal static class Snapshot
{
    private static readonly string[] Collections =
        ["customers", "orders", "unmatched_orders", "daily_sales", "customer_spending", "publicViews/products/items", "products", "inventory", "people"];

    private static readonly HashSet<string> Stamp = ["updatedAt"];

    public static async Task<SortedDictionary<string, string>> OfAsync(TestOrg org, bool stamps = false)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var collection in Collections)
            foreach (var document in await org.AllAsync(collection))
                all[$"{collection}/{document.Path.Id}"] = Encoding.UTF8.GetString(PlainJson.Of(document.Body, stamps ? new HashSet<string>() : Stamp));
        return all;
    }

    public static void ShouldEqual(this SortedDictionary<string, string> actual, SortedDictionary<string, string> expected, string context = "")
    {
        var differences = new List<string>();
        foreach (var path in expected.Keys.Union(actual.Keys).Order(StringComparer.Ordinal))
        {
            var (want, got) = (expected.GetValueOrDefault(path), actual.GetValueOrDefault(path));
            if (want != got) differences.Add($"{path}\n  expected {want ?? "nothing"}\n  but is   {got ?? "nothing"}");
        }

        if (differences.Count > 0)
            throw new ShouldAssertException($"{context}: {differences.Count} documents differ:\n" + string.Join("\n", differences.Take(6)));
    }

    /// <summary>Writes and deletes of documents that are not our own books.</summary>
    public static long TenantWrites(this IReadOnlyDictionary<string, StoreOperations> usage) =>
        Collections.Sum(c => usage.TryGetValue(c, out var o) ? o.Writes + o.Deletes : 0);
}
