namespace Sync.Store.Firestore;

/// <summary>What Firestore's refusals mean to a caller. Source: https://cloud.google.com/apis/design/errors#handling_errors.</summary>
internal static class FirestoreErrors
{
    /// <summary>A refusal of a read.</summary>
    public static StoreException OfRead(FirestoreAnswer answer, string what) => answer.Status == "FAILED_PRECONDITION"
        ? new StoreException(StoreFailure.MissingIndex, $"Firestore refuses {what} for want of an index. Deploy firestore.indexes.json. It says: {answer.Message}")
        : Of(answer, what);

    /// <summary>A refusal of a commit.</summary>
    public static StoreException OfCommit(FirestoreAnswer answer, string what, IReadOnlyList<DocumentWrite> writes)
    {
        var path = writes.Count == 1 ? writes[0].Path : (DocumentPath?)null;
        return answer.Status switch
        {
            "ALREADY_EXISTS" => new StoreException(StoreFailure.AlreadyExists, $"Firestore refuses {what}: a document that it creates is there already.", path),
            "FAILED_PRECONDITION" => VersionChanged(what, path),
            "INVALID_ARGUMENT" => new StoreException(StoreFailure.InvalidDocument, $"Firestore refuses {what}: one of the documents breaks a rule. Commit them one by one to find it.", path),
            _ => Of(answer, what),
        };
    }

    /// <summary>A guard that did not hold.</summary>
    public static StoreException VersionChanged(string what, DocumentPath? path) =>
        new(StoreFailure.VersionChanged, $"Firestore refuses {what}: a document was changed by somebody else. Read it again.", path);

    /// <summary>No answer at all.</summary>
    public static StoreException Unreachable(string what, Exception cause) =>
        new(StoreFailure.Unavailable, $"Firestore did not answer {what}: {cause.Message} Try again later.", inner: cause);

    /// <summary>An answer that does not tell of all that was asked for.</summary>
    public static StoreException CutShort(string what, int left) =>
        new(StoreFailure.Unavailable, $"Firestore's answer to {what} says nothing of {left} of them. Try again later.");

    private static StoreException Of(FirestoreAnswer answer, string what) => answer.Status switch
    {
        "PERMISSION_DENIED" or "UNAUTHENTICATED" => new StoreException(StoreFailure.Denied, $"Firestore refuses {what}: the credentials do not allow it. Give the service account the role 'Cloud Datastore User'."),
        "NOT_FOUND" => new StoreException(StoreFailure.Unsupported, $"Firestore refuses {what}: the project or its database is not there. Check the project's id and make the database."),
        "TOO_LARGE" => new StoreException(StoreFailure.TooLarge, $"Firestore refuses {what} for its size. Cut it in two."),
        "INVALID_ARGUMENT" => new StoreException(StoreFailure.InvalidDocument, $"Firestore refuses {what} as malformed (HTTP {(int)answer.Code})."),
        _ => new StoreException(StoreFailure.Unavailable, $"Firestore does not carry out {what} just now ({answer.Status}). Try again later."),
    };
}
