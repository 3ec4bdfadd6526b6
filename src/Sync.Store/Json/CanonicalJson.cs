using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sync.Store.Json;

/// <summary>Puts the keys of every map into ordinal order.</summary>
internal static class CanonicalJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static DocumentBody Sort(DocumentBody body, IReadOnlySet<string>? onlyFields)
    {
        using var document = JsonDocument.Parse(body.Json);
        var buffer = new ArrayBufferWriter<byte>(body.Json.Length);
        using (var writer = new Utf8JsonWriter(buffer, Options)) WriteObject(writer, document.RootElement, onlyFields);
        return new DocumentBody(buffer.WrittenMemory);
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement map, IReadOnlySet<string>? onlyFields)
    {
        writer.WriteStartObject();
        foreach (var property in map.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (onlyFields is not null && !onlyFields.Contains(property.Name)) continue;
            writer.WritePropertyName(property.Name);
            WriteValue(writer, property.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, null);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray()) WriteValue(writer, element);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
