using System.Globalization;
using System.Text.Json;

namespace Sync.Store;

/// <summary>Reads the fields of a document, or of a map in one. A field that is missing, null or of another type reads as null.</summary>
public readonly struct DocumentFields
{
    internal DocumentFields(JsonElement element) => Element = element;

    internal JsonElement Element { get; }

    /// <summary>The names of the fields.</summary>
    public IEnumerable<string> Names => Element.EnumerateObject().Select(p => Unescape(p.Name));

    /// <summary>Whether a field is there, null or not.</summary>
    public bool Has(string name) => Element.TryGetProperty(Escape(name), out _);

    /// <summary>A text.</summary>
    public string? Text(string name) => Find(name, JsonValueKind.String) is { } e ? e.GetString() : null;

    /// <summary>A number; null too where it is beyond 28 digits, which a double that somebody else wrote may be.</summary>
    public decimal? Number(string name) => Find(name, JsonValueKind.Number) is { } e
        && decimal.TryParse(e.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        ? value
        : null;

    /// <summary>A whole number.</summary>
    public long? Integer(string name) => Find(name, JsonValueKind.Number) is { } e && e.TryGetInt64(out var value) ? value : null;

    /// <summary>True or false.</summary>
    public bool? Flag(string name) =>
        Element.TryGetProperty(Escape(name), out var e) && e.ValueKind is JsonValueKind.True or JsonValueKind.False ? e.GetBoolean() : null;

    /// <summary>An instant, in UTC.</summary>
    public DateTimeOffset? Time(string name) => Tagged(name, DocumentBody.TimeTag) is { ValueKind: JsonValueKind.String } e
        && DateTimeOffset.TryParse(e.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
        ? value
        : null;

    /// <summary>Raw bytes.</summary>
    public byte[]? Bytes(string name) => Tagged(name, DocumentBody.BytesTag) is { ValueKind: JsonValueKind.String } e && e.TryGetBytesFromBase64(out var value) ? value : null;

    /// <summary>A map, or any other value, as it is.</summary>
    public DocumentFields? Value(string name) => Element.TryGetProperty(Escape(name), out var e) ? new DocumentFields(e) : null;

    /// <summary>A map; null where there is none.</summary>
    public DocumentFields? Map(string name) => Find(name, JsonValueKind.Object) is { } e ? new DocumentFields(e) : null;

    /// <summary>The maps of a list, without what else is in it; empty where there is none.</summary>
    public IEnumerable<DocumentFields> List(string name) =>
        Find(name, JsonValueKind.Array) is { } e ? e.EnumerateArray().Where(x => x.ValueKind == JsonValueKind.Object).Select(x => new DocumentFields(x)) : [];

    /// <summary>The texts of a list, without what else is in it; empty where there is none.</summary>
    public IEnumerable<string> TextList(string name) =>
        Find(name, JsonValueKind.Array) is { } e ? e.EnumerateArray().Where(x => x.ValueKind == JsonValueKind.String).Select(x => x.GetString()!) : [];

    private JsonElement? Find(string name, JsonValueKind kind) =>
        Element.TryGetProperty(Escape(name), out var e) && e.ValueKind == kind ? e : null;

    private JsonElement? Tagged(string name, string tag) =>
        Find(name, JsonValueKind.Object) is { } map && map.TryGetProperty(tag, out var e) ? e : null;

    private static string Escape(string name) => FieldName.Escape(name);

    private static string Unescape(string name) => FieldName.Unescape(name);
}
