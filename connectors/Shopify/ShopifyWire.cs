using System.Text.Json;
using System.Text.Json.Serialization;
using Sync.ConnectorKit;
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
// Wire records are settable: values of init-only members are gathered in an array first, each boxed.
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

    /// <summary>Whether another page follows.</summary>
    public bool HasMore => PageInfo?.HasNextPage == true;

    /// <summary>Where the next page begins; null on the last one.</summary>
    /// <exception cref="RestartPagingException">Another one follows, without a way there: taken for the last, what is on it would count as gone.</exception>
    public string? Next()
    {
        if (!HasMore) return null;
        return PageInfo!.EndCursor is { Length: > 0 } cursor ? cursor : throw new RestartPagingException(
            "Shopify says that there is more, but not where. Sync will read from the start; nothing was removed.",
            $"A page of {typeof(T).Name} has hasNextPage without an endCursor.");
    }
}

internal sealed record PageInfoRow(bool? HasNextPage, string? EndCursor);

internal sealed record IdRow(string? Id);

internal sealed record MoneyBag(MoneyRow? ShopMoney);

internal sealed record MoneyRow([property: JsonConverter(typeof(LenientNumber))] WireNumber Amount, string? CurrencyCode);

internal sealed record OrderRow
{
    public string? Id { get; set; }
    public string? CreatedAt { get; set; }
    public string? ProcessedAt { get; set; }
    public string? UpdatedAt { get; set; }
    public string? CancelledAt { get; set; }
    public bool? Test { get; set; }
    public string? SourceName { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public bool? TaxesIncluded { get; set; }
    public bool? DutiesIncluded { get; set; }
    public string? DisplayFinancialStatus { get; set; }
    public IdRow? RetailLocation { get; set; }
    public IdRow? Customer { get; set; }
    public MoneyBag? SubtotalPriceSet { get; set; }
    public MoneyBag? TotalPriceSet { get; set; }
    public MoneyBag? TotalTaxSet { get; set; }
    public MoneyBag? TotalDiscountsSet { get; set; }
    public MoneyBag? TotalRefundedSet { get; set; }

    public MoneyBag? CurrentTotalPriceSet { get; set; }
    public MoneyBag? CurrentTotalTaxSet { get; set; }

    public MoneyBag? TotalReceivedSet { get; set; }
    public MoneyBag? TotalTipReceivedSet { get; set; }
    public MoneyBag? OriginalTotalDutiesSet { get; set; }
    public MoneyBag? OriginalTotalAdditionalFeesSet { get; set; }
    public Connection<ShippingRow>? ShippingLines { get; set; }
    public Connection<LineRow>? LineItems { get; set; }
    public List<TransactionRow?>? Transactions { get; set; }
}

internal sealed record ShippingRow(MoneyBag? OriginalPriceSet, MoneyBag? DiscountedPriceSet, List<TaxRow?>? TaxLines);

internal sealed record TaxRow(MoneyBag? PriceSet);

internal sealed record TransactionRow(string? Kind, string? Status, MoneyBag? AmountRoundingSet);

internal sealed record LineRow
{
    public string? Name { get; set; }

    [JsonConverter(typeof(LenientNumber))]
    public WireNumber Quantity { get; set; }

    [JsonConverter(typeof(LenientNumber))]
    public WireNumber CurrentQuantity { get; set; }

    public LineProductRow? Product { get; set; }
    public IdRow? Variant { get; set; }
    public MoneyBag? OriginalUnitPriceSet { get; set; }
    public MoneyBag? OriginalTotalSet { get; set; }
}

internal sealed record LineProductRow(string? Id, string? ProductType);

internal sealed record CustomerRow
{
    public string? Id { get; set; }
    public string? CreatedAt { get; set; }
    public string? UpdatedAt { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public EmailRow? DefaultEmailAddress { get; set; }
    public PhoneRow? DefaultPhoneNumber { get; set; }
}

internal sealed record EmailRow(string? EmailAddress);

internal sealed record PhoneRow(string? PhoneNumber);

internal sealed record ProductRow
{
    public string? Id { get; set; }
    public string? Title { get; set; }
    public string? Vendor { get; set; }
    public string? ProductType { get; set; }
    public string? Status { get; set; }
    public string? UpdatedAt { get; set; }
    public CategoryRow? Category { get; set; }
    public MediaRow? FeaturedMedia { get; set; }
    public Connection<VariantRow>? Variants { get; set; }
}

internal sealed record CategoryRow(string? Name);

internal sealed record MediaRow(PreviewRow? Preview);

internal sealed record PreviewRow(ImageRow? Image);

internal sealed record ImageRow(string? Url);

internal sealed record VariantRow
{
    public string? Id { get; set; }
    public string? Title { get; set; }
    public string? Sku { get; set; }
    public string? Barcode { get; set; }

    [JsonConverter(typeof(LenientNumber))]
    public WireNumber Price { get; set; }

    [JsonConverter(typeof(LenientNumber))]
    public WireNumber InventoryQuantity { get; set; }

    public ItemRow? InventoryItem { get; set; }
}

internal sealed record ItemRow(string? Id, bool? Tracked, MoneyRow? UnitCost, Connection<IdRow>? Variants);

internal sealed record PlaceRow(string? Id, bool? IsActive, Connection<LevelRow>? InventoryLevels);

internal sealed record LevelRow(List<QuantityRow?>? Quantities, ItemRow? Item);

internal sealed record StockItemRow(string? Id, bool? Tracked, Connection<IdRow>? Variants, Connection<PlacedLevelRow>? InventoryLevels);

internal sealed record PlacedLevelRow(IdRow? Location, List<QuantityRow?>? Quantities);

internal sealed record QuantityRow(string? Name, [property: JsonConverter(typeof(LenientNumber))] WireNumber Quantity);
