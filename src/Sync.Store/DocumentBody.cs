using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Sync.Store.Json;
using Sync.Store.Rules;

namespace Sync.Store;

/// <summary>
/// The fields of a document as compact JSON that keeps Firestore's types. Text, numbers, true, false, null, lists and maps are
/// themselves; a time is <c>{"$time":"2026-01-31T09:30:00.5Z"}</c> (UTC, at most microseconds, no trailing zeros), bytes are
/// <c>{"$bytes":"base64"}</c>, and a map's key that begins with <c>$</c> has one more <c>$</c> before it. A number is its
/// shortest exact decimal form, so that 42 and 42.0 are the same.
/// </summary>
/// <param name="Json">The JSON object, UTF-8. Written by <see cref="DocumentBodyWriter"/>.</param>
public readonly record struct DocumentBody(ReadOnlyMemory<byte> Json)
{
    internal const string TimeTag = "$time";
    internal const string BytesTag = "$bytes";

    /// <summary>No fields.</summary>
    public static DocumentBody Empty { get; } = new("{}"u8.ToArray());

    /// <summary>What its writer knows of it; nothing where it came from elsewhere.</summary>
    internal BodyMeasure Measure { get; init; }

    /// <summary>Builds a body by writing its fields.</summary>
    public static DocumentBody Build(Action<DocumentBodyWriter> write)
    {
        var writer = new DocumentBodyWriter();
        writer.Begin();
        write(writer);
        return writer.End();
    }

    /// <summary>A body of one field of raw bytes, as <see cref="DocumentBodyWriter.Bytes"/> writes it, but in one piece: they may be many.</summary>
    /// <param name="name">The field's name; letters and digits only.</param>
    /// <param name="value">Its bytes.</param>
    public static DocumentBody OfBytes(string name, ReadOnlySpan<byte> value)
    {
        var before = Encoding.UTF8.GetBytes($"{{\"{name}\":{{\"{BytesTag}\":\"");
        var after = "\"}}"u8;
        var json = new byte[before.Length + Base64.GetMaxEncodedToUtf8Length(value.Length) + after.Length];
        before.CopyTo(json.AsSpan());
        Base64.EncodeToUtf8(value, json.AsSpan(before.Length), out _, out var written);
        after.CopyTo(json.AsSpan(before.Length + written));
        return new DocumentBody(json);
    }

    /// <summary>The fields of both; they must not share a name.</summary>
    public static DocumentBody Join(DocumentBody a, DocumentBody b)
    {
        if (a.Json.Length <= 2) return b;
        if (b.Json.Length <= 2) return a;
        var joined = new byte[a.Json.Length + b.Json.Length - 1];
        a.Json.Span[..^1].CopyTo(joined);
        joined[a.Json.Length - 1] = (byte)',';
        b.Json.Span[1..].CopyTo(joined.AsSpan(a.Json.Length));
        return new DocumentBody(joined) { Measure = a.Measure + b.Measure };
    }

    /// <summary>The fields, to read from.</summary>
    public DocumentFields Read() => new(JsonDocument.Parse(Json).RootElement);

    /// <summary>The same fields with the keys of every map in ordinal order: equal content gives equal bytes.</summary>
    public DocumentBody Canonical() => CanonicalJson.Sort(this, null);

    /// <summary>Those of the named top-level fields that are there, in canonical form.</summary>
    public DocumentBody CanonicalOf(IReadOnlySet<string> fields) => CanonicalJson.Sort(this, fields);

    /// <summary>The JSON as text, for messages in tests.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Json.Span);
}
