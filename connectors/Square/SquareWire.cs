using System.Text.Json;
using System.Text.Json.Serialization;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Square;

// Field names: square.openapi.json, Square-Version 2025-08-20. Everything may be absent or null; what is unknown is ignored.

/// <summary>What any of Square's calls takes; what a call does not know stays null and is not sent.</summary>
internal sealed record Ask
{
    public string? Cursor { get; init; }
    public int? Limit { get; init; }
    public List<string>? LocationIds { get; init; }
    public AskQuery? Query { get; init; }
    public bool? ReturnEntries { get; init; }
    public bool? Count { get; init; }
    public List<string>? ObjectTypes { get; init; }
    public bool? IncludeDeletedObjects { get; init; }
    public bool? IncludeRelatedObjects { get; init; }
    public string? BeginTime { get; init; }
    public string? UpdatedAfter { get; init; }
    public List<string>? States { get; init; }
    public List<string>? ObjectIds { get; init; }
    public List<string>? OrderIds { get; init; }
    public List<string>? CustomerIds { get; init; }
    public List<string>? CatalogObjectIds { get; init; }
}

/// <summary>What is looked for.</summary>
internal sealed record AskQuery
{
    public AskFilter? Filter { get; init; }
    public AskSort? Sort { get; init; }
    public List<string>? CustomerIds { get; init; }
}

/// <summary>A filter: orders have theirs under <see cref="DateTimeFilter"/>, customers at the top.</summary>
internal sealed record AskFilter
{
    public AskFilter? DateTimeFilter { get; init; }
    public AskRange? CreatedAt { get; init; }
    public AskRange? UpdatedAt { get; init; }
}

/// <summary>A range of times; for orders both ends are inclusive.</summary>
internal sealed record AskRange(string? StartAt, string? EndAt);

/// <summary>An order of rows: orders name the field and the order so, customers otherwise.</summary>
internal sealed record AskSort
{
    public string? SortField { get; init; }
    public string? SortOrder { get; init; }
    public string? Field { get; init; }
    public string? Order { get; init; }
}

/// <summary>What any of Square's calls answers. Rows are read one by one, so that one of a strange shape does not take its page along.</summary>
internal sealed record Answer
{
    public List<ErrorRow?>? Errors { get; set; }
    public string? Cursor { get; set; }
    public WireNumber Count { get; set; }
    public string? LatestTime { get; set; }
    public List<LocationRow?>? Locations { get; set; }
    [JsonConverter(typeof(WireRowsConverter<CustomerRow>))]
    public WireRows<CustomerRow>? Customers { get; set; }
    [JsonConverter(typeof(WireRowsConverter<OrderRow>))]
    public WireRows<OrderRow>? Orders { get; set; }
    [JsonConverter(typeof(WireRowsConverter<CatalogRow>))]
    public WireRows<CatalogRow>? Objects { get; set; }
    [JsonConverter(typeof(WireRowsConverter<CatalogRow>))]
    public WireRows<CatalogRow>? RelatedObjects { get; set; }
    [JsonConverter(typeof(WireRowsConverter<CountRow>))]
    public WireRows<CountRow>? Counts { get; set; }
    public JsonElement? Responses { get; set; }
    public List<LoyaltyRow?>? LoyaltyAccounts { get; set; }
    public List<string?>? Scopes { get; set; }
    public string? MerchantId { get; set; }
}

internal sealed record ErrorRow(string? Category, string? Code, string? Detail);

internal sealed record MoneyRow
{
    public WireNumber Amount { get; set; }
    public string? Currency { get; set; }
}

internal sealed record LocationRow(string? Id, string? Name, string? Timezone, string? Currency, string? Status, string? MerchantId = null);

internal sealed record LoyaltyRow
{
    public string? CustomerId { get; set; }
    public string? UpdatedAt { get; set; }
    public WireNumber Balance { get; set; }
}

internal sealed record CustomerRow(
    string? Id, string? GivenName, string? FamilyName, string? EmailAddress, string? PhoneNumber, string? CreatedAt);

internal sealed record CountRow
{
    public string? CatalogObjectId { get; set; }
    public string? CatalogObjectType { get; set; }
    public string? State { get; set; }
    public string? LocationId { get; set; }
    public WireNumber Quantity { get; set; }
}

internal sealed record OrderRow
{
    public string? Id { get; set; }
    public string? LocationId { get; set; }
    public NameRow? Source { get; set; }
    public string? CustomerId { get; set; }
    public string? State { get; set; }
    public string? CreatedAt { get; set; }
    public string? UpdatedAt { get; set; }
    public List<LineRow?>? LineItems { get; set; }
    public List<ChargeRow?>? ServiceCharges { get; set; }
    public List<FulfillmentRow?>? Fulfillments { get; set; }
    public List<ReturnRow?>? Returns { get; set; }
    public PartsRow? ReturnAmounts { get; set; }
    public PartsRow? NetAmounts { get; set; }
    public RoundingRow? RoundingAdjustment { get; set; }
    public List<TenderRow?>? Tenders { get; set; }
    public List<RefundRow?>? Refunds { get; set; }
    public MoneyRow? TotalMoney { get; set; }
    public MoneyRow? TotalTaxMoney { get; set; }
    public MoneyRow? TotalDiscountMoney { get; set; }
    public MoneyRow? TotalTipMoney { get; set; }
    public MoneyRow? TotalServiceChargeMoney { get; set; }
}

/// <summary>A line that was sold, or one that came back: they differ in the name of the gross amount only.</summary>
internal sealed record LineRow
{
    public string? Name { get; set; }
    public WireNumber Quantity { get; set; }
    public string? CatalogObjectId { get; set; }
    public string? VariationName { get; set; }
    public MoneyRow? BasePriceMoney { get; set; }
    public MoneyRow? GrossSalesMoney { get; set; }
    public MoneyRow? GrossReturnMoney { get; set; }
    public MoneyRow? TotalTaxMoney { get; set; }
    public MoneyRow? TotalDiscountMoney { get; set; }
    public MoneyRow? TotalServiceChargeMoney { get; set; }
    public MoneyRow? TotalMoney { get; set; }
}

internal sealed record ChargeRow(MoneyRow? AppliedMoney, MoneyRow? TotalMoney, MoneyRow? TotalTaxMoney);

internal sealed record ReturnRow
{
    public string? SourceOrderId { get; set; }
    public List<LineRow?>? ReturnLineItems { get; set; }
    public List<ChargeRow?>? ReturnServiceCharges { get; set; }
    public RoundingRow? RoundingAdjustment { get; set; }
    public PartsRow? ReturnAmounts { get; set; }
}

internal sealed record PartsRow(MoneyRow? TotalMoney, MoneyRow? TaxMoney, MoneyRow? DiscountMoney, MoneyRow? TipMoney, MoneyRow? ServiceChargeMoney);

internal sealed record RoundingRow(MoneyRow? AmountMoney);

internal sealed record TenderRow(string? CustomerId);

internal sealed record RefundRow(string? Status);

internal sealed record FulfillmentRow(string? Type, DetailsRow? PickupDetails, DetailsRow? DeliveryDetails, DetailsRow? ShipmentDetails);

internal sealed record DetailsRow(RecipientRow? Recipient);

internal sealed record RecipientRow(string? CustomerId, string? DisplayName, string? EmailAddress, string? PhoneNumber);

/// <summary>How the wire records are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LenientText), typeof(LenientFlag), typeof(LenientNumber)])]
[JsonSerializable(typeof(Ask))]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(List<CustomerRow>))]
[JsonSerializable(typeof(List<OrderRow>))]
[JsonSerializable(typeof(List<CatalogRow>))]
[JsonSerializable(typeof(List<CountRow>))]
[JsonSerializable(typeof(ReadState))]
// Wire records are settable: values of init-only members are gathered in an array first, each boxed.
internal sealed partial class SquareJson : JsonSerializerContext;
