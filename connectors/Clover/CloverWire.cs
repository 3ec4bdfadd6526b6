using System.Text.Json;
using System.Text.Json.Serialization;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Clover;

/// <summary>A record of a list that proves what is gone: where it cannot be read, its id still tells that it is there.</summary>
internal interface IListRow
{
    /// <summary>Which one it is; null where that is not told.</summary>
    string? Key { get; }

    /// <summary>Whether nothing but that, and its place in the list, could be read.</summary>
    bool Unread { get; set; }
}

/// <summary>A reference to another object.</summary>
internal sealed record RefRow
{
    public string? Id { get; set; }
}

/// <summary>A list inside an object: there only where it was asked for with <c>expand</c>.</summary>
internal sealed record ListOf<T> where T : class
{
    public List<T?>? Elements { get; set; }
}

/// <summary>An order as sent.</summary>
internal sealed record OrderRow : IListRow
{
    [JsonIgnore] public string? Key => Id;
    [JsonIgnore] public bool Unread { get; set; }
    public string? Id { get; set; }
    public string? Currency { get; set; }
    public ListOf<CustomerRow>? Customers { get; set; }
    public WireNumber Total { get; set; }
    public string? PaymentState { get; set; }
    public OrderTypeRow? OrderType { get; set; }
    public bool? IsVat { get; set; }
    public bool? TestMode { get; set; }
    public WireNumber CreatedTime { get; set; }
    public WireNumber ModifiedTime { get; set; }
    public WireNumber DeletedTimestamp { get; set; }
    public ChargeRow? ServiceCharge { get; set; }
    public ListOf<DiscountRow>? Discounts { get; set; }
    public ListOf<LineRow>? LineItems { get; set; }
    public ListOf<PaymentRow>? Payments { get; set; }
    public ListOf<PaymentRow>? Voids { get; set; }
    public ListOf<RefundRow>? Refunds { get; set; }
    public ListOf<RefundRow>? Credits { get; set; }
}

/// <summary>A line as sent: one piece, or an amount of something that is sold by the unit.</summary>
internal sealed record LineRow
{
    public string? Id { get; set; }
    public RefRow? Item { get; set; }
    public string? Name { get; set; }
    public string? Note { get; set; }
    public WireNumber Price { get; set; }
    public WireNumber UnitQty { get; set; }
    public bool? IsRevenue { get; set; }
    public bool? Refunded { get; set; }
    public bool? Exchanged { get; set; }
    public bool? IsOrderFee { get; set; }
    public WireNumber Percentage { get; set; }
    public WireNumber DiscountAmount { get; set; }
    public ListOf<DiscountRow>? Discounts { get; set; }
    public ListOf<ModificationRow>? Modifications { get; set; }
}

/// <summary>A modifier on a line, such as oat milk.</summary>
internal sealed record ModificationRow
{
    public string? Name { get; set; }
    public WireNumber Amount { get; set; }
}

/// <summary>A discount: an amount, which is negative, or a share.</summary>
internal sealed record DiscountRow
{
    public string? Id { get; set; }
    public WireNumber Amount { get; set; }
    public WireNumber Percentage { get; set; }
    public WireNumber PercentageDecimal { get; set; }
}

/// <summary>A service charge: a share on an order, an amount on a payment.</summary>
internal sealed record ChargeRow
{
    public WireNumber Amount { get; set; }
    public WireNumber Percentage { get; set; }
    public WireNumber PercentageDecimal { get; set; }
    public bool? Enabled { get; set; }
}

/// <summary>A payment as sent.</summary>
internal sealed record PaymentRow
{
    public string? Id { get; set; }
    public RefRow? Order { get; set; }
    public WireNumber Amount { get; set; }
    public WireNumber TipAmount { get; set; }
    public WireNumber TaxAmount { get; set; }
    public ChargeRow? ServiceCharge { get; set; }
    public string? Result { get; set; }
    public WireNumber CreatedTime { get; set; }
    public WireNumber ModifiedTime { get; set; }
    public CardRow? CardTransaction { get; set; }
}

/// <summary>The card of a payment.</summary>
internal sealed record CardRow
{
    public string? CardholderName { get; set; }
}

/// <summary>Money that went back: for a payment (a refund), or without one (a credit).</summary>
internal sealed record RefundRow
{
    public string? Id { get; set; }
    public RefRow? OrderRef { get; set; }
    public WireNumber Amount { get; set; }
    public WireNumber TaxAmount { get; set; }
    public string? Status { get; set; }
    public string? Result { get; set; }
    public bool? Voided { get; set; }
    public WireNumber DeletedTime { get; set; }
}

/// <summary>How an order is served, in the merchant's words.</summary>
internal sealed record OrderTypeRow
{
    public string? Label { get; set; }
    public string? LabelKey { get; set; }
}

/// <summary>A customer as sent.</summary>
internal sealed record CustomerRow : IListRow
{
    [JsonIgnore] public string? Key => Id;
    [JsonIgnore] public bool Unread { get; set; }
    public string? Id { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public WireNumber CustomerSince { get; set; }
    public ListOf<EmailRow>? EmailAddresses { get; set; }
    public ListOf<PhoneRow>? PhoneNumbers { get; set; }
}

/// <summary>One of a customer's addresses.</summary>
internal sealed record EmailRow
{
    public string? EmailAddress { get; set; }
    public bool? PrimaryEmail { get; set; }
}

/// <summary>One of a customer's phone numbers.</summary>
internal sealed record PhoneRow
{
    public string? PhoneNumber { get; set; }
}

/// <summary>An item as sent; each variant is one.</summary>
internal sealed record ItemRow : IListRow
{
    [JsonIgnore] public string? Key => Id;
    [JsonIgnore] public bool Unread { get; set; }
    public string? Id { get; set; }
    public bool? Hidden { get; set; }
    public bool? Available { get; set; }
    public RefRow? ItemGroup { get; set; }
    public ListOf<NamedRow>? Options { get; set; }
    public string? Name { get; set; }
    public string? Code { get; set; }
    public string? Sku { get; set; }
    public WireNumber Price { get; set; }
    public string? PriceType { get; set; }
    public WireNumber Cost { get; set; }
    public ListOf<NamedRow>? Categories { get; set; }
    public StockRow? ItemStock { get; set; }
    public WireNumber DeletedTime { get; set; }
}

/// <summary>Something with a name: a category, an option, an item group.</summary>
internal sealed record NamedRow
{
    public string? Id { get; set; }
    public string? Name { get; set; }
}

/// <summary>The stock of an item; without a quantity where it was never counted.</summary>
internal sealed record StockRow : IListRow
{
    [JsonIgnore] public string? Key => Item?.Id;
    [JsonIgnore] public bool Unread { get; set; }
    public RefRow? Item { get; set; }
    public WireNumber Quantity { get; set; }
    public WireNumber ModifiedTime { get; set; }
}

/// <summary>The merchant: what the connector needs, and none of the bank fields that <c>/properties</c> carries.</summary>
internal sealed record MerchantRow
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public string? Timezone { get; set; }
    public WireNumber CreatedTime { get; set; }
}

/// <summary>How the wire records are read: whatever a field holds, the record survives.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(LenientText), typeof(LenientFlag), typeof(LenientNumber)])]
[JsonSerializable(typeof(OrderRow))]
[JsonSerializable(typeof(CustomerRow))]
[JsonSerializable(typeof(ItemRow))]
[JsonSerializable(typeof(StockRow))]
[JsonSerializable(typeof(NamedRow))]
[JsonSerializable(typeof(MerchantRow))]
// Wire records are settable: values of init-only members are gathered in an array first, each boxed.
internal sealed partial class CloverJson : JsonSerializerContext;

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
