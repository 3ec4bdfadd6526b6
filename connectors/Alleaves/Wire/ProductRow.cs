using System.Text.Json.Serialization;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>A row of the inventory as sent: a product in the requirements' reference, one batch of an item at the live service.</summary>
internal sealed record ProductRow
{
    [JsonPropertyName("id_product"), JsonConverter(typeof(LenientText))]
    public string? IdProduct { get; init; }

    [JsonPropertyName("id_item"), JsonConverter(typeof(LenientText))]
    public string? IdItem { get; init; }

    [JsonPropertyName("id_batch"), JsonConverter(typeof(LenientText))]
    public string? IdBatch { get; init; }

    [JsonPropertyName("name"), JsonConverter(typeof(LenientText))]
    public string? ProductName { get; init; }

    [JsonPropertyName("item"), JsonConverter(typeof(LenientText))]
    public string? Item { get; init; }

    [JsonPropertyName("brand"), JsonConverter(typeof(LenientText))]
    public string? Brand { get; init; }

    [JsonPropertyName("category"), JsonConverter(typeof(LenientText))]
    public string? Category { get; init; }

    [JsonPropertyName("subcategory"), JsonConverter(typeof(LenientText))]
    public string? Subcategory { get; init; }

    [JsonPropertyName("price"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Price { get; init; }

    [JsonPropertyName("price_retail"), JsonConverter(typeof(LenientNumber))]
    public WireNumber PriceRetail { get; init; }

    [JsonPropertyName("cost"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Cost { get; init; }

    [JsonPropertyName("cost_of_good"), JsonConverter(typeof(LenientNumber))]
    public WireNumber CostOfGood { get; init; }

    [JsonPropertyName("batchCost"), JsonConverter(typeof(LenientNumber))]
    public WireNumber BatchCost { get; init; }

    [JsonPropertyName("batch_cost_of_good"), JsonConverter(typeof(LenientNumber))]
    public WireNumber BatchCostOfGood { get; init; }

    [JsonPropertyName("thc"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Thc { get; init; }

    [JsonPropertyName("cbd"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Cbd { get; init; }

    [JsonPropertyName("strainType"), JsonConverter(typeof(LenientText))]
    public string? StrainType { get; init; }

    [JsonPropertyName("strain"), JsonConverter(typeof(LenientText))]
    public string? Strain { get; init; }

    [JsonPropertyName("available"), JsonConverter(typeof(LenientFlag))]
    public bool? Available { get; init; }

    [JsonPropertyName("has_inventory"), JsonConverter(typeof(LenientFlag))]
    public bool? HasInventory { get; init; }

    [JsonPropertyName("quantity"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Quantity { get; init; }

    [JsonPropertyName("on_hand"), JsonConverter(typeof(LenientNumber))]
    public WireNumber OnHand { get; init; }

    [JsonIgnore]
    public string? Id => Text.OrNull(IdProduct) ?? Text.OrNull(IdItem);

    [JsonIgnore]
    public WireNumber Stock => Quantity.Or(OnHand);
}
