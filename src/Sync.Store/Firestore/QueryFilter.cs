using System.Globalization;
using System.Text.Json;

namespace Sync.Store.Firestore;

/// <summary>One condition of a query.</summary>
internal static class QueryFilter
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, DocumentFilter filter)
    {
        json.WriteStartObject();
        json.WriteStartObject("fieldFilter"u8);
        json.WriteStartObject("field"u8);
        json.WriteString("fieldPath"u8, FieldPath.Of(filter.Field));
        json.WriteEndObject();
        json.WriteString("op"u8, Operator(filter.Operator));
        json.WriteStartObject("value"u8);
        Value(json, filter.Value);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Operator(FilterOperator op) => op switch
    {
        FilterOperator.Equal => "EQUAL",
        FilterOperator.LessThan => "LESS_THAN",
        FilterOperator.LessThanOrEqual => "LESS_THAN_OR_EQUAL",
        FilterOperator.GreaterThan => "GREATER_THAN",
        FilterOperator.GreaterThanOrEqual => "GREATER_THAN_OR_EQUAL",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "This operator is not known here."),
    };

    /// <summary>Writes a value to compare with.</summary>
    public static void Value(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString("stringValue"u8, text);
                break;
            case bool flag:
                json.WriteBoolean("booleanValue"u8, flag);
                break;
            case DateTimeOffset time:
                Span<byte> utf8 = stackalloc byte[28];
                json.WriteString("timestampValue"u8, utf8[..DocumentBodyWriter.FormatTime(time, utf8)]);
                break;
            case decimal number when number != decimal.Truncate(number):
                json.WriteNumber("doubleValue"u8, number);
                break;
            default:
                json.WriteString("integerValue"u8, Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                break;
        }
    }
}
