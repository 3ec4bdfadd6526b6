using System.Buffers;
using System.Text.Json;

namespace Sync.Store.Firestore.Grpc;

/// <summary>Writes a body as Firestore's typed values in protobuf, straight from bytes to bytes: what <see cref="ValueEncoder"/> does in JSON.</summary>
internal ref struct ProtoValues
{
    private readonly ProtoWriter to;
    private Utf8JsonReader from;

    private ProtoValues(ReadOnlySpan<byte> json, ProtoWriter to)
    {
        from = new Utf8JsonReader(json);
        this.to = to;
    }

    /// <summary>Writes the fields of a document.</summary>
    public static void WriteFields(DocumentBody body, ProtoWriter to)
    {
        var values = new ProtoValues(body.Json.Span, to);
        values.from.Read();
        values.from.Read();
        values.Fields(ProtoFields.DocumentFields);
    }

    // The reader stands at the first name, or at the end of the map.
    private void Fields(int field)
    {
        while (from.TokenType == JsonTokenType.PropertyName)
        {
            var entry = to.Begin(field);
            Name();
            from.Read();
            Value(ProtoFields.EntryValue);
            to.End(entry);
            from.Read();
        }
    }

    private void Name()
    {
        if (from.ValueIsEscaped) to.Text(ProtoFields.EntryKey, FieldName.Unescape(from.GetString()!));
        else to.Bytes(ProtoFields.EntryKey, from.ValueSpan is [(byte)'$', ..] ? from.ValueSpan[1..] : from.ValueSpan);
    }

    private void Value(int field)
    {
        var value = to.Begin(field);
        switch (from.TokenType)
        {
            case JsonTokenType.String:
                Text(ProtoFields.String);
                break;
            case JsonTokenType.Number:
                Number();
                break;
            case JsonTokenType.True or JsonTokenType.False:
                to.Number(ProtoFields.Boolean, from.TokenType == JsonTokenType.True ? 1 : 0);
                break;
            case JsonTokenType.Null:
                to.Number(ProtoFields.Null, 0);
                break;
            case JsonTokenType.StartArray:
                List();
                break;
            default:
                MapOrTagged();
                break;
        }

        to.End(value);
    }

    private void Text(int kind)
    {
        if (!from.ValueIsEscaped)
        {
            to.Bytes(kind, from.ValueSpan);
            return;
        }

        var text = to.Begin(kind);
        to.Advance(from.CopyString(to.Room(from.ValueSpan.Length)));
        to.End(text);
    }

    private void Number()
    {
        if (ValueEncoder.IsInteger(from.ValueSpan, out var whole)) to.Number(ProtoFields.Integer, whole);
        else to.Double(ProtoFields.Double, from.GetDouble());
    }

    private void List()
    {
        var list = to.Begin(ProtoFields.Array);
        while (from.Read() && from.TokenType != JsonTokenType.EndArray) Value(ProtoFields.ArrayValues);
        to.End(list);
    }

    private void MapOrTagged()
    {
        from.Read();
        if (from.TokenType == JsonTokenType.PropertyName && from.ValueSpan is [(byte)'$', not (byte)'$', ..])
        {
            var kind = ValueTag.Of(from.ValueSpan).Field;
            from.Read();
            Tagged(kind);
            from.Read();
            return;
        }

        var map = to.Begin(ProtoFields.Map);
        Fields(ProtoFields.MapFields);
        to.End(map);
    }

    private void Tagged(int kind)
    {
        switch (kind)
        {
            case ProtoFields.Timestamp:
                ProtoTime.Write(to, kind, from.GetDateTimeOffset());
                break;
            case ProtoFields.Bytes:
                Base64(kind);
                break;
            case ProtoFields.GeoPoint:
                Place(kind);
                break;
            case ProtoFields.Double:
                to.Double(kind, from.ValueTextEquals("NaN"u8) ? double.NaN : from.ValueTextEquals("Infinity"u8) ? double.PositiveInfinity : double.NegativeInfinity);
                break;
            default:
                Text(kind);
                break;
        }
    }

    // Copied into the buffer as it stands, and made into bytes there.
    private void Base64(int kind)
    {
        var bytes = to.Begin(kind);
        var room = to.Room(from.ValueSpan.Length);
        if (System.Buffers.Text.Base64.DecodeFromUtf8InPlace(room[..from.CopyString(room)], out var length) != OperationStatus.Done) throw new FormatException("A body holds bytes that are not base64.");
        to.Advance(length);
        to.End(bytes);
    }

    private void Place(int kind)
    {
        var place = to.Begin(kind);
        var parts = JsonElement.ParseValue(ref from);
        if (parts.TryGetProperty("latitude"u8, out var latitude)) to.Double(ProtoFields.Latitude, latitude.GetDouble());
        if (parts.TryGetProperty("longitude"u8, out var longitude)) to.Double(ProtoFields.Longitude, longitude.GetDouble());
        to.End(place);
    }
}
