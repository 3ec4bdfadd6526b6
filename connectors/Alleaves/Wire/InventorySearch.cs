using System.Text.Json.Serialization;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>The inventory's search: an empty query means everything. Each profile has its own name for the location.</summary>
internal sealed record InventorySearch(
    [property: JsonPropertyName("query")] string Query,
    [property: JsonPropertyName("locationId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LocationId = null,
    [property: JsonPropertyName("id_location"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IdLocation = null);
