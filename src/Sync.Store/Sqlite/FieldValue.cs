using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sync.Store.Sqlite;

/// <summary>
/// A field's value as Firestore compares it: kinds first, then values. Source:
/// https://firebase.google.com/docs/firestore/manage-data/data-types#value_type_ordering.
/// </summary>
internal readonly struct FieldValue : IComparable<FieldValue>
{
    private const ulong SignBit = 1UL << 63;

    private readonly Kind kind;
    private readonly decimal number;
    private readonly byte[]? bytes;

    private FieldValue(Kind kind, decimal number = 0, byte[]? bytes = null) => (this.kind, this.number, this.bytes) = (kind, number, bytes);

    // In Firestore's order.
    private enum Kind { Missing, Null, Flag, Number, Time, Text, Bytes, List, Map }

    /// <summary>Whether the document has the field.</summary>
    public bool IsThere => kind != Kind.Missing;

    /// <summary>The value of a filter.</summary>
    public static FieldValue Of(object value) => value switch
    {
        string text => new FieldValue(Kind.Text, bytes: Encoding.UTF8.GetBytes(text)),
        bool flag => new FieldValue(Kind.Flag, flag ? 1 : 0),
        DateTimeOffset time => Time(time),
        _ => new FieldValue(Kind.Number, Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
    };

    /// <summary>A value in a body.</summary>
    public static FieldValue Read(ReadOnlySpan<byte> value)
    {
        var json = new Utf8JsonReader(value);
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => new FieldValue(Kind.Text, bytes: json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan.ToArray()),
            JsonTokenType.Number => new FieldValue(Kind.Number, Number(ref json)),
            JsonTokenType.True => new FieldValue(Kind.Flag, 1),
            JsonTokenType.False => new FieldValue(Kind.Flag, 0),
            JsonTokenType.Null => new FieldValue(Kind.Null),
            JsonTokenType.StartObject => TimeIn(ref json) is { } time ? Time(time) : Map(value),
            _ => new FieldValue(Kind.List, bytes: value.ToArray()),
        };
    }

    /// <summary>Whether it stands to another as a filter asks; never for another kind.</summary>
    public bool Satisfies(FilterOperator op, FieldValue other)
    {
        if (kind != other.kind) return false;
        var order = CompareTo(other);
        return op switch
        {
            FilterOperator.Equal => order == 0,
            FilterOperator.LessThan => order < 0,
            FilterOperator.LessThanOrEqual => order <= 0,
            FilterOperator.GreaterThan => order > 0,
            FilterOperator.GreaterThanOrEqual => order >= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(op), op, "This operator is not known here."),
        };
    }

    public int CompareTo(FieldValue other)
    {
        if (kind != other.kind) return kind.CompareTo(other.kind);
        return bytes is null ? number.CompareTo(other.number) : bytes.AsSpan().SequenceCompareTo(other.bytes);
    }

    /// <summary>
    /// Appends bytes that compare as values do, so that the file's own index can hold them. Numbers stand as Firestore keeps those
    /// with decimals: what a double cannot tell apart is in order of id.
    /// </summary>
    public void AppendKey(List<byte> key)
    {
        key.Add((byte)kind);
        if (bytes is not null) AppendBytes(key, bytes);
        else if (kind is Kind.Number or Kind.Time or Kind.Flag) AppendBits(key, kind == Kind.Number ? Ordered((double)number) : (ulong)(long)number ^ SignBit);
    }

    /// <summary>Compares ids as Firestore does, by their bytes.</summary>
    public static int CompareUtf8(string a, string b) =>
        Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

    // A zero inside is marked, so that a shorter text ends before a longer one goes on.
    private static void AppendBytes(List<byte> key, ReadOnlySpan<byte> value)
    {
        foreach (var b in value)
        {
            key.Add(b);
            if (b == 0) key.Add(0xFF);
        }

        key.Add(0);
        key.Add(0);
    }

    private static void AppendBits(List<byte> key, ulong bits)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(eight, bits);
        key.AddRange(eight);
    }

    private static ulong Ordered(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        return (bits & SignBit) == 0 ? bits ^ SignBit : ~bits;
    }

    // Our own times, as nearly every map that is compared is one; others go the long way.
    private static DateTimeOffset? TimeIn(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(DocumentBody.TimeTag) && json.Read()
            && json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var time) && json.ValueSpan.EndsWith("Z"u8)
                ? time
                : null;

    private static FieldValue Map(ReadOnlySpan<byte> value)
    {
        var fields = JsonElement.Parse(value);
        if (fields.TryGetProperty(DocumentBody.TimeTag, out var time))
            return Time(DateTimeOffset.Parse(time.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
        return fields.TryGetProperty(DocumentBody.BytesTag, out var bytes)
            ? new FieldValue(Kind.Bytes, bytes: bytes.GetBytesFromBase64())
            : new FieldValue(Kind.Map, bytes: value.ToArray());
    }

    // Firestore keeps microseconds.
    private static FieldValue Time(DateTimeOffset time) => new(Kind.Time, time.UtcTicks / TimeSpan.TicksPerMicrosecond);

    private static decimal Number(ref Utf8JsonReader json)
    {
        if (json.TryGetDecimal(out var value)) return value;
        return json.GetDouble() > 0 ? decimal.MaxValue : decimal.MinValue; // beyond all that we write
    }
}
