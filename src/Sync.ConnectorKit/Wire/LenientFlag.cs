using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sync.ConnectorKit.Wire;

/// <summary>Reads a yes or no that some servers send as a number (more than zero means yes) or as a word. What is none of these reads as null.</summary>
public sealed class LenientFlag : JsonConverter<bool?>
{
    /// <inheritdoc />
    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return reader.GetDouble() > 0;
            case JsonTokenType.String:
                return Parse(reader.GetString()!);
            default:
                reader.Skip();
                return null;
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options)
    {
        if (value is { } flag) writer.WriteBooleanValue(flag);
        else writer.WriteNullValue();
    }

    private static bool? Parse(string text)
    {
        if (bool.TryParse(text, out var flag)) return flag;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number > 0 : null;
    }
}
