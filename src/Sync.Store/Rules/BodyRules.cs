using System.Text.Json;
using Sync.Store.Indexes;

namespace Sync.Store.Rules;

/// <summary>Walks a body once: measures it and refuses what Firestore would.</summary>
internal ref struct BodyRules
{
    private readonly DocumentPath path;
    private readonly UnindexedFields unindexed;
    private Utf8JsonReader json;
    private int values;
    private int topNames;
    private string topField;

    private BodyRules(DocumentPath path, UnindexedFields unindexed, ReadOnlySpan<byte> body)
    {
        (this.path, this.unindexed, topField) = (path, unindexed, "");
        json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
    }

    /// <summary>Checks and measures the fields of a body.</summary>
    public static DocumentSize Check(DocumentPath path, UnindexedFields unindexed, ReadOnlySpan<byte> body)
    {
        var rules = new BodyRules(path, unindexed, body);
        try
        {
            if (!rules.json.Read() || rules.json.TokenType != JsonTokenType.StartObject) throw rules.Invalid("has no fields");
            var bytes = rules.Map(depth: 0, indexed: true);
            return new DocumentSize(bytes, rules.values, rules.topNames);
        }
        catch (JsonException e)
        {
            throw new StoreException(StoreFailure.InvalidDocument, $"Document '{path}' is not JSON, or is nested far too deep.", path, e);
        }
    }

    private int Map(int depth, bool indexed)
    {
        var bytes = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var here = indexed;
            if (depth == 0)
            {
                topField = json.GetString()!;
                here = !unindexed.Contains(ref json);
            }
            else if (IsTag())
            {
                bytes += Tagged(here);
                continue;
            }

            var name = FieldNameRules.Check(ref json, path, topField);
            if (depth == 0) topNames += name;
            bytes += name + 1;
            json.Read();
            bytes += Value(depth + 1, here, inList: false);
        }

        return bytes;
    }

    private int List(int depth, bool indexed)
    {
        var bytes = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) bytes += Value(depth + 1, indexed, inList: true);
        return bytes;
    }

    private int Value(int depth, bool indexed, bool inList)
    {
        values++;
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                CheckDepth(depth);
                return Map(depth, indexed);
            case JsonTokenType.StartArray:
                if (inList) throw Invalid("holds a list directly in a list, which Firestore does not store");
                CheckDepth(depth);
                return List(depth, indexed);
            case JsonTokenType.String:
                var bytes = JsonText.ByteCount(ref json);
                CheckIndexed(bytes, indexed);
                return bytes + 1;
            case JsonTokenType.Number:
                return 8;
            default:
                return 1;
        }
    }

    // {"$time":"…"}, {"$bytes":"…"} and the like: one value, not a map.
    private readonly bool IsTag() => json.ValueSpan is [(byte)'$', not (byte)'$', ..];

    private int Tagged(bool indexed)
    {
        var isBytes = json.ValueTextEquals(DocumentBody.BytesTag);
        json.Read();
        if (!isBytes)
        {
            json.Skip();
            return 8; // a time; a place or a reference has a few bytes more
        }

        var bytes = (JsonText.ByteCount(ref json) / 4 * 3) - Padding(json.ValueSpan);
        CheckIndexed(bytes, indexed);
        return bytes;
    }

    private static int Padding(ReadOnlySpan<byte> base64) => base64 switch
    {
        [.., (byte)'=', (byte)'='] => 2,
        [.., (byte)'='] => 1,
        _ => 0,
    };

    private readonly void CheckDepth(int depth)
    {
        if (depth > DocumentLimits.MaxDepth) throw Invalid($"is nested more than {DocumentLimits.MaxDepth} deep");
    }

    private readonly void CheckIndexed(int bytes, bool indexed)
    {
        if (!indexed || bytes <= DocumentLimits.MaxIndexedValueBytes) return;
        throw Invalid($"holds an indexed value of {bytes} bytes; {DocumentLimits.MaxIndexedValueBytes} is the most. "
            + "Shorten it, or switch the field's index off in firestore.indexes.json");
    }

    private readonly StoreException Invalid(string what) =>
        new(StoreFailure.InvalidDocument, $"Field '{topField}' of document '{path}' {what}.", path);
}
