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
    public string? Guid { get; init; }

    public string? OpenedDate { get; init; }

    public string? CreatedDate { get; init; }

    public string? ModifiedDate { get; init; }

    public string? EstimatedFulfillmentDate { get; init; }

    public string? BusinessDate { get; init; }

    public string? Source { get; init; }

    public string? ApprovalStatus { get; init; }

    public bool? Voided { get; init; }

    public bool? Deleted { get; init; }

    public bool? CreatedInTestMode { get; init; }

    public bool? ExcessFood { get; init; }

    public ThingRow? DeliveryInfo { get; init; }

    public ThingRow? CurbsidePickupInfo { get; init; }

    public List<CheckRow?>? Checks { get; init; }
}

internal sealed record CheckRow
{
    public bool? Voided { get; init; }

    public bool? Deleted { get; init; }

    public string? PaymentStatus { get; init; }

    public string? ClosedDate { get; init; }

    public WireNumber Amount { get; init; }

    public WireNumber TaxAmount { get; init; }

    public WireNumber TotalAmount { get; init; }

    public GuestRow? Customer { get; init; }

    public List<SelectionRow?>? Selections { get; init; }

    public List<ChargeRow?>? AppliedServiceCharges { get; init; }

    public List<PaymentRow?>? Payments { get; init; }
}

internal sealed record SelectionRow
{
    public ThingRow? Item { get; init; }

    public string? DisplayName { get; init; }

    public string? SelectionType { get; init; }

    public bool? Voided { get; init; }

    public bool? Deferred { get; init; }

    public WireNumber Quantity { get; init; }

    public WireNumber PreDiscountPrice { get; init; }

    public WireNumber Price { get; init; }

    public WireNumber Tax { get; init; }
}

internal sealed record ChargeRow
{
    public WireNumber ChargeAmount { get; init; }

    public string? ServiceChargeCategory { get; init; }

    public bool? Gratuity { get; init; }

    public bool? Delivery { get; init; }
}

internal sealed record PaymentRow
{
    public string? PaymentStatus { get; init; }

    public string? RefundStatus { get; init; }

    public ThingRow? VoidInfo { get; init; }

    public WireNumber Amount { get; init; }

    public WireNumber TipAmount { get; init; }

    public RefundRow? Refund { get; init; }
}

internal sealed record RefundRow
{
    public WireNumber RefundAmount { get; init; }

    public WireNumber TipRefundAmount { get; init; }
}

internal sealed record GuestRow
{
    public string? Guid { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Phone { get; init; }

    public string? PhoneCountryCode { get; init; }

    public string? Email { get; init; }
}

/// <summary>Something of which only its id and name matter, or that it is there.</summary>
internal sealed record ThingRow
{
    public string? Guid { get; init; }

    public string? Name { get; init; }
}

internal sealed record RestaurantRow
{
    public GeneralRow? General { get; init; }
}

internal sealed record GeneralRow
{
    public string? TimeZone { get; init; }

    public string? CurrencyCode { get; init; }

    public string? FirstBusinessDate { get; init; }
}

internal sealed record MenusRow
{
    public string? LastUpdated { get; init; }

    public List<GroupRow?>? Menus { get; init; }
}

/// <summary>A menu, or a group within one: both hold groups.</summary>
internal sealed record GroupRow
{
    public string? Name { get; init; }

    public List<GroupRow?>? MenuGroups { get; init; }

    public List<ItemRow?>? MenuItems { get; init; }
}

internal sealed record ItemRow
{
    public string? Guid { get; init; }

    public string? Name { get; init; }

    public WireNumber Price { get; init; }

    public string? Sku { get; init; }

    public string? Plu { get; init; }

    public string? Image { get; init; }

    public List<string?>? Visibility { get; init; }

    public ThingRow? SalesCategory { get; init; }

    public CatalogRow? CatalogProductInfo { get; init; }
}

internal sealed record CatalogRow
{
    public CatalogProductRow? Product { get; init; }

    public CatalogVariantRow? ProductVariant { get; init; }
}

internal sealed record CatalogProductRow
{
    public string? Id { get; init; }

    public string? Name { get; init; }
}

internal sealed record CatalogVariantRow
{
    public List<CatalogOptionRow?>? SelectedOptions { get; init; }
}

internal sealed record CatalogOptionRow
{
    public ThingRow? Value { get; init; }
}

internal sealed record StockRow
{
    public string? Guid { get; init; }

    public string? Status { get; init; }

    public WireNumber Quantity { get; init; }
}

/// <summary>Reads and writes what goes over the wire.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(LenientText), typeof(LenientNumber), typeof(LenientFlag)])]
[JsonSerializable(typeof(List<OrderRow>))]
[JsonSerializable(typeof(List<JsonElement>))]
[JsonSerializable(typeof(RestaurantRow))]
[JsonSerializable(typeof(MenusRow))]
[JsonSerializable(typeof(List<StockRow>))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(TokenClaims))]
internal sealed partial class ToastJson : JsonSerializerContext;
