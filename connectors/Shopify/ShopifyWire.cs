using System.Text.Json;
using System.Text.Json.Serialization;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Shopify;

/// <summary>How the wire records are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer<ShopData>))]
[JsonSerializable(typeof(Answer<OrdersData>))]
[JsonSerializable(typeof(Answer<OrderData>))]
[JsonSerializable(typeof(Answer<CustomersData>))]
[JsonSerializable(typeof(Answer<ProductsData>))]
[JsonSerializable(typeof(Answer<ProductData>))]
[JsonSerializable(typeof(Answer<StockData>))]
[JsonSerializable(typeof(Answer<PlaceData>))]
[JsonSerializable(typeof(Answer<NodesData<OrderRow>>))]
[JsonSerializable(typeof(Answer<NodesData<CustomerRow>>))]
[JsonSerializable(typeof(Answer<NodesData<ProductRow>>))]
[JsonSerializable(typeof(Answer<NodesData<StockItemRow>>))]
internal sealed partial class ShopifyJson : JsonSerializerContext;

/// <summary>Every answer: data, errors or both, and what it cost.</summary>
internal sealed record Answer<T>(T? Data, List<ErrorRow?>? Errors, AnswerExtensions? Extensions);

internal sealed record ErrorRow(string? Message, List<JsonElement>? Path, ErrorExtensions? Extensions);

internal sealed record ErrorExtensions([property: JsonConverter(typeof(LenientText))] string? Code);

internal sealed record AnswerExtensions(CostRow? Cost);

internal sealed record CostRow(double? RequestedQueryCost, double? ActualQueryCost, ThrottleRow? ThrottleStatus);

internal sealed record ThrottleRow(double? MaximumAvailable, double? CurrentlyAvailable, double? RestoreRate);

/// <summary>Data whose main part may have been refused while the rest came.</summary>
internal interface IAnswerData
{
    bool HasRoot { get; }
}

internal sealed record ShopData(ShopRow? Shop, List<VersionRow?>? PublicApiVersions, InstallationRow? CurrentAppInstallation) : IAnswerData
{
    public bool HasRoot => Shop is not null;
}

internal sealed record OrdersData(
    ShopRow? Shop, List<VersionRow?>? PublicApiVersions, InstallationRow? CurrentAppInstallation, Connection<OrderRow>? Orders) : IAnswerData
{
    public bool HasRoot => Orders is not null;
}

// A record that was deleted meanwhile answers null, which is an answer.
internal sealed record OrderData(OrderRow? Order) : IAnswerData
{
    public bool HasRoot => true;
}

internal sealed record CustomersData(Connection<CustomerRow>? Customers) : IAnswerData
{
    public bool HasRoot => Customers is not null;
}

internal sealed record ProductsData(ShopRow? Shop, Connection<ProductRow>? Products) : IAnswerData
{
    public bool HasRoot => Products is not null;
}

internal sealed record ProductData(ProductRow? Product) : IAnswerData
{
    public bool HasRoot => true;
}

internal sealed record StockData(Connection<PlaceRow>? Locations) : IAnswerData
{
    public bool HasRoot => Locations is not null;
}

internal sealed record PlaceData(PlaceRow? Location) : IAnswerData
{
    public bool HasRoot => true;
}

/// <summary>Records by their ids: null in the place of each that there is not.</summary>
internal sealed record NodesData<T>(ShopRow? Shop, InstallationRow? CurrentAppInstallation, List<T?>? Nodes) : IAnswerData where T : class
{
    public bool HasRoot => Nodes is not null;
}

internal sealed record ShopRow(string? Name, string? CurrencyCode, string? IanaTimezone);

internal sealed record VersionRow(string? Handle, bool? Supported);

internal sealed record InstallationRow(List<ScopeRow?>? AccessScopes);

internal sealed record ScopeRow(string? Handle);

internal sealed record Connection<T>(List<T?>? Nodes, PageInfoRow? PageInfo) where T : class
{
    public IReadOnlyList<T?> Rows => Nodes ?? [];

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? Next => PageInfo is { HasNextPage: true, EndCursor: { Length: > 0 } cursor } ? cursor : null;
}

internal sealed record PageInfoRow(bool? HasNextPage, string? EndCursor);

internal sealed record IdRow(string? Id);

internal sealed record MoneyBag(MoneyRow? ShopMoney);

internal sealed record MoneyRow([property: JsonConverter(typeof(LenientNumber))] WireNumber Amount, string? CurrencyCode);

internal sealed record OrderRow
{
    public string? Id { get; init; }
    public string? CreatedAt { get; init; }
    public string? ProcessedAt { get; init; }
    public string? UpdatedAt { get; init; }
    public string? CancelledAt { get; init; }
    public bool? Test { get; init; }
    public string? SourceName { get; init; }
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public bool? TaxesIncluded { get; init; }
    public bool? DutiesIncluded { get; init; }
    public string? DisplayFinancialStatus { get; init; }
    public IdRow? RetailLocation { get; init; }
    public IdRow? Customer { get; init; }
    public MoneyBag? SubtotalPriceSet { get; init; }
    public MoneyBag? TotalPriceSet { get; init; }
    public MoneyBag? TotalTaxSet { get; init; }
    public MoneyBag? TotalDiscountsSet { get; init; }
    public MoneyBag? TotalRefundedSet { get; init; }
    public MoneyBag? TotalTipReceivedSet { get; init; }
    public MoneyBag? OriginalTotalDutiesSet { get; init; }
    public MoneyBag? OriginalTotalAdditionalFeesSet { get; init; }
    public Connection<ShippingRow>? ShippingLines { get; init; }
    public Connection<LineRow>? LineItems { get; init; }
    public List<TransactionRow?>? Transactions { get; init; }
}

internal sealed record ShippingRow(MoneyBag? OriginalPriceSet, MoneyBag? DiscountedPriceSet, List<TaxRow?>? TaxLines);

internal sealed record TaxRow(MoneyBag? PriceSet);

internal sealed record TransactionRow(string? Kind, string? Status, MoneyBag? AmountRoundingSet);

internal sealed record LineRow
{
    public string? Name { get; init; }

    [JsonConverter(typeof(LenientNumber))]
    public WireNumber Quantity { get; init; }

    public LineProductRow? Product { get; init; }
    public IdRow? Variant { get; init; }
    public MoneyBag? OriginalUnitPriceSet { get; init; }
    public MoneyBag? OriginalTotalSet { get; init; }
}

internal sealed record LineProductRow(string? Id, string? ProductType);

internal sealed record CustomerRow
{
    public string? Id { get; init; }
    public string? CreatedAt { get; init; }
    public string? UpdatedAt { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public EmailRow? DefaultEmailAddress { get; init; }
    public PhoneRow? DefaultPhoneNumber { get; init; }
}

internal sealed record EmailRow(string? EmailAddress);

internal sealed record PhoneRow(string? PhoneNumber);

internal sealed record ProductRow
{
    public string? Id { get; init; }
    public string? Title { get; init; }
    public string? Vendor { get; init; }
    public string? ProductType { get; init; }
    public string? Status { get; init; }
    public string? UpdatedAt { get; init; }
    public CategoryRow? Category { get; init; }
    public MediaRow? FeaturedMedia { get; init; }
    public Connection<VariantRow>? Variants { get; init; }
}

internal sealed record CategoryRow(string? Name);

internal sealed record MediaRow(PreviewRow? Preview);

internal sealed record PreviewRow(ImageRow? Image);

internal sealed record ImageRow(string? Url);

internal sealed record VariantRow
{
    public string? Id { get; init; }
    public string? Title { get; init; }
    public string? Sku { get; init; }
    public string? Barcode { get; init; }

    [JsonConverter(typeof(LenientNumber))]
    public WireNumber Price { get; init; }

    [JsonConverter(typeof(LenientNumber))]
    public WireNumber InventoryQuantity { get; init; }

    public ItemRow? InventoryItem { get; init; }
}

internal sealed record ItemRow(bool? Tracked, MoneyRow? UnitCost, Connection<IdRow>? Variants);

internal sealed record PlaceRow(string? Id, Connection<LevelRow>? InventoryLevels);

internal sealed record LevelRow(List<QuantityRow?>? Quantities, ItemRow? Item);

internal sealed record StockItemRow(string? Id, bool? Tracked, Connection<IdRow>? Variants, Connection<PlacedLevelRow>? InventoryLevels);

internal sealed record PlacedLevelRow(IdRow? Location, List<QuantityRow?>? Quantities);

internal sealed record QuantityRow(string? Name, [property: JsonConverter(typeof(LenientNumber))] WireNumber Quantity);
