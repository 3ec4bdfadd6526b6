using System.Globalization;
using System.Text.Json;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Toast;

/// <summary>
/// Writes orders as Toast does. What the truth says of an order is spread over its checks; beside it stand things that must
/// not count: a deleted check, a voided selection, a denied payment, modifiers whose prices are in their selection's already.
/// </summary>
/// <param name="truth">What is really there.</param>
/// <param name="customers">The guests, by id.</param>
/// <param name="showsGuests">Whether the credentials may see them.</param>
/// <param name="returned">What went back for a line, by its order and product.</param>
internal sealed class FakeToastOrders(PosTruth truth, Dictionary<string, TruthCustomer> customers, bool showsGuests, IReadOnlyDictionary<(string Order, string Product), long> returned)
{
    private readonly decimal scale = FakeToastAnswers.Scale(truth.Currency);

    public static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "+0000";

    /// <summary>The restaurant's day: it closes at four in the morning.</summary>
    public static string BusinessDate(TruthOrder order, TruthLocation place) =>
        TimeZoneInfo.ConvertTime(order.CreatedAt, TimeZoneInfo.FindSystemTimeZoneById(place.TimeZone)).AddHours(-4).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public void Write(Utf8JsonWriter w, TruthOrder order, TruthLocation place)
    {
        var voided = order.Status == TruthStatus.Cancelled;
        w.WriteStartObject();
        Reference(w, order.Id, "Order");
        w.WriteNull("server");
        w.WriteStartObject("diningOption");
        Reference(w, Derived(place.Id, "dine in"), "DiningOption");
        w.WriteEndObject();
        w.WriteString("openedDate", Date(order.CreatedAt));
        w.WriteString("createdDate", Date(order.CreatedAt.AddMilliseconds(300)));
        w.WriteString("modifiedDate", Date(order.UpdatedAt));
        w.WriteNull("promisedDate");
        w.WriteString("estimatedFulfillmentDate", order.Type is TruthType.Delivery or TruthType.Pickup ? Date(order.CreatedAt.AddMinutes(30)) : null);
        if (order.Type == TruthType.Delivery)
        {
            w.WriteStartObject("deliveryInfo");
            w.WriteString("address1", "1 Main Street");
            w.WriteString("city", "Boston");
            w.WriteEndObject();
        }
        else w.WriteNull("deliveryInfo");
        w.WriteNull("curbsidePickupInfo");
        w.WriteNumber("businessDate", int.Parse(BusinessDate(order, place), CultureInfo.InvariantCulture));
        w.WriteString("source", order.Type == TruthType.Online ? "Online" : "In Store");
        w.WriteString("approvalStatus", "APPROVED");
        w.WriteBoolean("voided", voided);
        w.WriteBoolean("deleted", order.Deleted);
        w.WriteString("deletedDate", order.Deleted ? Date(order.UpdatedAt) : "1970-01-01T00:00:00.000+0000");
        w.WriteBoolean("createdInTestMode", false);
        w.WriteBoolean("excessFood", false);
        w.WriteStartArray("checks");
        if (Odd(order, 3)) DeletedCheck(w, order);
        var split = order.Lines.Count > 1 && Odd(order, 2) ? 1 : order.Lines.Count;
        Check(w, order, order.Lines.Take(split).ToList(), true, split == order.Lines.Count);
        if (split < order.Lines.Count) Check(w, order, order.Lines.Skip(split).ToList(), false, true);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    // Extra charges, tax and tip stand on the first check, and the guest on the last: nothing may rely on either.
    private void Check(Utf8JsonWriter w, TruthOrder order, List<TruthLine> lines, bool first, bool last)
    {
        var cents = Discounts(order).Skip(first ? 0 : 1).Take(lines.Count).ToList();
        var charges = first ? order.ServiceCharge + order.Rounding : 0;
        var amount = lines.Sum(l => l.Total) - cents.Sum() + charges;
        var tax = first ? order.Tax : 0;
        w.WriteStartObject();
        Reference(w, Derived(order.Id, first ? "c1" : "c2"), "Check");
        w.WriteString("paymentStatus", order.Status == TruthStatus.Open ? "OPEN" : "CLOSED");
        w.WriteBoolean("voided", order.Status == TruthStatus.Cancelled);
        w.WriteBoolean("deleted", false);
        w.WriteNumber("amount", amount / scale);
        w.WriteNumber("taxAmount", tax / scale);
        w.WriteNumber("totalAmount", (amount + tax) / scale);
        w.WriteStartArray("appliedServiceCharges");
        if (first && order.ServiceCharge != 0) Charge(w, order, order.ServiceCharge, "SERVICE_CHARGE");
        if (first && order.Rounding != 0) Charge(w, order, order.Rounding, "CASH_ROUNDING");
        w.WriteEndArray();
        w.WriteStartArray("selections");
        for (var i = 0; i < lines.Count; i++) Selection(w, order, lines[i], cents[i], i);
        if (first && Odd(order, 5) && order.Status != TruthStatus.Cancelled) VoidedSelection(w, order);
        w.WriteEndArray();
        Guest(w, last ? order.CustomerId : null);
        w.WriteStartArray("payments");
        if (first) Payments(w, order, amount + tax);
        else if (order.Status != TruthStatus.Open) Payment(w, Derived(order.Id, "p2"), amount + tax, 0, "CAPTURED", 0);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private void Payments(Utf8JsonWriter w, TruthOrder order, long due)
    {
        if (Odd(order, 7)) Payment(w, Derived(order.Id, "p0"), due, 100, "DENIED", 0, order.Status == TruthStatus.Cancelled);
        if (order.Status != TruthStatus.Open || order.Tip != 0)
            Payment(w, Derived(order.Id, "p1"), due, order.Tip, order.Status == TruthStatus.Open ? "AUTHORIZED" : "CAPTURED", order.Refunded);
    }

    private void Payment(Utf8JsonWriter w, string id, long amount, long tip, string status, long refunded, bool empty = false)
    {
        w.WriteStartObject();
        Reference(w, id, "OrderPayment");
        w.WriteString("type", "CREDIT");
        w.WriteString("paymentStatus", status);
        w.WriteNumber("amount", empty ? 0 : amount / scale);
        w.WriteNumber("tipAmount", empty ? 0 : tip / scale);
        w.WriteNull("voidInfo");
        w.WriteString("refundStatus", refunded == 0 ? "NONE" : refunded < amount + tip ? "PARTIAL" : "FULL");
        if (refunded == 0) w.WriteNull("refund");
        else
        {
            var ofTip = Math.Max(0, refunded - amount);
            w.WriteStartObject("refund");
            w.WriteNumber("refundAmount", (refunded - ofTip) / scale);
            w.WriteNumber("tipRefundAmount", ofTip / scale);
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }

    private void Selection(Utf8JsonWriter w, TruthOrder order, TruthLine line, long discount, int i)
    {
        w.WriteStartObject();
        Reference(w, Derived(order.Id, "s" + i.ToString(CultureInfo.InvariantCulture)), "MenuItemSelection");
        Item(w, line.ProductId);
        w.WriteString("displayName", line.Name);
        w.WriteNumber("quantity", line.Quantity);
        w.WriteNumber("preDiscountPrice", line.Total / scale);
        w.WriteNumber("price", (line.Total - discount) / scale);
        w.WriteNumber("tax", 0);
        w.WriteBoolean("voided", order.Status == TruthStatus.Cancelled);
        w.WriteBoolean("deferred", false);
        RefundDetails(w, order, line);
        w.WriteStartArray("modifiers");
        if (i == 0)
        {
            w.WriteStartObject();
            Reference(w, Derived(order.Id, "m0"), "MenuItemSelection");
            Item(w, Derived(order.Id, "extra hot"));
            w.WriteString("displayName", "extra hot");
            w.WriteNumber("quantity", 1);
            w.WriteNumber("price", Math.Min(line.Total, 50) / scale);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }

    private void RefundDetails(Utf8JsonWriter w, TruthOrder order, TruthLine line)
    {
        if (!returned.TryGetValue((order.Id, line.ProductId), out var amount))
        {
            w.WriteNull("refundDetails");
            return;
        }

        w.WriteStartObject("refundDetails");
        w.WriteNumber("refundAmount", amount / scale);
        w.WriteNumber("taxRefundAmount", 0);
        w.WriteEndObject();
    }

    private static void VoidedSelection(Utf8JsonWriter w, TruthOrder order)
    {
        w.WriteStartObject();
        Reference(w, Derived(order.Id, "v0"), "MenuItemSelection");
        Item(w, order.Id);
        w.WriteString("displayName", "taken back");
        w.WriteNumber("quantity", 1);
        w.WriteNumber("preDiscountPrice", 9);
        w.WriteNumber("price", 9);
        w.WriteBoolean("voided", true);
        w.WriteEndObject();
    }

    private void DeletedCheck(Utf8JsonWriter w, TruthOrder order)
    {
        w.WriteStartObject();
        Reference(w, Derived(order.Id, "c0"), "Check");
        w.WriteString("paymentStatus", "OPEN");
        w.WriteBoolean("voided", false);
        w.WriteBoolean("deleted", true);
        w.WriteNumber("amount", 12);
        w.WriteNumber("taxAmount", 1);
        w.WriteNumber("totalAmount", 13);
        w.WriteStartArray("selections");
        w.WriteEndArray();
        w.WriteNull("customer");
        w.WriteEndObject();
    }

    private void Charge(Utf8JsonWriter w, TruthOrder order, long amount, string category)
    {
        w.WriteStartObject();
        Reference(w, Derived(order.Id, category), "AppliedServiceCharge");
        w.WriteStartObject("serviceCharge");
        Reference(w, Derived(category, "charge"), "ServiceCharge");
        w.WriteEndObject();
        w.WriteNumber("chargeAmount", amount / scale);
        w.WriteString("chargeType", "FIXED");
        w.WriteString("name", category);
        w.WriteBoolean("gratuity", false);
        w.WriteString("serviceChargeCategory", category);
        w.WriteEndObject();
    }

    // Without guest.pi:read the guest is missing.
    private void Guest(Utf8JsonWriter w, string? id)
    {
        if (!showsGuests || id is null || !customers.TryGetValue(id, out var guest))
        {
            w.WriteNull("customer");
            return;
        }

        w.WriteStartObject("customer");
        w.WriteString("guid", guest.Id);
        w.WriteString("entityType", "Customer");
        w.WriteString("firstName", guest.FirstName);
        w.WriteString("lastName", guest.LastName);
        var american = guest.Phone?.StartsWith("+1", StringComparison.Ordinal) == true;
        w.WriteString("phone", american ? guest.Phone![2..] : guest.Phone);
        w.WriteString("phoneCountryCode", american ? "1" : null);
        w.WriteString("email", guest.Email);
        w.WriteEndObject();
    }

    private static void Item(Utf8JsonWriter w, string id)
    {
        w.WriteStartObject("item");
        Reference(w, id, "MenuItem");
        w.WriteEndObject();
    }

    private static void Reference(Utf8JsonWriter w, string id, string type)
    {
        w.WriteString("guid", id);
        w.WriteString("entityType", type);
        w.WriteNull("externalId");
    }

    // A check's discount is in the prices of its selections.
    private static List<long> Discounts(TruthOrder order)
    {
        var (left, shares) = (order.Discount, new List<long>());
        for (var i = 0; i < order.Lines.Count; i++)
        {
            var share = i == order.Lines.Count - 1 ? left : Math.Min(left, order.Discount / order.Lines.Count);
            shares.Add(share);
            left -= share;
        }

        return shares;
    }

    private static bool Odd(TruthOrder order, int every) => order.Id.Sum(c => c) % every == 0;

    private static string Derived(string id, string part)
    {
        var bytes = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id + part));
        return new Guid(bytes.AsSpan(0, 16)).ToString();
    }
}
