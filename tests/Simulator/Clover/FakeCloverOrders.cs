using System.Globalization;
using System.Text.Json;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Clover;

/// <summary>Orders in Clover's words: no quantities, tips and taxes on payments, refunds and credits of their own.</summary>
internal sealed partial class FakeCloverAnswers
{
    // Lists inside an order stop here without a word.
    private const int NestedLimit = 100;
    private const int MostPieces = 2000;

    public IEnumerable<FakeCloverRow> Orders() => Mine().Select(o => new FakeCloverRow(
        o.Id, o.CreatedAt, o.UpdatedAt, DeletedAt(o), (w, expand) =>
        {
            if (fake.Raw.TryGetValue(o.Id, out var raw)) w.WriteRawValue(raw);
            else Order(w, o, expand);
        }));

    public IEnumerable<FakeCloverRow> LineItems(string order) => Mine().Where(o => o.Id == order)
        .SelectMany(o => Pieces(o).Select(p => new FakeCloverRow(p.Id, o.CreatedAt, null, null, (w, _) => Piece(w, p))));

    public IEnumerable<FakeCloverRow> Payments() => Mine().Where(o => HasPayment(o) && DeletedAt(o) is null)
        .Select(o => new FakeCloverRow("P" + o.Id, o.CreatedAt, PaymentTime(o), null, (w, expand) => Payment(w, o, expand.Contains("cardTransaction"))));

    public IEnumerable<FakeCloverRow> Refunds() => Mine().Where(o => o.Refunded > 0 && !IsReturn(o) && DeletedAt(o) is null)
        .Select(o => new FakeCloverRow("R" + o.Id, RefundTime(o), null, null, (w, _) => Refund(w, o)));

    public IEnumerable<FakeCloverRow> Credits() => Mine().Where(o => IsReturn(o) && DeletedAt(o) is null)
        .Select(o => new FakeCloverRow("K" + o.Id, o.CreatedAt, null, null, (w, _) => Credit(w, o)));

    private IEnumerable<TruthOrder> Mine() => Truth.Orders.Snapshot().Where(o => Here(o.LocationId));

    private void Order(Utf8JsonWriter w, TruthOrder o, HashSet<string> expand)
    {
        w.WriteStartObject();
        w.WriteString("href", $"https://api.clover.com/v3/merchants/{fake.MerchantId}/orders/{o.Id}");
        w.WriteString("id", o.Id);
        w.WriteString("currency", Truth.Currency);
        w.WriteNumber("total", Math.Abs(o.Total) - o.Tip); // never with tips
        w.WriteBoolean("isVat", false);
        w.WriteString("state", o.Status == TruthStatus.Open ? "open" : "locked");
        w.WriteBoolean("testMode", false);
        w.WriteString("paymentState", PaymentState(o));
        Time(w, "createdTime", o.CreatedAt);
        Time(w, "clientCreatedTime", o.CreatedAt);
        Time(w, "modifiedTime", o.UpdatedAt);
        if (DeletedAt(o) is { } deleted) Time(w, "deletedTimestamp", deleted);
        if (expand.Contains("orderType") && o.Type != TruthType.InStore) OrderType(w, o.Type);
        if (expand.Contains("customers")) Elements<string>(w, "customers", o.CustomerId is null ? [] : [o.CustomerId], Id);
        if (expand.Contains("lineItems")) Elements(w, "lineItems", Pieces(o).Take(NestedLimit), Piece);
        if (expand.Contains("discounts") && o.Discount != 0) Elements<long>(w, "discounts", [-o.Discount], Discount);
        if (expand.Contains("payments")) Elements<TruthOrder>(w, "payments", HasPayment(o) ? [o] : [], (x, p) => Payment(x, p, expand.Contains("payment.cardTransaction")));
        if (expand.Contains("voids")) Elements<TruthOrder>(w, "voids", o.Status == TruthStatus.Cancelled ? [o] : [], (x, p) => Payment(x, p, false));
        if (expand.Contains("refunds")) Elements<TruthOrder>(w, "refunds", o.Refunded > 0 && !IsReturn(o) ? [o] : [], Refund);
        if (expand.Contains("credits")) Elements<TruthOrder>(w, "credits", IsReturn(o) ? [o] : [], Credit);
        w.WriteEndObject();
    }

    // What merchants call their types is up to them.
    private static void OrderType(Utf8JsonWriter w, TruthType type)
    {
        w.WriteStartObject("orderType");
        w.WriteString("id", "T" + type);
        w.WriteString("label", type switch { TruthType.Delivery => "Home delivery", TruthType.Pickup => "Take out", _ => "Online order" });
        w.WriteEndObject();
    }

    private sealed record PieceOf(string Id, TruthLine Line, decimal? UnitQuantity, bool Again, bool Back);

    // Three teas are three lines; what is sold by weight, and what is too much to count, has a quantity with three decimals.
    private IEnumerable<PieceOf> Pieces(TruthOrder order)
    {
        var products = new HashSet<string>();
        var number = 0;
        foreach (var (place, line) in order.Lines.Index())
        {
            var back = fake.Returned.GetValueOrDefault((order.Id, place));
            var again = !products.Add(line.ProductId);
            var quantity = IsReturn(order) ? -line.Quantity : line.Quantity;
            var counted = quantity > 0 && quantity <= MostPieces && decimal.Truncate(quantity) == quantity;
            for (var i = 0; i < (counted ? quantity : 1); i++)
                yield return new PieceOf($"{order.Id}L{(++number).ToString(CultureInfo.InvariantCulture)}", line, counted ? null : quantity, again, i < back);
        }
    }

    private static void Piece(Utf8JsonWriter w, PieceOf piece)
    {
        w.WriteStartObject();
        w.WriteString("id", piece.Id);
        if (piece.Line.ProductId.Length > 0) Reference(w, "item", piece.Line.ProductId);
        w.WriteString("name", piece.Line.Name);
        w.WriteNumber("price", piece.Line.UnitPrice);
        if (piece.UnitQuantity is { } quantity) w.WriteNumber("unitQty", (long)(quantity * 1000));
        // Rung up apart, for a reason that was written down.
        if (piece.Again) w.WriteString("note", "for later");
        w.WriteBoolean("isRevenue", true);
        w.WriteBoolean("refunded", piece.Back);
        w.WriteEndObject();
    }

    private static void Discount(Utf8JsonWriter w, long amount)
    {
        w.WriteStartObject();
        w.WriteString("id", "D1");
        w.WriteString("name", "Off");
        w.WriteNumber("amount", amount);
        w.WriteEndObject();
    }

    private void Payment(Utf8JsonWriter w, TruthOrder o, bool withCard)
    {
        w.WriteStartObject();
        w.WriteString("id", "P" + o.Id);
        Reference(w, "order", o.Id);
        w.WriteNumber("amount", o.Total - o.Tip);
        w.WriteNumber("tipAmount", o.Tip);
        w.WriteNumber("taxAmount", o.Tax);
        if (o.ServiceCharge != 0)
        {
            w.WriteStartObject("serviceCharge");
            w.WriteNumber("amount", o.ServiceCharge);
            w.WriteEndObject();
        }

        if (withCard && fake.Cardholders.TryGetValue(o.Id, out var holder))
        {
            w.WriteStartObject("cardTransaction");
            w.WriteString("cardholderName", holder);
            w.WriteEndObject();
        }

        w.WriteString("result", o.Status switch { TruthStatus.Cancelled => "VOIDED", TruthStatus.Open => "AUTH", _ => "SUCCESS" });
        Time(w, "createdTime", o.CreatedAt);
        Time(w, "modifiedTime", PaymentTime(o));
        w.WriteEndObject();
    }

    private void Refund(Utf8JsonWriter w, TruthOrder o)
    {
        w.WriteStartObject();
        w.WriteString("id", "R" + o.Id);
        Reference(w, "orderRef", o.Id);
        Reference(w, "payment", "P" + o.Id);
        w.WriteNumber("amount", o.Refunded); // positive
        w.WriteString("status", "SUCCESS");
        Time(w, "createdTime", RefundTime(o));
        if (fake.DeletedRefunds.TryGetValue(o.Id, out var deleted)) Time(w, "deletedTime", deleted);
        w.WriteEndObject();
    }

    private static void Credit(Utf8JsonWriter w, TruthOrder o)
    {
        w.WriteStartObject();
        w.WriteString("id", "K" + o.Id);
        Reference(w, "orderRef", o.Id);
        w.WriteNumber("amount", -o.Total);
        w.WriteNumber("taxAmount", -o.Tax);
        w.WriteString("result", "SUCCESS");
        Time(w, "createdTime", o.CreatedAt);
        w.WriteEndObject();
    }

    private static void Id(Utf8JsonWriter w, string id)
    {
        w.WriteStartObject();
        w.WriteString("id", id);
        w.WriteEndObject();
    }

    // Nothing is paid on an open order, unless a card was put down for it.
    private static bool HasPayment(TruthOrder o) => !IsReturn(o) && (o.Status != TruthStatus.Open || o.Tip > 0);

    private static bool IsReturn(TruthOrder o) => o.Total < 0;

    private DateTimeOffset PaymentTime(TruthOrder o) => fake.PaymentChangedAt.GetValueOrDefault(o.Id, o.UpdatedAt);

    private DateTimeOffset RefundTime(TruthOrder o) => fake.RefundedAt.GetValueOrDefault(o.Id, o.UpdatedAt);

    private DateTimeOffset? DeletedAt(TruthOrder o) => fake.HiddenDeletions.TryGetValue(o.Id, out var hidden) ? hidden : o.Deleted ? o.UpdatedAt : null;

    private static string PaymentState(TruthOrder o)
    {
        if (o.Status != TruthStatus.Completed) return "OPEN";
        if (IsReturn(o)) return "CREDITED";
        return o.Refunded <= 0 ? "PAID" : o.Refunded >= o.Total ? "REFUNDED" : "PARTIALLY_REFUNDED";
    }
}
