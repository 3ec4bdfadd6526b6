using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.Connectors.Alleaves.Mapping;
using Sync.Connectors.Alleaves.Wire;

namespace Sync.Connectors.Alleaves;

/// <summary>Reads all products in one call.</summary>
internal static class ProductStream
{
    public static async IAsyncEnumerable<RecordPage> ReadAsync(
        ConnectionContext connection, AlleavesClient client, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var answer = await client.InventoryAsync(cancellation).ConfigureAwait(false);
        var rows = client.RowsAreBatches ? Batches.Merge(answer.Rows) : answer.Rows;
        var warnings = new Warnings();
        var mapping = new ProductMapping(connection.Currency, warnings, connection.Settings.Text(Settings.Potency) != Settings.Milligrams);
        var page = PageMapping.Map(rows, null, r => r.Id, mapping.Map);
        var whole = !(answer.Total > answer.Rows.Count);
        yield return page with { End = whole ? End(rows, warnings) : null };
        if (!whole) throw Short(answer.Total!.Value, answer.Rows.Count);
    }

    // The reference states no total here. Where one is stated, what is missing must not be called gone.
    private static RestartPagingException Short(long total, int sent) => new(
        "The POS has more products than it sent. Sync will read them again; nothing was removed.",
        $"The total says {total} products but the answer held {sent}.");

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
