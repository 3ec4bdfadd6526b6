using System.Text.Json;

namespace Sync.Store.Firestore;

/// <summary>Reads Firestore's typed values into a body, straight from bytes to bytes.</summary>
internal static class ValueDecoder
{
    /// <summary>Reads the value of <c>fields</c>; the reader stands at its start and is left at its end.</summary>
    public static void ReadFields(ref Utf8JsonReader from, Utf8JsonWriter to)
    {
        to.WriteStartObject();
        while (from.Read() && from.TokenType == JsonTokenType.PropertyName)
        {
            Name(ref from, to);
            from.Read();
            Value(ref from, to);
        }

        to.WriteEndObject();
    }

    private static void Name(ref Utf8JsonReader from, Utf8JsonWriter to)
    {
        if (from.ValueIsEscaped || from.ValueSpan is [(byte)'$', ..]) to.WritePropertyName(FieldName.Escape(from.GetString()!));
        else to.WritePropertyName(from.ValueSpan);
    }

    // The reader stands at the start of {"kind": …} and is left at its end.
    private static void Value(ref Utf8JsonReader from, Utf8JsonWriter to)
    {
        from.Read();
        var kind = from.ValueSpan;
        from.Read();
        if (kind.SequenceEqual("stringValue"u8)) Text(ref from, to);
        else if (kind.SequenceEqual("integerValue"u8)) to.WriteRawValue(from.ValueSpan, skipInputValidation: true);
        else if (kind.SequenceEqual("doubleValue"u8)) Double(ref from, to);
        else if (kind.SequenceEqual("booleanValue"u8)) to.WriteBooleanValue(from.GetBoolean());
        else if (kind.SequenceEqual("nullValue"u8)) to.WriteNullValue();
        else if (kind.SequenceEqual("mapValue"u8)) Map(ref from, to);
        else if (kind.SequenceEqual("arrayValue"u8)) List(ref from, to);
        else Tagged(ref from, to, ValueTag.OfKind(kind));
        from.Read();
    }

    private static void Text(ref Utf8JsonReader from, Utf8JsonWriter to)
    {
        if (from.ValueIsEscaped) to.WriteStringValue(from.GetString());
        else to.WriteStringValue(from.ValueSpan);
    }

    private static void Double(ref Utf8JsonReader from, Utf8JsonWriter to)
    {
        if (from.TokenType == JsonTokenType.String)
        {
            Tagged(ref from, to, ValueTag.OfKind("doubleValue"u8));
            return;
        }

        Span<byte> text = stackalloc byte[NumberText.MaxBytes];
        if (from.TryGetDecimal(out var value)) to.WriteRawValue(text[..NumberText.Format(value, text)], skipInputValidation: true);
        else to.WriteNumberValue(from.GetDouble());
    }

    private static void Map(ref Utf8JsonReader from, Utf8JsonWriter to)
    {
        from.Read();
        if (from.TokenType == JsonTokenType.EndObject)
        {
            to.WriteStartObject();
            to.WriteEndObject();
            return;
        }

        from.Read(); // past "fields"
        ReadFields(ref from, to);
        from.Read();
    }

    private static void List(ref Utf8JsonReader from, Utf8JsonWriter to)
    {
        to.WriteStartArray();
        from.Read();
        if (from.TokenType == JsonTokenType.PropertyName)
        {
            from.Read(); // past "values"
            while (from.Read() && from.TokenType != JsonTokenType.EndArray) Value(ref from, to);
            from.Read();
        }

        to.WriteEndArray();
    }

    private static void Tagged(ref Utf8JsonReader from, Utf8JsonWriter to, ValueTag tag)
    {
        to.WriteStartObject();
        to.WritePropertyName(tag.Tag);
        if (tag.Tag == DocumentBody.TimeTag) to.WriteStringValue(ShortTime(from.ValueSpan));
        else if (from.TokenType == JsonTokenType.String) Text(ref from, to);
        else JsonElement.ParseValue(ref from).WriteTo(to);
        to.WriteEndObject();
    }

    // "…00.500Z" and "…00.000Z" are sent where a body has "…00.5Z" and "…00Z".
    private static string ShortTime(ReadOnlySpan<byte> time)
    {
        var text = System.Text.Encoding.ASCII.GetString(time);
        if (text.Length <= 20) return text;
        return text[..Math.Min(26, text.Length - 1)].TrimEnd('0').TrimEnd('.') + "Z";
    }
}
