namespace Sync.Store;

/// <summary>
/// Firestore's limits, kept by every store. Source: https://firebase.google.com/docs/firestore/quotas.
/// </summary>
public static class DocumentLimits
{
    /// <summary>A document's greatest size in bytes, counted as Firestore counts it (names, values and 32 bytes more).</summary>
    public const int MaxDocumentBytes = 1_048_576;

    /// <summary>
    /// The greatest size in bytes of one commit here, the sum of <see cref="DocumentWrite.CommitBytes"/>. Firestore would take
    /// 10 MiB, but its emulator only 4 MiB, and what passes the tests must pass in production.
    /// </summary>
    public const int MaxCommitBytes = 4 * 1_048_576;

    /// <summary>A document's name is at most so long, in bytes of UTF-8.</summary>
    public const int MaxNameBytes = 6144;

    /// <summary>A field's name is at most so long, in bytes of UTF-8.</summary>
    public const int MaxFieldNameBytes = 1500;

    /// <summary>The greatest size in bytes of a text or bytes value that is indexed.</summary>
    public const int MaxIndexedValueBytes = 1500;

    /// <summary>How deep maps and lists may be nested.</summary>
    public const int MaxDepth = 20;

    /// <summary>Checks a document before it is sent, as every store does.</summary>
    /// <exception cref="StoreException">It breaks a limit (<see cref="StoreFailure.InvalidDocument"/>); the message says which, and where.</exception>
    public static void Check(DocumentPath path, DocumentBody body) => Rules.DocumentRules.Check(path, body);
}
