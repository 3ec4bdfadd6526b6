namespace Sync.Simulator.Shopify;

/// <summary>What bulk operations and the choice of them need.</summary>
internal sealed partial class FakeShopifyGraph
{
    public GraphQlNode Mutations(string address) => new()
    {
        Type = "Mutation",
        ["bulkOperationRunQuery"] = a => pos.Bulk.Begin(a, address),
    };

    // The limit is ten thousand unless another is asked for.
    private static GraphQlNode Count(GraphQlArgs args, IEnumerable<Entry> entries, bool wholeDays) => new()
    {
        Type = "Count",
        ["count", true] = FakeShopifySearch.Of(args.Text("query"), wholeDays)(entries).Take(args.Number("limit") ?? 10_000).Count(),
    };
}
