using System.Text;

namespace Sync.Store.Rules;

/// <summary>
/// What a document must be like, whichever store holds it. Source of the limits: https://firebase.google.com/docs/firestore/quotas.
/// </summary>
internal static class DocumentRules
{
    private const int DocumentOverhead = 32;

    /// <summary>Checks one write by itself and measures it.</summary>
    public static DocumentSize Check(DocumentWrite write)
    {
        if (write.Kind is WriteKind.Delete or WriteKind.Verify) return new DocumentSize(PathRules.Check(write.Path).NameBytes, 0, 0);
        var size = Check(write.Path, write.Body);
        foreach (var name in write.Remove)
        {
            if (name.Length == 0) throw new StoreException(StoreFailure.InvalidDocument, $"A write to '{write.Path}' removes a field without a name.", write.Path);
            size = size with { TopNames = size.TopNames + Encoding.UTF8.GetByteCount(name), Values = size.Values + 1 };
        }

        return size;
    }

    /// <summary>Checks a document's path and fields and measures it.</summary>
    public static DocumentSize Check(DocumentPath path, DocumentBody body)
    {
        var (collection, nameBytes) = PathRules.Check(path);
        var known = body.Measure;
        var fields = known.IsWithinLimits
            ? new DocumentSize(known.Bytes, known.Values, known.TopNames)
            : BodyRules.Check(path, collection.Unindexed, body.Json.Span);
        var bytes = nameBytes + fields.Bytes + DocumentOverhead;
        return bytes <= DocumentLimits.MaxDocumentBytes ? fields with { Bytes = bytes } : throw TooLarge(path, bytes);
    }

    private static StoreException TooLarge(DocumentPath path, int bytes) => new(
        StoreFailure.InvalidDocument,
        $"Document '{path}' would have {bytes} bytes; {DocumentLimits.MaxDocumentBytes} is the most. Split it.",
        path);
}
