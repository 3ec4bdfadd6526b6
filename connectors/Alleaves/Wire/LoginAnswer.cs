using System.Text.Json.Serialization;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>What a log-in answers. The live service names no location.</summary>
internal sealed record LoginAnswer
{
    [JsonPropertyName("token"), JsonConverter(typeof(LenientText))]
    public string? Token { get; init; }

    [JsonPropertyName("locationId"), JsonConverter(typeof(LenientText))]
    public string? LocationId { get; init; }
}
