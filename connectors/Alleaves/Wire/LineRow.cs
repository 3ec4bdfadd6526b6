using System.Text.Json.Serialization;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>A line of an order as sent. The requirements do not name its fields: both sets that were seen are read.</summary>
internal sealed record LineRow
{
    [JsonPropertyName("id_item"), JsonConverter(typeof(LenientText))]
    public string? IdItem { get; init; }

    [JsonPropertyName("id_product"), JsonConverter(typeof(LenientText))]
    public string? IdProduct { get; init; }

    [JsonPropertyName("item"), JsonConverter(typeof(LenientText))]
    public string? Item { get; init; }

    [JsonPropertyName("name"), JsonConverter(typeof(LenientText))]
    public string? Name { get; init; }

    [JsonPropertyName("quantity"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Quantity { get; init; }

    [JsonPropertyName("price"), JsonConverter(typeof(LenientNumber))]
    public WireNumber Price { get; init; }

    [JsonPropertyName("category"), JsonConverter(typeof(LenientText))]
    public string? Category { get; init; }
}
