using System.Text.Json.Serialization;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>What a log-in sends. The PIN is a field of its own, never part of the password, and left out where there is none.</summary>
internal sealed record LoginBody(
    [property: JsonPropertyName("username")] string Username,
    [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("pin"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pin);
