namespace Sync.Store;

/// <summary>What a write does.</summary>
public enum WriteKind
{
    /// <summary>Makes a document; refused where one is there.</summary>
    Create,

    /// <summary>Sets the named top-level fields and leaves the others; makes the document where there is none.</summary>
    Merge,

    /// <summary>Sets the whole document, whatever was there.</summary>
    Replace,

    /// <summary>Removes the document; fine where there is none.</summary>
    Delete,

    /// <summary>Writes nothing, but refuses the commit unless the document stands at the given version.</summary>
    Verify,
}

/// <summary>One write of a commit. Made by the factory methods.</summary>
public sealed class DocumentWrite
{
    private static readonly string[] NoFields = [];

    private Rules.DocumentSize? size;

    private DocumentWrite(WriteKind kind, DocumentPath path, DocumentBody body, IReadOnlyList<string> remove, string? version) =>
        (Kind, Path, Body, Remove, Version) = (kind, path, body, remove, version);

    /// <summary>What it does.</summary>
    public WriteKind Kind { get; }

    /// <summary>To which document.</summary>
    public DocumentPath Path { get; }

    /// <summary>The fields it sets; empty for delete and verify.</summary>
    public DocumentBody Body { get; }

    /// <summary>Top-level fields that a merge removes; names not in <see cref="Body"/>.</summary>
    public IReadOnlyList<string> Remove { get; }

    /// <summary>The version that the document must stand at, or null where any will do. Empty text: it must not exist.</summary>
    public string? Version { get; }

    /// <summary>
    /// An upper bound of its size in a commit, in bytes: for cutting batches to <see cref="StoreLimits.MaxCommitBytes"/>.
    /// Measured once.
    /// </summary>
    /// <exception cref="StoreException">The document breaks a limit.</exception>
    public int CommitBytes => Size.CommitBytes;

    /// <summary>Checked and measured on first use.</summary>
    internal Rules.DocumentSize Size => size ??= Rules.DocumentRules.Check(this);

    /// <summary>Makes a document; the commit fails with <see cref="StoreFailure.AlreadyExists"/> where one is there.</summary>
    public static DocumentWrite Create(DocumentPath path, DocumentBody body) => new(WriteKind.Create, path, body, NoFields, null);

    /// <summary>Sets some fields, removes others, and leaves the rest as it is.</summary>
    public static DocumentWrite Merge(DocumentPath path, DocumentBody body, IReadOnlyList<string>? remove = null) =>
        new(WriteKind.Merge, path, body, remove ?? NoFields, null);

    /// <summary>Sets the whole document; with a version, only where it stands at that one.</summary>
    public static DocumentWrite Replace(DocumentPath path, DocumentBody body, string? version = null) =>
        new(WriteKind.Replace, path, body, NoFields, version);

    /// <summary>Removes a document.</summary>
    public static DocumentWrite Delete(DocumentPath path) => new(WriteKind.Delete, path, DocumentBody.Empty, NoFields, null);

    /// <summary>
    /// Guards the commit: it fails with <see cref="StoreFailure.VersionChanged"/> unless the document stands at the version
    /// (empty text: does not exist).
    /// </summary>
    public static DocumentWrite Verify(DocumentPath path, string version) => new(WriteKind.Verify, path, DocumentBody.Empty, NoFields, version);
}
