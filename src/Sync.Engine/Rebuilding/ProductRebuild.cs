using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>Reads products' rows out of their stored documents; a product whose two documents disagree has a row that matches nothing.</summary>
internal sealed class ProductRebuild(RunContext run)
{
    private static readonly HashSet<string> WithoutCosts = [.. ProductDocument.Fields.Where(f => f is not ("cost" or "batchCost"))];

    private readonly Dictionary<string, (DocumentBody Own, StableHash Legacy, bool PublicSeen)> products = [];

    public void Add(StoredDocument document)
    {
        if (run.PosIdOf(document.Path) is not { } id) return;
        var own = document.Body.CanonicalOf(ProductDocument.Fields);
        products[id] = (own, BodyParts.Fingerprint(own), false);
    }

    public void AddPublic(StoredDocument document)
    {
        if (run.PosIdOf(document.Path) is not { } id) return;
        var shown = document.Body.CanonicalOf(ProductDocument.Fields);
        var legacy = products.GetValueOrDefault(id);
        var expected = legacy.Own == default ? default : run.Org.PublicMenu ? legacy.Own.CanonicalOf(WithoutCosts) : legacy.Own;
        var agree = legacy.Own != default && expected.Json.Span.SequenceEqual(shown.Json.Span);
        products[id] = (legacy.Own, agree ? legacy.Legacy : ProductRow.InPieces, true);
    }

    public LedgerTable Table()
    {
        var table = new LedgerTable();
        var row = new RowWriter();
        var before = run.Before?.Loaded.GetValueOrDefault(TableNames.Products);
        foreach (var (id, product) in products)
        {
            var key = StableHash.Of(id);
            // Its documents do not tell its group, and the POS need not show it again.
            var group = before is not null && before.TryGet(key, out var former) ? ProductRow.GroupOf(former) : null;
            ProductRow.Write(row, product.PublicSeen ? product.Legacy : ProductRow.InPieces, group);
            table.Set(id, key, row.Written);
        }

        return table;
    }
}
