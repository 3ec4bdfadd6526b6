using System.Globalization;
using System.Text.Json;
using Sync.Model;

namespace Sync.ConnectorKit.OAuth;

/// <summary>What a token address answers: its texts and numbers, whatever the POS calls them.</summary>
internal sealed class GrantAnswer
{
    private const long LastSecond = 253_402_300_799; // the end of the year 9999

    private readonly Dictionary<string, string> fields;

    private GrantAnswer(Dictionary<string, string> fields) => this.fields = fields;

    public static GrantAnswer Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("The answer is no object.");
        return new GrantAnswer(document.RootElement.EnumerateObject()
            .Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            .GroupBy(p => p.Name).ToDictionary(p => p.Key, p => p.Last().Value.ToString(), StringComparer.Ordinal));
    }

    public string? Text(string name) => fields.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    /// <summary>The tokens as settings. Where the POS gives no new refresh token, the old one stays in force.</summary>
    public Dictionary<string, Secret> Secrets(DateTimeOffset now)
    {
        var secrets = new Dictionary<string, Secret>
        {
            [OAuthFields.AccessToken] = new(Text("access_token") ?? throw new ConnectorBugException("The token address answered without a token.")),
            // An empty one takes the end of the token before it away.
            [OAuthFields.AccessTokenExpires] = new(Ends(now)?.ToString("O", CultureInfo.InvariantCulture) ?? ""),
        };
        if (Text("refresh_token") is { } refresh) secrets[OAuthFields.RefreshToken] = new Secret(refresh);
        return secrets;
    }

    // Lightspeed and Shopify: seconds from now; Clover and Lightspeed: a point in time, in Unix seconds; Square: in RFC 3339.
    private DateTimeOffset? Ends(DateTimeOffset now)
    {
        if (Seconds("expires_in") is { } life && life < LastSecond - now.ToUnixTimeSeconds()) return now.AddSeconds(life);
        if ((Seconds("access_token_expiration") ?? Seconds("expires")) is { } at) return DateTimeOffset.FromUnixTimeSeconds(at);
        return DateTimeOffset.TryParse(Text("expires_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.ToUniversalTime() : null;
    }

    private long? Seconds(string name) =>
        decimal.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= LastSecond ? (long)seconds : null;
}
