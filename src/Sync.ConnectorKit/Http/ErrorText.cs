using System.Text.Json;

namespace Sync.ConnectorKit.Http;

/// <summary>
/// What a POS says of a failure: <c>message</c>, else <c>error</c>, at the top of a JSON object, else the first <c>detail</c> or
/// <c>message</c> in its <c>errors</c>, or that itself where it is a text.
/// </summary>
internal static class ErrorText
{
    private const int Longest = 200;

    /// <summary>What it says, what stands in its <c>error</c>, and in <c>category</c> of the first of its <c>errors</c>.</summary>
    public static (string? Said, string? Error, string? Category) Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        string? message = null, error = null;
        Row among = default;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isMessage, isError, isErrors) = (reader.ValueTextEquals("message"), reader.ValueTextEquals("error"), reader.ValueTextEquals("errors"));
                reader.Read();
                if (isMessage && reader.TokenType == JsonTokenType.String) message = reader.GetString();
                else if (isError && reader.TokenType == JsonTokenType.String) error = reader.GetString();
                else if (isErrors) among = First(ref reader);
                else reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An error page in HTML, half of one, or a text that is no UTF-8: whatever was read before it is all there is to say.
        }

        return (message ?? error ?? among.Said, error, among.Category);
    }

    /// <summary>As much of it as a log may hold; after secrets are out of it, for half of one would not be known again.</summary>
    public static string? Cut(string? text) => text is { Length: > Longest } ? text[..Longest] : text;

    // One of the errors.
    private readonly record struct Row(string? Said, string? Category);

    // Square: [{ "category", "code", "detail", "field" }]. Leaves the reader at the value's end.
    private static Row First(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return new Row(reader.GetString(), null);
        if (reader.TokenType != JsonTokenType.StartArray) return Passed(ref reader);
        Row found = default;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var row = reader.TokenType == JsonTokenType.StartObject ? OfRow(ref reader) : Passed(ref reader);
            found = new Row(found.Said ?? row.Said, found.Category ?? row.Category);
        }

        return found;
    }

    private static Row OfRow(ref Utf8JsonReader reader)
    {
        Row found = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (telling, sort) = (reader.ValueTextEquals("detail") || reader.ValueTextEquals("message"), reader.ValueTextEquals("category"));
            reader.Read();
            if (telling && reader.TokenType == JsonTokenType.String) found = found with { Said = found.Said ?? reader.GetString() };
            else if (sort && reader.TokenType == JsonTokenType.String) found = found with { Category = found.Category ?? reader.GetString() };
            else reader.Skip();
        }

        return found;
    }

    private static Row Passed(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return default;
    }
}
