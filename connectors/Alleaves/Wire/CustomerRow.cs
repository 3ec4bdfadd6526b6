using System.Text.Json.Serialization;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>A customer as sent. Names with <c>name_</c> in front are the live service's.</summary>
internal sealed record CustomerRow
{
    [JsonPropertyName("id_customer"), JsonConverter(typeof(LenientText))]
    public string? IdCustomer { get; init; }

    [JsonPropertyName("id"), JsonConverter(typeof(LenientText))]
    public string? BareId { get; init; }

    [JsonPropertyName("email"), JsonConverter(typeof(LenientText))]
    public string? Email { get; init; }

    [JsonPropertyName("first_name"), JsonConverter(typeof(LenientText))]
    public string? FirstName { get; init; }

    [JsonPropertyName("name_first"), JsonConverter(typeof(LenientText))]
    public string? NameFirst { get; init; }

    [JsonPropertyName("last_name"), JsonConverter(typeof(LenientText))]
    public string? LastName { get; init; }

    [JsonPropertyName("name_last"), JsonConverter(typeof(LenientText))]
    public string? NameLast { get; init; }

    [JsonPropertyName("phone"), JsonConverter(typeof(LenientText))]
    public string? Phone { get; init; }

    [JsonPropertyName("userId"), JsonConverter(typeof(LenientText))]
    public string? UserId { get; init; }

    [JsonPropertyName("date_created"), JsonConverter(typeof(LenientText))]
    public string? DateCreated { get; init; }

    [JsonIgnore]
    public string? Id => Text.OrNull(IdCustomer) ?? Text.OrNull(BareId);
}
