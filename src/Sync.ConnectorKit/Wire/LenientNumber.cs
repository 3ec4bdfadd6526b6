using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sync.ConnectorKit.Wire;

/// <summary>Reads a number that some servers send as a string, and keeps "absent" apart from "no number".</summary>
public sealed class LenientNumber : JsonConverter<WireNumber>
{
    // No amount or stock is larger; below it, sums and cents of numbers cannot overflow a decimal.
    private const decimal Largest = 1e18m;

    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override WireNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetDecimal(out var number) ? Within(number) : WireNumber.Unreadable;
            case JsonTokenType.String:
                return Parse(reader.GetString()!);
            case JsonTokenType.Null:
                return default;
            default:
                reader.Skip();
                return WireNumber.Unreadable;
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, WireNumber value, JsonSerializerOptions options)
    {
        if (value.Value is { } number) writer.WriteNumberValue(number);
        else writer.WriteNullValue();
    }

    private static WireNumber Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return default;
        return NumberText.Parse(text) is { } number ? Within(number) : WireNumber.Unreadable;
    }

    private static WireNumber Within(decimal number) => Math.Abs(number) <= Largest ? new WireNumber(number) : WireNumber.Unreadable;
}
