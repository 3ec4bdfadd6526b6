using System.Collections.Frozen;
using System.Globalization;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>
/// How an order stands in <c>orders/{id}</c>, and, with what is known of the buyer in place of a customer, in
/// <c>unmatched_orders/{id}</c>.
/// </summary>
internal static class OrderDocument
{
    private const string StatedDate = "pos";

    private static readonly string[] Buyer = ["buyerEmail", "buyerName", "buyerPhone", "buyerUserId"];

    private static readonly string[] Common =
    [
        "businessDate", "businessDateSource", "createdAt", "currency", "discount", "id", "items", "locationId", "orgId", "refunded", "rounding",
        "serviceCharge", "source", "status", "subtotal", "tax", "timeZone", "tip", "total", "type", "unbalanced",
    ];

    /// <summary>Our fields in <c>orders</c>.</summary>
    public static FrozenSet<string> MatchedFields { get; } = Common.Append("customerId").ToFrozenSet();

    /// <summary>Our fields in <c>unmatched_orders</c>.</summary>
    public static FrozenSet<string> UnmatchedFields { get; } = Common.Concat(Buyer).ToFrozenSet();

    /// <summary>Keys in ordinal order.</summary>
    /// <param name="w">Where to.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="order">What.</param>
    /// <param name="customer">The POS's id of its customer; null for nobody.</param>
    /// <param name="date">Its business date.</param>
    /// <param name="location">Where it was sold.</param>
    public static void Write(DocumentBodyWriter w, DocumentScope scope, Order order, string? customer, DateOnly date, string location)
    {
        w.Begin();
        w.Text("businessDate", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        // What the date was found by is kept, since a ledger made anew from documents has to find the same one.
        if (order.BusinessDate is not null) w.Text("businessDateSource", StatedDate);
        if (customer is null) WriteBuyer(w, order);
        w.Time("createdAt", order.CreatedAt);
        w.Text("currency", order.Total.Currency.Code);
        if (customer is not null) w.Text("customerId", scope.Key(customer));
        w.Money("discount", order.Discount);
        w.Text("id", scope.Key(order.Id));
        WriteLines(w, scope, order.Lines);
        w.Text("locationId", scope.Key(location));
        w.Text("orgId", scope.Org.Value);
        w.Money("refunded", order.Refunded);
        if (order.Rounding is { } rounding) w.Money("rounding", rounding);
        if (order.ServiceCharge is { } charge) w.Money("serviceCharge", charge);
        w.Text("source", scope.Source);
        w.Text("status", NameOf(order.Status));
        w.Money("subtotal", order.Subtotal);
        w.Money("tax", order.Tax);
        w.OptionalText("timeZone", order.TimeZone);
        if (order.Tip is { } tip) w.Money("tip", tip);
        w.Money("total", order.Total);
        w.Text("type", NameOf(order.Type));

        // The POS's total stands; what its parts come to otherwise is said and not hidden.
        if (order.Unbalanced is { Minor: not 0 } difference) w.Money("unbalanced", difference);
    }

    /// <summary>What an update removes: our fields that the order lacks.</summary>
    public static IReadOnlyList<string> GoneFrom(Order order, bool matched)
    {
        var gone = new List<string>(10);
        if (order.Unbalanced.Minor == 0) gone.Add("unbalanced");
        if (order.Rounding is null) gone.Add("rounding");
        if (order.ServiceCharge is null) gone.Add("serviceCharge");
        if (order.Tip is null) gone.Add("tip");
        if (order.TimeZone is null) gone.Add("timeZone");
        if (order.BusinessDate is null) gone.Add("businessDateSource");
        if (matched) return gone;
        if (order.BuyerEmail is null) gone.Add("buyerEmail");
        if (order.BuyerName is null) gone.Add("buyerName");
        if (order.BuyerPhone is null) gone.Add("buyerPhone");
        if (order.BuyerUserId is null) gone.Add("buyerUserId");
        return gone;
    }

    /// <summary>The stored body of an unmatched order, as it would stand with a customer; or the other way round.</summary>
    public static DocumentBody Moved(DocumentBody stored, string? customerKey, string? buyerEmail, string? buyerUserId)
    {
        var fields = stored.Read();
        var names = new SortedSet<string>(Common.Where(fields.Has), StringComparer.Ordinal);
        if (customerKey is not null) names.Add("customerId");
        if (buyerEmail is not null) names.Add("buyerEmail");
        if (buyerUserId is not null) names.Add("buyerUserId");
        return DocumentBody.Build(w =>
        {
            foreach (var name in names)
                switch (name)
                {
                    case "customerId": w.Text(name, customerKey!); break;
                    case "buyerEmail": w.Text(name, buyerEmail!); break;
                    case "buyerUserId": w.Text(name, buyerUserId!); break;
                    default: w.Copy(name, fields.Value(name)!.Value); break;
                }
        }).Canonical();
    }

    /// <summary>Our fields of a stored order that tell of its buyer: those of an unmatched one.</summary>
    public static IReadOnlyList<string> BuyerFieldsOf(DocumentBody stored)
    {
        var fields = stored.Read();
        return [.. Buyer.Where(fields.Has)];
    }

    /// <summary>What others keep on a stored order, matched or not: it goes with it.</summary>
    public static DocumentBody OfOthers(DocumentBody stored)
    {
        var fields = stored.Read();
        var names = fields.Names.Where(n => !UnmatchedFields.Contains(n) && n is not ("customerId" or "updatedAt")).ToList();
        return names.Count == 0 ? DocumentBody.Empty : DocumentBody.Build(w =>
        {
            foreach (var name in names) w.Copy(name, fields.Value(name)!.Value);
        });
    }

    /// <summary>The business date of a stored order, where the POS stated it; null where it was found by a clock.</summary>
    public static DateOnly? StatedDateOf(DocumentFields stored) => stored.Text("businessDateSource") == StatedDate ? DateOf(stored) : null;

    /// <summary>The business date as it stands there; null where it is no date.</summary>
    public static DateOnly? DateOf(DocumentFields stored) =>
        DateOnly.TryParseExact(stored.Text("businessDate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>The same fields with this business date; as they are where it is this one.</summary>
    public static DocumentBody WithDate(DocumentBody own, DateOnly date)
    {
        var fields = own.Read();
        var text = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (fields.Text("businessDate") == text) return own;
        return DocumentBody.Build(w =>
        {
            w.Text("businessDate", text);
            foreach (var name in fields.Names.Where(n => n != "businessDate")) w.Copy(name, fields.Value(name)!.Value);
        }).Canonical();
    }

    private static void WriteBuyer(DocumentBodyWriter w, Order order)
    {
        w.OptionalText("buyerEmail", order.BuyerEmail);
        w.OptionalText("buyerName", order.BuyerName);
        w.OptionalText("buyerPhone", order.BuyerPhone);
        w.OptionalText("buyerUserId", order.BuyerUserId);
    }

    // Products go by the id of their document; a line that names none stays without.
    private static void WriteLines(DocumentBodyWriter w, DocumentScope scope, IReadOnlyList<OrderLine> lines)
    {
        if (scope.Prefix.Length == 0) w.List("items", lines, WriteLine);
        else w.List("items", lines.Select(l => l with { ProductId = scope.KeyOrNone(l.ProductId) }), WriteLine);
    }

    private static void WriteLine(DocumentBodyWriter w, OrderLine line)
    {
        w.OptionalText("category", line.Category);
        w.Text("name", line.Name);
        w.Number("price", line.UnitPrice);
        w.Text("productId", line.ProductId);
        w.Number("quantity", line.Quantity);
        w.Money("total", line.Total);
    }

    private static string NameOf(OrderStatus status) => status switch
    {
        OrderStatus.Completed => "completed",
        OrderStatus.Open => "open",
        OrderStatus.Cancelled => "cancelled",
        OrderStatus.Refunded => "refunded",
        _ => "partially_refunded",
    };

    /// <summary>The status of a name in documents.</summary>
    public static OrderStatus StatusOf(string? name) => Enum.GetValues<OrderStatus>().FirstOrDefault(s => NameOf(s) == name);

    private static string NameOf(OrderType type) => type switch
    {
        OrderType.Delivery => "delivery",
        OrderType.Pickup => "pickup",
        OrderType.Online => "online",
        _ => "in_store",
    };
}
