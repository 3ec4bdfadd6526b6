using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Sync.Connectors.Shopify;

/// <summary>How one kind of record is read in bulk.</summary>
/// <param name="Pages">The document that asks for a page of them, which the choice between the two compares with.</param>
/// <param name="Count">The document that asks how many there are.</param>
/// <param name="Filter">Which are asked for.</param>
/// <param name="Query">What the operation is to run, by the filter.</param>
/// <param name="Open">Begins a record with its own line.</param>
/// <param name="Begun">Is told what the shop says of itself, before the first record.</param>
internal sealed record BulkKind<TRow>(
    string Pages,
    string Count,
    Func<Place, string> Filter,
    Func<string, string> Query,
    Func<JsonElement, BulkRecord<TRow>> Open,
    Action<BulkStatusData, Place> Begun) where TRow : class
{
    /// <summary>The times of creation by which a history is parted, where it has records on either side; the latest first.</summary>
    public Func<Place, IEnumerable<DateTimeOffset>> Edges { get; init; } = _ => [];
}

/// <summary>A record whose own are still coming.</summary>
/// <param name="Id">The record's gid.</param>
/// <param name="Add">Takes one of its own, by its type's name; false where it has none of that type.</param>
/// <param name="Close">The record with all of them.</param>
internal sealed record BulkRecord<TRow>(string? Id, Func<string?, JsonElement, bool> Add, Func<TRow> Close);

/// <summary>Records in the file, and where the next one begins; null after the last.</summary>
internal sealed record BulkChunk<TRow>(IReadOnlyList<TRow?> Rows, BulkMark? Next, long Lines) where TRow : class;

/// <summary>Puts the records of a file together: each one's line is followed by those of its own.</summary>
internal sealed class BulkRecords<TRow>(BulkFile file, Func<JsonElement, BulkRecord<TRow>> open) where TRow : class
{
    private const int Rows = 250;
    private const int MostOfOneRecord = 100_000;

    private BulkRecord<TRow>? current;
    private int own;

    /// <exception cref="BulkUnusableException">The file is not what was asked for.</exception>
    public async IAsyncEnumerable<BulkChunk<TRow>> ReadAsync(BulkMark mark, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = new List<TRow?>(Rows);
        var lines = mark.Lines;
        await foreach (var line in file.LinesAsync(mark.Bytes, cancellation).ConfigureAwait(false))
        {
            if (!IsBlank(line.Json.Span) && Take(line.Json) is { } whole) rows.Add(whole);
            if (rows.Count == Rows)
            {
                yield return new BulkChunk<TRow>(rows, mark with { Bytes = line.Start, Lines = lines }, lines);
                rows = new List<TRow?>(Rows);
            }

            lines++;
        }

        if (current is not null) rows.Add(current.Close());
        yield return new BulkChunk<TRow>(rows, null, lines);
    }

    // Returns the record that this line shows to be whole.
    private TRow? Take(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (Text(root, "__parentId") is { } parent)
            {
                AddOwn(parent, root);
                return null;
            }

            var whole = current?.Close();
            (current, own) = (open(root), 0);
            return whole;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BulkUnusableException("its file holds what cannot be understood", e);
        }
    }

    private void AddOwn(string parent, JsonElement line)
    {
        // One that stands elsewhere shows that records before it may not have been whole.
        if (current?.Id != parent) throw new BulkUnusableException("its file is not grouped by record");
        if (!current.Add(Text(line, "__typename"), line)) throw new BulkUnusableException("its file holds what was not asked for");
        if (++own > MostOfOneRecord) throw new BulkUnusableException("a record in its file has no end");
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\r') < 0;
}

/// <summary>The records of a shop and what is their own.</summary>
internal static class BulkRecord
{
    public static BulkRecord<OrderRow> Order(JsonElement line)
    {
        var row = line.Deserialize(ShopifyBulkJson.Default.OrderRow)!;
        var (lines, shipping) = (new List<LineRow?>(), new List<ShippingRow?>());
        return new BulkRecord<OrderRow>(
            row.Id,
            (type, own) =>
            {
                if (type == "LineItem") lines.Add(own.Deserialize(ShopifyBulkJson.Default.LineRow));
                else if (type == "ShippingLine") shipping.Add(own.Deserialize(ShopifyBulkJson.Default.ShippingRow));
                return type is "LineItem" or "ShippingLine";
            },
            () => row with { LineItems = new Connection<LineRow>(lines, null), ShippingLines = new Connection<ShippingRow>(shipping, null) });
    }

    public static BulkRecord<CustomerRow> Customer(JsonElement line)
    {
        var row = line.Deserialize(ShopifyBulkJson.Default.CustomerRow)!;
        return new BulkRecord<CustomerRow>(row.Id, (_, _) => false, () => row);
    }

    public static BulkRecord<ProductRow> Product(JsonElement line)
    {
        var row = line.Deserialize(ShopifyBulkJson.Default.ProductRow)!;
        var variants = new List<VariantRow?>();
        return new BulkRecord<ProductRow>(
            row.Id,
            (type, own) =>
            {
                if (type == "ProductVariant") variants.Add(own.Deserialize(ShopifyBulkJson.Default.VariantRow));
                return type == "ProductVariant";
            },
            () => row with { Variants = new Connection<VariantRow>(variants, null) });
    }
}
