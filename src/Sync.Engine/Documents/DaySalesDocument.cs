using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Sync.Insights.Sales;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>
/// How one location's business day stands in <c>daily_sales</c>. A day with more products than one document holds goes on in
/// <c>{id}.2</c>, <c>{id}.3</c> and so on, which hold products only.
/// </summary>
internal static class DaySalesDocument
{
    /// <summary>More documents than any day has: of what sold in one day, each holds thousands.</summary>
    private const int MostParts = 100;

    /// <summary>Products of a document take at most so many bytes, as Firestore counts them and with room to spare.</summary>
    private const int ProductBytesPerPart = 800_000;

    /// <summary>Our fields.</summary>
    public static FrozenSet<string> Fields { get; } = new[]
    {
        "businessDate", "byHour", "currency", "gross", "itemCount", "locationId", "net", "orderCount", "orgId", "part", "parts", "products", "refunds",
    }.ToFrozenSet();

    /// <summary>Our fields that a document of a day must not have.</summary>
    /// <param name="part">Which of the day's documents, from 1.</param>
    /// <param name="parts">How many there are.</param>
    public static IReadOnlyList<string> GoneFrom(int part, int parts) => part > 1 ? OfTheDay : parts > 1 ? ["part"] : ["part", "parts"];

    private static readonly string[] OfTheDay = ["byHour", "gross", "itemCount", "net", "orderCount", "parts", "refunds"];

    /// <summary>Stands for the content of all of a day's documents.</summary>
    public static ulong PrintOf(IEnumerable<DocumentBody> parts) => parts.Aggregate(0UL, (sum, part) => unchecked((sum * 31) + BodyParts.Print(part)));

    /// <summary>The day's document id: the date, with the location before it where an org has several.</summary>
    public static string IdOf(DateOnly date, string location, bool byLocation)
    {
        var day = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return DocumentId.Escape(byLocation ? location + "_" + day : day);
    }

    /// <summary>The day that a document's id is of, and which of its documents it is; null for an id that no day has.</summary>
    public static (string Day, int Part)? PartOf(string id)
    {
        var dot = id.LastIndexOf('.');
        if (dot >= 0 && int.TryParse(id.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var part) && part is > 1 and <= MostParts && IsDay(id[..dot])) return (id[..dot], part);
        return IsDay(id) ? (id, 1) : null;
    }

    private static bool IsDay(string id) => id.Length >= 10 && (id.Length == 10 || id[^11] == '_')
        && DateOnly.TryParseExact(id.AsSpan(id.Length - 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>The day's documents by id: one nearly always. Keys in ordinal order.</summary>
    public static IEnumerable<(string Id, DocumentBody Body)> Parts(
        DocumentScope scope, DateOnly date, string location, bool byLocation, DaySales day, Currency currency)
    {
        var id = IdOf(date, location, byLocation);
        var chunks = Chunks(scope, day.Products);
        yield return (id, Main(scope, date, location, day, currency, chunks.Count, chunks[0]));
        for (var part = 2; part <= chunks.Count; part++)
            yield return ($"{id}.{part}", More(scope, date, location, currency, part, chunks[part - 1]));
    }

    private static List<List<KeyValuePair<string, ProductSales>>> Chunks(DocumentScope scope, IEnumerable<KeyValuePair<string, ProductSales>> products)
    {
        List<List<KeyValuePair<string, ProductSales>>> chunks = [[]];
        var bytes = 0;
        foreach (var product in products)
        {
            var size = Encoding.UTF8.GetByteCount(product.Key) + scope.Prefix.Length + 64; // two numbers, three names and the map around them
            if (bytes + size > ProductBytesPerPart && chunks[^1].Count > 0)
            {
                chunks.Add([]);
                bytes = 0;
            }

            chunks[^1].Add(product);
            bytes += size;
        }

        return chunks;
    }

    private static DocumentBody Main(
        DocumentScope scope, DateOnly date, string location, DaySales day, Currency currency, int parts, List<KeyValuePair<string, ProductSales>> products) =>
        DocumentBody.Build(w =>
        {
            w.Text("businessDate", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            w.List("byHour", Enumerable.Range(0, 24).Where(h => day.Hours[h] != default), (m, hour) =>
            {
                m.Number("hour", hour);
                m.Money("net", new Money(day.Hours[hour].Net, currency));
                m.Number("orderCount", day.Hours[hour].Orders);
            });
            w.Text("currency", currency.Code);
            w.Money("gross", new Money(day.Gross, currency));
            w.Number("itemCount", day.Items);
            w.Text("locationId", location);
            w.Money("net", new Money(day.Net, currency));
            w.Number("orderCount", day.Orders);
            w.Text("orgId", scope.Org.Value);
            if (parts > 1) w.Number("parts", parts);
            WriteProducts(w, scope, products, currency);
            w.Money("refunds", new Money(day.Refunds, currency));
        });

    private static DocumentBody More(
        DocumentScope scope, DateOnly date, string location, Currency currency, int part, List<KeyValuePair<string, ProductSales>> products) =>
        DocumentBody.Build(w =>
        {
            w.Text("businessDate", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            w.Text("currency", currency.Code);
            w.Text("locationId", location);
            w.Text("orgId", scope.Org.Value);
            w.Number("part", part);
            WriteProducts(w, scope, products, currency);
        });

    private static void WriteProducts(DocumentBodyWriter w, DocumentScope scope, IEnumerable<KeyValuePair<string, ProductSales>> products, Currency currency) =>
        w.List("products", products, (m, product) =>
        {
            m.Money("net", new Money(product.Value.Net, currency));
            m.Text("productId", scope.KeyOrNone(product.Key));
            m.Number("quantity", product.Value.Quantity);
        });
}
