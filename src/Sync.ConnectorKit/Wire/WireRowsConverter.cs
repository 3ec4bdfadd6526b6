using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sync.ConnectorKit.Wire;

/// <summary>
/// Reads a list at once, since its rows are good as a rule; one by one where they are not. The context that a connector reads with
/// must know the row and <see cref="List{T}"/> of it.
/// </summary>
public sealed class WireRowsConverter<T> : JsonConverter<WireRows<T>> where T : class
{
    /// <inheritdoc />
    public override WireRows<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var start = reader;
        try
        {
            var list = (JsonConverter<List<T?>>)options.GetConverter(typeof(List<T>));
            var rows = list.Read(ref reader, typeof(List<T>), options) ?? [];
            var nothing = rows.RemoveAll(r => r is null);
            return new WireRows<T>(rows!, [], nothing == 0);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // What is wrong shows again, beside the rows that are good; where it is the text itself, it throws again.
            reader = start;
            return OneByOne(ref reader, options);
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, WireRows<T> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are read, not written.");

    private static WireRows<T> OneByOne(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("What should be a list is none.");
        var rows = new List<JsonElement>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) rows.Add(JsonElement.ParseValue(ref reader));
        return WireRows<T>.Of(rows, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
    }
}
