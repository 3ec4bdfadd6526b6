using System.Net;
using System.Text.Json;

namespace Sync.Store.Firestore;

/// <summary>What came back for one request.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Content">The answer, where it is a success.</param>
/// <param name="Status">Google's status name, such as <c>ABORTED</c>, where it is none.</param>
/// <param name="Message">The server's words. Never branched on: the emulator's are its own.</param>
internal sealed record FirestoreAnswer(HttpStatusCode Code, ReadOnlyMemory<byte> Content, string Status, string Message)
{
    /// <summary>Whether the request was carried out.</summary>
    public bool Ok => Status.Length == 0;

    /// <summary>Whether the same request may succeed a little later.</summary>
    public bool IsPassing => Status is "UNAVAILABLE" or "ABORTED" or "DEADLINE_EXCEEDED" or "RESOURCE_EXHAUSTED" or "INTERNAL";

    /// <summary>Reads an answer.</summary>
    public static FirestoreAnswer Of(HttpStatusCode code, byte[] content)
    {
        if ((int)code is < 200 or >= 300)
        {
            var (status, message) = Error(content);
            return new FirestoreAnswer(code, default, status ?? StatusOf(code), message);
        }

        // A method that streams has answered 200 before it fails: then its list ends with the error, and is not the whole.
        var end = EndOf(content);
        if (end.IsEmpty) return new FirestoreAnswer(code, content, "", "");
        var (late, words) = Error(end);
        return new FirestoreAnswer(code, default, late ?? "INTERNAL", words);
    }

    // The list's element that is an error; empty where none is.
    private static ReadOnlyMemory<byte> EndOf(byte[] content)
    {
        if (content.AsSpan().IndexOf("\"error\""u8) < 0) return default; // as nearly always, and soon known
        var json = new Utf8JsonReader(content);
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray) return default;
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var start = (int)json.TokenStartIndex;
            var failed = false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                failed |= json.ValueTextEquals("error"u8);
                json.Skip();
            }

            if (failed) return content.AsMemory(start, (int)json.BytesConsumed - start);
        }

        return default;
    }

    // {"error":{…}}, and [{"error":{…}}] from the methods that stream; something else from a proxy in between.
    private static (string? Status, string Message) Error(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0) root = root[0];
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("error", out var error)) return (null, "");
            return (Text(error, "status"), Text(error, "message") ?? "");
        }
        catch (JsonException)
        {
            return (null, ""); // no JSON at all: the HTTP status says enough
        }
    }

    private static string? Text(JsonElement error, string name) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string StatusOf(HttpStatusCode code) => (int)code switch
    {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        408 or 504 => "DEADLINE_EXCEEDED",
        409 => "ABORTED",
        413 => "TOO_LARGE",
        429 => "RESOURCE_EXHAUSTED",
        500 or 502 => "INTERNAL",
        503 => "UNAVAILABLE",
        _ => "INVALID_ARGUMENT",
    };
}
