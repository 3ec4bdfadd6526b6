using System.Buffers;
using System.Text.Json;
using Sync.Model;
using Sync.Store.Json;

namespace Sync.Store.Firestore;

/// <summary>The body of <c>documents:commit</c>.</summary>
internal static class CommitRequest
{
    /// <summary>Writes it.</summary>
    public static void Write(ArrayBufferWriter<byte> buffer, FirestoreNames names, OrgId org, IReadOnlyList<DocumentWrite> writes) =>
        RequestWriter.Write(buffer, json =>
        {
            json.WriteStartArray("writes"u8);
            foreach (var write in writes) Write(json, write, names.Document(org, write.Path));
            json.WriteEndArray();
        });

    /// <summary>About how long it will be.</summary>
    public static int Length(IReadOnlyList<DocumentWrite> writes) => writes.Sum(w => w.CommitBytes + 100);

    private static void Write(Utf8JsonWriter json, DocumentWrite write, string name)
    {
        json.WriteStartObject();
        switch (write.Kind)
        {
            case WriteKind.Delete:
                json.WriteString("delete"u8, name);
                break;
            case WriteKind.Verify:
                // Public documentation leaves it out, but Firestore's own web SDK sends it over REST for what a transaction
                // has read and not written. The emulator takes it as well, and commits that verify the same document at the
                // same time do not stand in each other's way.
                json.WriteString("verify"u8, name);
                break;
            default:
                Update(json, write, name);
                break;
        }

        Precondition(json, write);
        json.WriteEndObject();
    }

    private static void Update(Utf8JsonWriter json, DocumentWrite write, string name)
    {
        json.WriteStartObject("update"u8);
        json.WriteString("name"u8, name);
        ValueEncoder.WriteFields(write.Body, json);
        json.WriteEndObject();
        if (write.Kind == WriteKind.Merge) Mask(json, write);
    }

    // What is in the mask and not in the fields is removed; without a mask the whole document is set.
    private static void Mask(Utf8JsonWriter json, DocumentWrite write)
    {
        json.WriteStartObject("updateMask"u8);
        json.WriteStartArray("fieldPaths"u8);
        var fields = new TopLevelFields(write.Body.Json.Span);
        while (fields.MoveNext()) json.WriteStringValue(FieldPath.Of(FieldName.Unescape(fields.Name)));
        foreach (var name in write.Remove) json.WriteStringValue(FieldPath.Of(name));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Precondition(Utf8JsonWriter json, DocumentWrite write)
    {
        if (write.Kind != WriteKind.Create && write.Version is null) return;
        json.WriteStartObject("currentDocument"u8);
        if (write.Version is { Length: > 0 } version) json.WriteString("updateTime"u8, version);
        else json.WriteBoolean("exists"u8, false);
        json.WriteEndObject();
    }
}
