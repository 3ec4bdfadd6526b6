using System.Buffers.Text;
using System.Text.Json;

namespace Sync.Web.Access;

/// <summary>
/// What an ID token says of itself before it is verified, where it has the form of one at all: three parts, signed with RS256 (the
/// one algorithm of both issuers), for exactly one audience, with times that are some. The library that verifies takes much more for
/// a token, such as one that names no audience, and fails on what is none.
/// </summary>
/// <param name="Issuer">Who has issued it, as it says.</param>
/// <param name="Audience">Whom it is for, as it says.</param>
internal sealed record IdTokenClaims(string Issuer, string Audience)
{
    private const string Algorithm = "RS256";
    private const long LastSecond = 253_402_300_799; // of the year 9999

    /// <summary>What a token says; null where it is none.</summary>
    public static IdTokenClaims? Read(string token)
    {
        if (token.Split('.') is not [var head, var body, { Length: > 0 } signature] || !Base64Url.IsValid(signature)) return null;
        if (Map(head) is not { } header || Text(header, "alg") != Algorithm || Map(body) is not { } claims) return null;
        if (!IsTime(claims, "iat") || !IsTime(claims, "exp")) return null;
        return Text(claims, "iss") is { } issuer && Text(claims, "aud") is { } audience && Text(claims, "sub") is { } && Flagged(claims) ? new IdTokenClaims(issuer, audience) : null;
    }

    private static JsonElement? Map(string part)
    {
        try
        {
            if (!Base64Url.IsValid(part)) return null;
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(part), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null; // which is what was asked
        }
    }

    private static string? Text(JsonElement map, string name) =>
        map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static bool IsTime(JsonElement map, string name) =>
        map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and <= LastSecond;

    private static bool Flagged(JsonElement map) =>
        Text(map, "email") is not null && map.TryGetProperty("email_verified", out var value) && value.ValueKind == JsonValueKind.True;
}
