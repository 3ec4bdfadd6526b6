using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Sync.Store.Firestore;

/// <summary>Writes a body as Firestore's typed values, straight from bytes to bytes.</summary>
internal ref struct ValueEncoder
{
    private readonly Utf8JsonWriter to;
    private Utf8JsonReader from;

    private ValueEncoder(ReadOnlySpan<byte> json, Utf8JsonWriter to)
    {
        from = new Utf8JsonReader(json);
        this.to = to;
    }

    /// <summary>Writes the property <c>fields</c> of a document.</summary>
    public static void WriteFields(DocumentBody body, Utf8JsonWriter to)
    {
        var encoder = new ValueEncoder(body.Json.Span, to);
        encoder.from.Read();
        encoder.from.Read();
        encoder.Fields();
    }

    /// <summary>Whether a number is stored as a 64-bit integer; the others are doubles.</summary>
    public static bool IsInteger(ReadOnlySpan<byte> text, out long value) => Utf8Parser.TryParse(text, out value, out var used) && used == text.Length;

    // The reader stands at the first name, or at the end of the map.
    private void Fields()
    {
        to.WriteStartObject("fields"u8);
        while (from.TokenType == JsonTokenType.PropertyName)
        {
            Name();
            from.Read();
            Value();
            from.Read();
        }

        to.WriteEndObject();
    }

    private void Name()
    {
        if (from.ValueIsEscaped) to.WritePropertyName(FieldName.Unescape(from.GetString()!));
        else to.WritePropertyName(from.ValueSpan is [(byte)'$', ..] ? from.ValueSpan[1..] : from.ValueSpan);
    }

    private void Value()
    {
        to.WriteStartObject();
        switch (from.TokenType)
        {
            case JsonTokenType.String:
                Text("stringValue"u8);
                break;
            case JsonTokenType.Number:
                Number();
                break;
            case JsonTokenType.True or JsonTokenType.False:
                to.WriteBoolean("booleanValue"u8, from.GetBoolean());
                break;
            case JsonTokenType.Null:
                to.WriteNull("nullValue"u8);
                break;
            case JsonTokenType.StartArray:
                List();
                break;
            default:
                MapOrTagged();
                break;
        }

        to.WriteEndObject();
    }

    private void Text(ReadOnlySpan<byte> kind)
    {
        if (!from.ValueIsEscaped)
        {
            to.WriteString(kind, from.ValueSpan);
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(from.ValueSpan.Length);
        to.WriteString(kind, buffer.AsSpan(0, from.CopyString(buffer)));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Number()
    {
        var text = from.ValueSpan;
        if (IsInteger(text, out _))
        {
            to.WriteString("integerValue"u8, text);
            return;
        }

        to.WritePropertyName("doubleValue"u8);
        to.WriteRawValue(text, skipInputValidation: true);
    }

    private void List()
    {
        to.WriteStartObject("arrayValue"u8);
        to.WriteStartArray("values"u8);
        while (from.Read() && from.TokenType != JsonTokenType.EndArray) Value();
        to.WriteEndArray();
        to.WriteEndObject();
    }

    private void MapOrTagged()
    {
        from.Read();
        if (from.TokenType == JsonTokenType.PropertyName && from.ValueSpan is [(byte)'$', not (byte)'$', ..])
        {
            var tag = ValueTag.Of(from.ValueSpan);
            from.Read();
            if (from.TokenType == JsonTokenType.String) Text(tag.Kind);
            else tag.WriteRaw(ref from, to);
            from.Read();
            return;
        }

        to.WriteStartObject("mapValue"u8);
        Fields();
        to.WriteEndObject();
    }
}
