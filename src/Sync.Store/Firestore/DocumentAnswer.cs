using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sync.Store.Firestore;

/// <summary>Reads the answers of runQuery and batchGet: a list of objects with <c>document</c>, <c>found</c> or <c>missing</c>.</summary>
internal static class DocumentAnswer
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The documents in an answer, with their full names; what is missing is left out.</summary>
    public static List<FoundDocument> Read(ReadOnlySpan<byte> answer) => Read(answer, null);

    /// <summary>The same, and the names of what is missing.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="missing">Takes the names; null where nobody asks for them.</param>
    public static List<FoundDocument> Read(ReadOnlySpan<byte> answer, List<string>? missing)
    {
        var documents = new List<FoundDocument>();
        var buffer = new ArrayBufferWriter<byte>(2048);
        using var body = new Utf8JsonWriter(buffer, Options);
        var json = new Utf8JsonReader(answer);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isDocument = json.ValueTextEquals("document"u8) || json.ValueTextEquals("found"u8);
                var isMissing = json.ValueTextEquals("missing"u8);
                json.Read();
                if (isDocument) documents.Add(Document(ref json, body, buffer));
                else if (isMissing) missing?.Add(json.GetString()!);
                else json.Skip();
            }
        }

        return documents;
    }

    private static FoundDocument Document(ref Utf8JsonReader json, Utf8JsonWriter body, ArrayBufferWriter<byte> buffer)
    {
        var (name, version, fields) = ("", "", DocumentBody.Empty);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isName, isVersion, isFields) = (json.ValueTextEquals("name"u8), json.ValueTextEquals("updateTime"u8), json.ValueTextEquals("fields"u8));
            json.Read();
            if (isName) name = json.GetString()!;
            else if (isVersion) version = json.GetString()!;
            else if (isFields) fields = Fields(ref json, body, buffer);
            else json.Skip();
        }

        return new FoundDocument(name, fields, version);
    }

    private static DocumentBody Fields(ref Utf8JsonReader json, Utf8JsonWriter body, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        body.Reset();
        ValueDecoder.ReadFields(ref json, body);
        body.Flush();
        return new DocumentBody(buffer.WrittenSpan.ToArray());
    }
}
