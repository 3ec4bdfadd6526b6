using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>Reads products' rows out of their stored documents; a product whose two documents disagree has a row that matches nothing.</summary>
internal sealed class ProductRebuild(RunContext run)
{
    private static readonly HashSet<string> WithoutCosts = [.. ProductDocument.Fields.Where(f => f is not ("cost" or "batchCost"))];

    private static readonly HashSet<string> WithoutPrice = [.. ProductDocument.Fields.Where(f => f is not "price")];

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
            ReadOnlySpan<byte> former = default;
            var known = before is not null && before.TryGet(key, out former);
            var group = known ? ProductRow.GroupOf(former) : null;
            ProductRow.Write(row, !product.PublicSeen ? ProductRow.InPieces : known ? PrintOf(product.Own, product.Legacy, former) : product.Legacy, group);
            table.Set(id, key, row.Written);
        }

        return table;
    }

    // A price that the POS does not state is not the POS's, so it is in no print of what the POS says.
    private static StableHash PrintOf(DocumentBody own, StableHash whole, ReadOnlySpan<byte> former) =>
        whole != ProductRow.InPieces && BodyParts.Fingerprint(own.CanonicalOf(WithoutPrice)) is var unpriced && new RowReader(former).Fingerprint128() == unpriced
            ? unpriced
            : whole;
}
