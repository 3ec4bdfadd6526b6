using System.Text.Json.Serialization;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>An order as sent: the fields of the requirements' reference, and those that public code saw at the live service.</summary>
internal sealed record OrderRow
{
    [JsonPropertyName("id_transaction"), JsonConverter(typeof(LenientText))]
    public string? IdTransaction { get; init; }

    [JsonPropertyName("id_order"), JsonConverter(typeof(LenientText))]
    public string? IdOrder { get; init; }

    [JsonPropertyName("id"), JsonConverter(typeof(LenientText))]
    public string? BareId { get; init; }

    [JsonPropertyName("id_customer"), JsonConverter(typeof(LenientText))]
    public string? IdCustomer { get; init; }

    [JsonPropertyName("id_location"), JsonConverter(typeof(LenientText))]
    public string? IdLocation { get; init; }

    [JsonPropertyName("customer")]
    public BuyerRow? Customer { get; init; }

    [JsonPropertyName("userId"), JsonConverter(typeof(LenientText))]
    public string? UserId { get; init; }

    [JsonPropertyName("email"), JsonConverter(typeof(LenientText))]
    public string? Email { get; init; }

    [JsonPropertyName("name_first"), JsonConverter(typeof(LenientText))]
    public string? NameFirst { get; init; }

    [JsonPropertyName("name_last"), JsonConverter(typeof(LenientText))]
    public string? NameLast { get; init; }

    [JsonPropertyName("phone"), JsonConverter(typeof(LenientText))]
    public string? Phone { get; init; }

    [JsonPropertyName("items")]
    public List<LineRow?>? Items { get; init; }

    [JsonPropertyName("total"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Total { get; init; }

    [JsonPropertyName("amount"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Amount { get; init; }

    [JsonPropertyName("subtotal"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Subtotal { get; init; }

    [JsonPropertyName("tax"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Tax { get; init; }

    [JsonPropertyName("discount"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Discount { get; init; }

    [JsonPropertyName("refunded"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Refunded { get; init; }

    [JsonPropertyName("created_at"), JsonConverter(typeof(LenientText))]
    public string? CreatedAt { get; init; }

    [JsonPropertyName("date_created"), JsonConverter(typeof(LenientText))]
    public string? DateCreated { get; init; }

    [JsonPropertyName("pickup_date"), JsonConverter(typeof(LenientText))]
    public string? PickupDate { get; init; }

    [JsonPropertyName("type"), JsonConverter(typeof(LenientText))]
    public string? Type { get; init; }

    [JsonPropertyName("status"), JsonConverter(typeof(LenientText))]
    public string? Status { get; init; }

    [JsonPropertyName("complete"), JsonConverter(typeof(LenientFlag))]
    public bool? Complete { get; init; }

    [JsonPropertyName("paid_in_full"), JsonConverter(typeof(LenientFlag))]
    public bool? PaidInFull { get; init; }

    [JsonIgnore]
    public string? Id => Text.OrNull(IdTransaction) ?? Text.OrNull(IdOrder) ?? Text.OrNull(BareId);
}
