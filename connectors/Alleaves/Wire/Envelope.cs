using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit.Paging;

namespace Sync.Connectors.Alleaves.Wire;

/// <summary>
/// Takes the rows out of an answer. The live service was seen to answer in four forms: a named list, <c>data</c>, a bare
/// array, and an object whose keys are "0", "1" and so on.
/// </summary>
internal static class Envelope
{
    /// <summary>The rows, and the total where it is stated. A row that cannot be read is null: the others go in.</summary>
    /// <exception cref="JsonException">The answer is truncated, or holds no list: never to be taken for an empty one.</exception>
    public static NumberedPage<T?> Read<T>(ReadOnlySpan<byte> body, string list, JsonTypeInfo<T> type) where T : class
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        var rows = new List<T?>(128);
        long? total = null;
        if (reader.TokenType == JsonTokenType.StartArray) ReadArray(ref reader, rows, type);
        else if (reader.TokenType == JsonTokenType.StartObject) total = ReadObject(ref reader, rows, list, type);
        else throw new JsonException($"Expected a list of {list}, but the answer begins with {reader.TokenType}.");
        if (reader.Read()) throw new JsonException("Something follows the answer.");
        return new NumberedPage<T?>(rows, total);
    }

    private static long? ReadObject<T>(ref Utf8JsonReader reader, List<T?> rows, string list, JsonTypeInfo<T> type) where T : class
    {
        var (found, empty) = (false, true);
        long? total = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            empty = false;
            var named = reader.ValueTextEquals(list) || reader.ValueTextEquals("data"u8);
            var numbered = !named && IsNumber(reader.ValueSpan);
            var isTotal = reader.ValueTextEquals("total"u8);
            reader.Read();
            if (named && reader.TokenType == JsonTokenType.StartArray) ReadArray(ref reader, rows, type);
            else if (numbered) rows.Add(ReadRow(ref reader, type));
            else if (isTotal) total = ReadTotal(ref reader);
            else reader.Skip();
            found |= numbered || (named && reader.TokenType == JsonTokenType.EndArray);
        }

        // An object without any key is the numbered form of an empty list.
        if (!found && !empty) throw new JsonException($"The answer holds no list of {list}.");
        return total;
    }

    private static void ReadArray<T>(ref Utf8JsonReader reader, List<T?> rows, JsonTypeInfo<T> type) where T : class
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) rows.Add(ReadRow(ref reader, type));
    }

    private static T? ReadRow<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> type) where T : class
    {
        var start = reader;
        try
        {
            return JsonSerializer.Deserialize(ref reader, type);
        }
        catch (JsonException)
        {
            // Of another shape than a record, or cut off; the second throws again here.
            reader = start;
            reader.Skip();
            return null;
        }
    }

    private static long? ReadTotal(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var total)) return total;
        if (reader.TokenType == JsonTokenType.String && long.TryParse(reader.GetString(), out total)) return total;
        reader.Skip();
        return null;
    }

    private static bool IsNumber(ReadOnlySpan<byte> name) => name.Length > 0 && name.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
