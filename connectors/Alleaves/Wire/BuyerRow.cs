using System.Text.Json.Serialization;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>The <c>customer</c> of an order as sent.</summary>
internal sealed record BuyerRow
{
    [JsonPropertyName("email"), JsonConverter(typeof(LenientText))]
    public string? Email { get; init; }

    [JsonPropertyName("userId"), JsonConverter(typeof(LenientText))]
    public string? UserId { get; init; }
}
