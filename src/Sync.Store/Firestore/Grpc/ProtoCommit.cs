using System.Buffers.Binary;
using Sync.Model;
using Sync.Store.Json;

namespace Sync.Store.Firestore.Grpc;

/// <summary>The message of google.firestore.v1.Firestore/Commit: what <see cref="CommitRequest"/> is over REST.</summary>
internal static class ProtoCommit
{
    private const int Prefix = 5; // whether it is compressed, and its length

    /// <summary>Writes it, with gRPC's prefix. Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.</summary>
    /// <exception cref="StoreException">A version is none of Firestore's, so no document can stand at it.</exception>
    public static void Write(ProtoWriter to, FirestoreNames names, OrgId org, IReadOnlyList<DocumentWrite> writes)
    {
        to.Room(Prefix)[..Prefix].Clear();
        to.Advance(Prefix);
        to.Text(ProtoFields.RequestDatabase, names.Database);
        foreach (var write in writes) Write(to, write, names.Document(org, write.Path));
        BinaryPrimitives.WriteInt32BigEndian(to.Written.Span[1..], to.Length - Prefix);
    }

    private static void Write(ProtoWriter to, DocumentWrite write, string name)
    {
        var one = to.Begin(ProtoFields.RequestWrites);
        switch (write.Kind)
        {
            case WriteKind.Delete:
                to.Text(ProtoFields.WriteDelete, name);
                break;
            case WriteKind.Verify:
                to.Text(ProtoFields.WriteVerify, name);
                break;
            default:
                Update(to, write, name);
                break;
        }

        Precondition(to, write);
        to.End(one);
    }

    private static void Update(ProtoWriter to, DocumentWrite write, string name)
    {
        var document = to.Begin(ProtoFields.WriteUpdate);
        to.Text(ProtoFields.DocumentName, name);
        ProtoValues.WriteFields(write.Body, to);
        to.End(document);
        if (write.Kind == WriteKind.Merge) Mask(to, write);
    }

    private static void Mask(ProtoWriter to, DocumentWrite write)
    {
        var mask = to.Begin(ProtoFields.WriteMask);
        var fields = new TopLevelFields(write.Body.Json.Span);
        while (fields.MoveNext()) to.Text(ProtoFields.MaskPaths, FieldPath.Of(FieldName.Unescape(fields.Name)));
        foreach (var name in write.Remove) to.Text(ProtoFields.MaskPaths, FieldPath.Of(name));
        to.End(mask);
    }

    private static void Precondition(ProtoWriter to, DocumentWrite write)
    {
        if (write.Kind != WriteKind.Create && write.Version is null) return;
        var condition = to.Begin(ProtoFields.WritePrecondition);
        if (write.Version is not { Length: > 0 } version) to.Number(ProtoFields.PreconditionExists, 0);
        else if (!ProtoTime.TryWrite(to, ProtoFields.PreconditionUpdateTime, version)) throw FirestoreErrors.VersionChanged("a write at a version that is none of its own", write.Path);
        to.End(condition);
    }
}
