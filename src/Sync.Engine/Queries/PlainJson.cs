using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>A document's fields as anybody's JSON: keys sorted, times as RFC 3339 text, bytes as base64 text.</summary>
public static class PlainJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON, UTF-8, without a line break.</summary>
    /// <param name="body">The fields.</param>
    /// <param name="without">Fields to leave out.</param>
    /// <param name="everywhere">Whether they are left out of maps inside, too; else at the top only.</param>
    public static byte[] Of(DocumentBody body, IReadOnlySet<string> without, bool everywhere = false)
    {
        using var document = JsonDocument.Parse(body.Json);
        var buffer = new ArrayBufferWriter<byte>(body.Json.Length);
        using (var writer = new Utf8JsonWriter(buffer, Options)) WriteMap(writer, document.RootElement, without, everywhere ? without : null);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, JsonElement map, IReadOnlySet<string>? without, IReadOnlySet<string>? inside)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in map.EnumerateObject().Select(p => (Name: Unescape(p.Name), p.Value)).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (without?.Contains(name) == true) continue;
            writer.WritePropertyName(name);
            WriteValue(writer, value, inside);
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonElement value, IReadOnlySet<string>? without)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var element in value.EnumerateArray()) WriteValue(writer, element, without);
            writer.WriteEndArray();
        }
        else if (value.ValueKind != JsonValueKind.Object) value.WriteTo(writer);
        else if (value.TryGetProperty("$time", out var time)) writer.WriteStringValue(time.GetString());
        else if (value.TryGetProperty("$bytes", out var bytes)) writer.WriteStringValue(bytes.GetString());
        else WriteMap(writer, value, without, without);
    }

    private static string Unescape(string name) => name.StartsWith("$$", StringComparison.Ordinal) ? name[1..] : name;
}
