using System.Text.Json.Serialization;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>The live service's search for customers.</summary>
internal sealed record CustomerSearch(
    [property: JsonPropertyName("page")] int Page,
    [property: JsonPropertyName("pageSize")] int PageSize);
