using Sync.Engine.Ledger;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>Puts bodies together and fingerprints them. Bodies are written with their keys in ordinal order.</summary>
internal static class BodyParts
{
    /// <summary>Stands for the content: two bodies of the same fields have the same one.</summary>
    public static UInt128 Fingerprint(DocumentBody canonical) => StableHash.Of(canonical.Json.Span[..^1]);

    /// <summary>Half of a fingerprint, where the other half would only cost room; never 0.</summary>
    public static ulong Print(DocumentBody canonical) => Math.Max(1UL, (ulong)Fingerprint(canonical));

    /// <summary>The fields of both; they must not share a name.</summary>
    public static DocumentBody Join(DocumentBody a, DocumentBody b)
    {
        if (a.Json.Length <= 2) return b;
        if (b.Json.Length <= 2) return a;
        var joined = new byte[a.Json.Length + b.Json.Length - 1];
        a.Json.Span[..^1].CopyTo(joined);
        joined[a.Json.Length - 1] = (byte)',';
        b.Json.Span[1..].CopyTo(joined.AsSpan(a.Json.Length));
        return new DocumentBody(joined);
    }

    /// <summary>The field that says when content last changed.</summary>
    public static DocumentBody UpdatedAt(DateTimeOffset now) => DocumentBody.Build(w => w.Time("updatedAt", now));
}
