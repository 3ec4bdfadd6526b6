using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Clover;

/// <summary>A reference to another object.</summary>
internal sealed record RefRow
{
    public string? Id { get; init; }
}

/// <summary>A list inside an object: there only where it was asked for with <c>expand</c>.</summary>
internal sealed record ListOf<T> where T : class
{
    public List<T?>? Elements { get; init; }
}

/// <summary>An order as sent.</summary>
internal sealed record OrderRow
{
    public string? Id { get; init; }
    public string? Currency { get; init; }
    public ListOf<CustomerRow>? Customers { get; init; }
    public WireNumber Total { get; init; }
    public string? PaymentState { get; init; }
    public OrderTypeRow? OrderType { get; init; }
    public bool? IsVat { get; init; }
    public bool? TestMode { get; init; }
    public WireNumber CreatedTime { get; init; }
    public WireNumber ModifiedTime { get; init; }
    public WireNumber DeletedTimestamp { get; init; }
    public ChargeRow? ServiceCharge { get; init; }
    public ListOf<DiscountRow>? Discounts { get; init; }
    public ListOf<LineRow>? LineItems { get; init; }
    public ListOf<PaymentRow>? Payments { get; init; }
    public ListOf<PaymentRow>? Voids { get; init; }
    public ListOf<RefundRow>? Refunds { get; init; }
    public ListOf<RefundRow>? Credits { get; init; }
}

/// <summary>A line as sent: one piece, or an amount of something that is sold by the unit.</summary>
internal sealed record LineRow
{
    public string? Id { get; init; }
    public RefRow? Item { get; init; }
    public string? Name { get; init; }
    public string? Note { get; init; }
    public WireNumber Price { get; init; }
    public WireNumber UnitQty { get; init; }
    public bool? IsRevenue { get; init; }
    public bool? IsOrderFee { get; init; }
    public WireNumber Percentage { get; init; }
    public WireNumber DiscountAmount { get; init; }
    public ListOf<DiscountRow>? Discounts { get; init; }
    public ListOf<ModificationRow>? Modifications { get; init; }
}

/// <summary>A modifier on a line, such as oat milk.</summary>
internal sealed record ModificationRow
{
    public string? Name { get; init; }
    public WireNumber Amount { get; init; }
}

/// <summary>A discount: an amount, which is negative, or a share.</summary>
internal sealed record DiscountRow
{
    public string? Id { get; init; }
    public WireNumber Amount { get; init; }
    public WireNumber Percentage { get; init; }
    public WireNumber PercentageDecimal { get; init; }
}

/// <summary>A service charge: a share on an order, an amount on a payment.</summary>
internal sealed record ChargeRow
{
    public WireNumber Amount { get; init; }
    public WireNumber Percentage { get; init; }
    public WireNumber PercentageDecimal { get; init; }
    public bool? Enabled { get; init; }
}

/// <summary>A payment as sent.</summary>
internal sealed record PaymentRow
{
    public string? Id { get; init; }
    public RefRow? Order { get; init; }
    public WireNumber Amount { get; init; }
    public WireNumber TipAmount { get; init; }
    public WireNumber TaxAmount { get; init; }
    public ChargeRow? ServiceCharge { get; init; }
    public string? Result { get; init; }
    public WireNumber CreatedTime { get; init; }
    public WireNumber ModifiedTime { get; init; }
    public CardRow? CardTransaction { get; init; }
}

/// <summary>The card of a payment.</summary>
internal sealed record CardRow
{
    public string? CardholderName { get; init; }
}

/// <summary>Money that went back: for a payment (a refund), or without one (a credit).</summary>
internal sealed record RefundRow
{
    public string? Id { get; init; }
    public RefRow? OrderRef { get; init; }
    public WireNumber Amount { get; init; }
    public WireNumber TaxAmount { get; init; }
    public string? Status { get; init; }
    public string? Result { get; init; }
    public bool? Voided { get; init; }
}

/// <summary>How an order is served, in the merchant's words.</summary>
internal sealed record OrderTypeRow
{
    public string? Label { get; init; }
    public string? LabelKey { get; init; }
}

/// <summary>A customer as sent.</summary>
internal sealed record CustomerRow
{
    public string? Id { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public WireNumber CustomerSince { get; init; }
    public ListOf<EmailRow>? EmailAddresses { get; init; }
    public ListOf<PhoneRow>? PhoneNumbers { get; init; }
}

/// <summary>One of a customer's addresses.</summary>
internal sealed record EmailRow
{
    public string? EmailAddress { get; init; }
    public bool? PrimaryEmail { get; init; }
}

/// <summary>One of a customer's phone numbers.</summary>
internal sealed record PhoneRow
{
    public string? PhoneNumber { get; init; }
}

/// <summary>An item as sent; each variant is one.</summary>
internal sealed record ItemRow
{
    public string? Id { get; init; }
    public bool? Hidden { get; init; }
    public bool? Available { get; init; }
    public RefRow? ItemGroup { get; init; }
    public ListOf<NamedRow>? Options { get; init; }
    public string? Name { get; init; }
    public string? Code { get; init; }
    public string? Sku { get; init; }
    public WireNumber Price { get; init; }
    public string? PriceType { get; init; }
    public WireNumber Cost { get; init; }
    public ListOf<NamedRow>? Categories { get; init; }
    public StockRow? ItemStock { get; init; }
    public WireNumber DeletedTime { get; init; }
}

/// <summary>Something with a name: a category, an option, an item group.</summary>
internal sealed record NamedRow
{
    public string? Id { get; init; }
    public string? Name { get; init; }
}

/// <summary>The stock of an item; without a quantity where it was never counted.</summary>
internal sealed record StockRow
{
    public RefRow? Item { get; init; }
    public WireNumber Quantity { get; init; }
    public WireNumber ModifiedTime { get; init; }
}

/// <summary>The merchant: what the connector needs, and none of the bank fields that <c>/properties</c> carries.</summary>
internal sealed record MerchantRow
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Timezone { get; init; }
    public WireNumber CreatedTime { get; init; }
}

/// <summary>How the wire records are read: whatever a field holds, the record survives.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(LenientText), typeof(LenientFlag), typeof(LenientNumber)])]
[JsonSerializable(typeof(OrderRow))]
[JsonSerializable(typeof(CustomerRow))]
[JsonSerializable(typeof(ItemRow))]
[JsonSerializable(typeof(StockRow))]
[JsonSerializable(typeof(NamedRow))]
[JsonSerializable(typeof(MerchantRow))]
internal sealed partial class CloverJson : JsonSerializerContext;

/// <summary>Reads <c>{"elements":[...]}</c>. A row that has not the shape of its record becomes null; the others stand.</summary>
internal static class Elements
{
    public static List<T?> Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type) where T : class
    {
        var reader = new Utf8JsonReader(body);
        List<T?>? rows = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The answer is no object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals("elements");
            reader.Read();
            if (wanted && reader.TokenType == JsonTokenType.StartArray) rows = ReadRows(ref reader, type);
            else reader.Skip();
        }

        return rows ?? throw new JsonException("The answer holds no elements.");
    }

    private static List<T?> ReadRows<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> type) where T : class
    {
        var rows = new List<T?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = reader;
            try
            {
                rows.Add(JsonSerializer.Deserialize(ref reader, type));
            }
            catch (JsonException)
            {
                // Of another shape than a record, or cut off; the second throws again here.
                reader = start;
                reader.Skip();
                rows.Add(null);
            }
        }

        return rows;
    }
}

/// <summary>Small matters of the wire.</summary>
internal static class Wire
{
    /// <summary>The text trimmed; null where nothing is left.</summary>
    public static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>A whole number; null where absent or not one.</summary>
    public static long? Whole(WireNumber number) =>
        number.Value is { } value && decimal.Truncate(value) == value && Math.Abs(value) < long.MaxValue ? (long)value : null;

    /// <summary>Milliseconds since 1970; null where absent or no time.</summary>
    public static DateTimeOffset? Time(WireNumber number) =>
        Whole(number) is > 0 and < 253_000_000_000_000 and var ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>Seconds since 1970; null where absent or no time.</summary>
    public static DateTimeOffset? Seconds(WireNumber number) =>
        Whole(number) is > 0 and < 253_000_000_000 and var s ? DateTimeOffset.FromUnixTimeSeconds(s) : null;

    /// <summary>An amount in minor units; 0 where absent.</summary>
    /// <exception cref="SkipRecordException">What is stated is no amount.</exception>
    public static long Cents(WireNumber number, string what) =>
        number.Stated ? Whole(number) ?? throw new SkipRecordException($"bad {what}", $"The {what} is not a whole number of minor units.") : 0;

    /// <summary>A share of an amount, rounded half away from zero.</summary>
    public static long Share(long amount, decimal share) => (long)decimal.Round(amount * share, 0, MidpointRounding.AwayFromZero);
}
