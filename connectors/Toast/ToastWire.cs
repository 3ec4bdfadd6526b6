using System.Text.Json;
using System.Text.Json.Serialization;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Toast;

// Toast's files declare next to nothing nullable, and its own examples are full of nulls: everything here may be missing.

/// <summary>The orders of one answer, and what was no order.</summary>
internal sealed record OrderRows(IReadOnlyList<OrderRow> Orders, IReadOnlyList<RejectedRecord> Unreadable)
{
    public int Count => Orders.Count + Unreadable.Count;

    public static OrderRows Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return new OrderRows([.. (JsonSerializer.Deserialize(body, ToastJson.Default.ListOrderRow) ?? []).Select(o => o ?? new OrderRow())], []);
        }
        catch (JsonException)
        {
            return OneByOne(body); // one of them is of an unknown shape; a text that was cut off throws again
        }
    }

    private static OrderRows OneByOne(ReadOnlySpan<byte> body)
    {
        var rows = JsonSerializer.Deserialize(body, ToastJson.Default.ListJsonElement) ?? [];
        var (good, bad) = (new List<OrderRow>(), new List<RejectedRecord>());
        foreach (var row in rows)
        {
            try
            {
                good.Add(row.Deserialize(ToastJson.Default.OrderRow) ?? new OrderRow());
            }
            catch (JsonException e)
            {
                bad.Add(new RejectedRecord(IdOf(row), "unknown shape", e.Message));
            }
        }

        return new OrderRows(good, bad);
    }

    private static string IdOf(JsonElement row) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty("guid", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : "?";
}

internal sealed record OrderRow
{
    public string? Guid { get; set; }

    public string? OpenedDate { get; set; }

    public string? CreatedDate { get; set; }

    public string? ModifiedDate { get; set; }

    public string? EstimatedFulfillmentDate { get; set; }

    public string? BusinessDate { get; set; }

    public string? Source { get; set; }

    public string? ApprovalStatus { get; set; }

    public bool? Voided { get; set; }

    public bool? Deleted { get; set; }

    public bool? CreatedInTestMode { get; set; }

    public bool? ExcessFood { get; set; }

    public ThingRow? DeliveryInfo { get; set; }

    public ThingRow? CurbsidePickupInfo { get; set; }

    public List<CheckRow?>? Checks { get; set; }
}

internal sealed record CheckRow
{
    public bool? Voided { get; set; }

    public bool? Deleted { get; set; }

    public string? PaymentStatus { get; set; }

    public string? ClosedDate { get; set; }

    public WireNumber Amount { get; set; }

    public WireNumber TaxAmount { get; set; }

    public WireNumber TotalAmount { get; set; }

    public GuestRow? Customer { get; set; }

    public List<SelectionRow?>? Selections { get; set; }

    public List<ChargeRow?>? AppliedServiceCharges { get; set; }

    public List<PaymentRow?>? Payments { get; set; }
}

internal sealed record SelectionRow
{
    public ThingRow? Item { get; set; }

    public string? DisplayName { get; set; }

    public string? SelectionType { get; set; }

    public bool? Voided { get; set; }

    public bool? Deferred { get; set; }

    public WireNumber Quantity { get; set; }

    public WireNumber PreDiscountPrice { get; set; }

    public WireNumber Price { get; set; }

    public WireNumber Tax { get; set; }

    public RefundDetailsRow? RefundDetails { get; set; }
}

internal sealed record RefundDetailsRow
{
    public WireNumber RefundAmount { get; set; }

    public WireNumber TaxRefundAmount { get; set; }
}

internal sealed record ChargeRow
{
    public WireNumber ChargeAmount { get; set; }

    public string? ServiceChargeCategory { get; set; }

    public bool? Gratuity { get; set; }

    public bool? Delivery { get; set; }
}

internal sealed record PaymentRow
{
    public string? PaymentStatus { get; set; }

    public string? RefundStatus { get; set; }

    public ThingRow? VoidInfo { get; set; }

    public WireNumber Amount { get; set; }

    public WireNumber TipAmount { get; set; }

    public RefundRow? Refund { get; set; }
}

internal sealed record RefundRow
{
    public WireNumber RefundAmount { get; set; }

    public WireNumber TipRefundAmount { get; set; }
}

internal sealed record GuestRow
{
    public string? Guid { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Phone { get; set; }

    public string? PhoneCountryCode { get; set; }

    public string? Email { get; set; }
}

/// <summary>Something of which only its id and name matter, or that it is there.</summary>
internal sealed record ThingRow
{
    public string? Guid { get; set; }

    public string? Name { get; set; }
}

internal sealed record RestaurantRow
{
    public GeneralRow? General { get; set; }
}

internal sealed record GeneralRow
{
    public string? TimeZone { get; set; }

    public string? CurrencyCode { get; set; }

    public string? FirstBusinessDate { get; set; }
}

internal sealed record MenusRow
{
    public string? LastUpdated { get; set; }

    public List<GroupRow?>? Menus { get; set; }
}

/// <summary>A menu, or a group within one: both hold groups.</summary>
internal sealed record GroupRow
{
    public string? Name { get; set; }

    public List<GroupRow?>? MenuGroups { get; set; }

    [JsonConverter(typeof(WireRowsConverter<ItemRow>))]
    public WireRows<ItemRow>? MenuItems { get; set; }
}

internal sealed record ItemRow
{
    public string? Guid { get; set; }

    public string? Name { get; set; }

    public WireNumber Price { get; set; }

    public string? Sku { get; set; }

    public string? Plu { get; set; }

    public string? Image { get; set; }

    public List<string?>? Visibility { get; set; }

    public ThingRow? SalesCategory { get; set; }

    public CatalogRow? CatalogProductInfo { get; set; }
}

internal sealed record CatalogRow
{
    public CatalogProductRow? Product { get; set; }

    public CatalogVariantRow? ProductVariant { get; set; }
}

internal sealed record CatalogProductRow
{
    public string? Id { get; set; }

    public string? Name { get; set; }
}

internal sealed record CatalogVariantRow
{
    public List<CatalogOptionRow?>? SelectedOptions { get; set; }
}

internal sealed record CatalogOptionRow
{
    public ThingRow? Value { get; set; }
}

internal sealed record StockRow
{
    public string? Guid { get; set; }

    public string? Status { get; set; }

    public WireNumber Quantity { get; set; }
}

/// <summary>Reads and writes what goes over the wire.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(LenientText), typeof(LenientNumber), typeof(LenientFlag)])]
[JsonSerializable(typeof(List<OrderRow>))]
[JsonSerializable(typeof(List<JsonElement>))]
[JsonSerializable(typeof(RestaurantRow))]
[JsonSerializable(typeof(MenusRow))]
[JsonSerializable(typeof(List<ItemRow>))]
[JsonSerializable(typeof(StockRow))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(TokenClaims))]
// Wire records are settable: values of init-only members are gathered in an array first, each boxed.
internal sealed partial class ToastJson : JsonSerializerContext;
