using System.Text.Json;

namespace Sync.ConnectorKit.Http;

/// <summary>What a POS says of a failure: <c>message</c>, else <c>error</c>, at the top of a JSON object.</summary>
internal static class ErrorText
{
    private const int Longest = 200;

    public static string? Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        string? message = null, error = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isMessage, isError) = (reader.ValueTextEquals("message"), reader.ValueTextEquals("error"));
                reader.Read();
                if (isMessage && reader.TokenType == JsonTokenType.String) message = reader.GetString();
                else if (isError && reader.TokenType == JsonTokenType.String) error = reader.GetString();
                else reader.Skip();
            }
        }
        catch (JsonException)
        {
            // An error page in HTML, or half of one: whatever was read before it is all there is to say.
        }

        var text = message ?? error;
        return text is { Length: > Longest } ? text[..Longest] : text;
    }
}
