using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sync.Store.Firestore;

/// <summary>Writes the JSON of one request.</summary>
internal static class RequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes one object.</summary>
    /// <param name="expectedBytes">About how long it will be.</param>
    /// <param name="content">Writes the properties.</param>
    public static ReadOnlyMemory<byte> Write(int expectedBytes, Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>(expectedBytes);
        Write(buffer, content);
        return buffer.WrittenMemory;
    }

    /// <summary>Writes one object into a buffer.</summary>
    public static void Write(ArrayBufferWriter<byte> buffer, Action<Utf8JsonWriter> content)
    {
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        content(json);
        json.WriteEndObject();
        json.Flush();
    }
}
