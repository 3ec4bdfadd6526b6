using Sync.Engine.Ledger;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>Fingerprints bodies. Bodies are written with their keys in ordinal order.</summary>
internal static class BodyParts
{
    /// <summary>Stands for the content: two bodies of the same fields have the same one.</summary>
    public static StableHash Fingerprint(DocumentBody canonical) => StableHash.Of(canonical.Json.Span[..^1]);

    /// <summary>Half of a fingerprint, where the other half would only cost room; never 0.</summary>
    public static ulong Print(DocumentBody canonical) => Math.Max(1UL, Fingerprint(canonical).Low);

    /// <summary>The field that says when content last changed.</summary>
    public static DocumentBody UpdatedAt(DateTimeOffset now) => DocumentBody.Build(w => w.Time("updatedAt", now));
}
