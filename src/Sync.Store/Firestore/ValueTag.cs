using System.Text.Json;
using Sync.Store.Firestore.Grpc;

namespace Sync.Store.Firestore;

/// <summary>
/// A kind of value that a body writes as a map with one <c>$</c> key. Beside times and bytes, which we write, documents may
/// hold kinds that only others write; they pass through unchanged.
/// </summary>
internal sealed class ValueTag(string tag, string kind, int field)
{
    private static readonly ValueTag[] All =
    [
        new(DocumentBody.TimeTag, "timestampValue", ProtoFields.Timestamp),
        new(DocumentBody.BytesTag, "bytesValue", ProtoFields.Bytes),
        new("$reference", "referenceValue", ProtoFields.Reference),
        new("$geo", "geoPointValue", ProtoFields.GeoPoint),
        new("$double", "doubleValue", ProtoFields.Double), // NaN and the infinities, which JSON has no numbers for
    ];

    private readonly JsonEncodedText kindText = JsonEncodedText.Encode(kind);

    /// <summary>The key in a body.</summary>
    public string Tag { get; } = tag;

    /// <summary>Firestore's name of the kind.</summary>
    public ReadOnlySpan<byte> Kind => kindText.EncodedUtf8Bytes;

    /// <summary>Its number in protobuf.</summary>
    public int Field { get; } = field;

    /// <summary>The tag of a key in a body.</summary>
    public static ValueTag Of(ReadOnlySpan<byte> key)
    {
        foreach (var tag in All)
            if (System.Text.Ascii.Equals(key, tag.Tag)) return tag;
        throw new FormatException($"A body holds a map with the key '{System.Text.Encoding.UTF8.GetString(key)}', which stands for no kind of value.");
    }

    /// <summary>The tag of one of Firestore's kinds.</summary>
    public static ValueTag OfKind(ReadOnlySpan<byte> kind)
    {
        foreach (var tag in All)
            if (kind.SequenceEqual(tag.Kind)) return tag;
        throw new FormatException($"Firestore sent a value of the kind '{System.Text.Encoding.UTF8.GetString(kind)}', which this program does not know. Use a newer one.");
    }

    /// <summary>Writes a value that is no text, such as a place's two numbers.</summary>
    public void WriteRaw(ref Utf8JsonReader from, Utf8JsonWriter to)
    {
        to.WritePropertyName(kindText);
        JsonElement.ParseValue(ref from).WriteTo(to);
    }
}
