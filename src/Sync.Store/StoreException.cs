namespace Sync.Store;

/// <summary>Why a store refused, named by what a caller can do about it.</summary>
public enum StoreFailure
{
    /// <summary>A create met a document that is there: read it and merge.</summary>
    AlreadyExists,

    /// <summary>A verify or a versioned replace met another version: somebody else was faster; read again or give way.</summary>
    VersionChanged,

    /// <summary>A document breaks a limit (size, id, field name, indexed value): mend or set aside that document.</summary>
    InvalidDocument,

    /// <summary>The commit as a whole is too large: cut it.</summary>
    TooLarge,

    /// <summary>A query needs a composite index that is not declared: declare it in firestore.indexes.json.</summary>
    MissingIndex,

    /// <summary>Retries are used up or the deadline has passed: try again later.</summary>
    Unavailable,

    /// <summary>No room on the disk: make room.</summary>
    OutOfSpace,

    /// <summary>The credentials do not allow it: mend the permissions.</summary>
    Denied,

    /// <summary>The database's layout is newer than this program, or the file is no database: use the right program or file.</summary>
    Unsupported,
}

/// <summary>A store's refusal. Nothing of the call was carried out, unless <see cref="ITenantStore.CommitAsync"/> lost an answer.</summary>
public sealed class StoreException : Exception
{
    /// <summary>A refusal.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="message">What happened, to what, and what to do; no document content.</param>
    /// <param name="path">The document at fault, where one is known.</param>
    /// <param name="inner">The cause.</param>
    public StoreException(StoreFailure failure, string message, DocumentPath? path = null, Exception? inner = null)
        : base(message, inner) => (Failure, Path) = (failure, path);

    /// <summary>Why it refused.</summary>
    public StoreFailure Failure { get; }

    /// <summary>The document at fault, where one is known.</summary>
    public DocumentPath? Path { get; }
}
