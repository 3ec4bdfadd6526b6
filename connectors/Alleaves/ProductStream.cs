using Sync.ConnectorKit;
using Sync.Connectors.Alleaves.Mapping;
using Sync.Connectors.Alleaves.Wire;

namespace Sync.Connectors.Alleaves;

/// <summary>Reads all products in one call.</summary>
internal static class ProductStream
{
    public static async Task<RecordPage> ReadAsync(ConnectionContext connection, AlleavesClient client, CancellationToken cancellation)
    {
        var answer = await client.InventoryAsync(cancellation).ConfigureAwait(false);
        var rows = client.RowsAreBatches ? Batches.Merge(answer.Rows) : answer.Rows;
        var warnings = new Warnings();
        var mapping = new ProductMapping(connection.Currency, warnings, connection.Settings.Text(Settings.Potency) != Settings.Milligrams);
        var page = PageMapping.Map(rows, null, r => r.Id, mapping.Map);
        return page with { End = End(rows, warnings) };
    }

    // A row whose id is lost may be a product that is stored: then none may be called gone.
    private static StreamEnd End(IReadOnlyList<ProductRow?> rows, Warnings odd)
    {
        var warnings = odd.Lines.ToList();
        var named = rows.Where(r => r?.Id is not null).ToList();
        var repeated = named.Count - named.Select(r => r!.Id).Distinct().Count();
        if (repeated > 0) warnings.Add($"{repeated} products are listed twice: the last one counts");
        var nameless = rows.Count - named.Count;
        if (nameless > 0) warnings.Add($"{nameless} products have no id");
        return new StreamEnd(null, nameless > 0 ? CoverageKind.Changes : CoverageKind.Everything) { Warnings = warnings };
    }
}
