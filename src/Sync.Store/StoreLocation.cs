using Sync.Store.Firestore;
using Sync.Store.Sqlite;

namespace Sync.Store;

/// <summary>Where documents are kept, as one text: <c>sqlite:PATH</c> or <c>firestore:PROJECT</c>.</summary>
public sealed record StoreLocation
{
    /// <summary>The file where none is named.</summary>
    public const string DefaultFile = "./data/sync.db";

    private const string Sqlite = "sqlite";
    private const string Firestore = "firestore";

    private StoreLocation(string kind, string place) => (Kind, Place) = (kind, place);

    /// <summary><c>sqlite</c> or <c>firestore</c>.</summary>
    public string Kind { get; }

    /// <summary>The file's path, or the project's id.</summary>
    public string Place { get; }

    /// <summary>Whether it is a file on this machine.</summary>
    public bool IsFile => Kind == Sqlite;

    /// <summary>Reads a location.</summary>
    /// <exception cref="FormatException">The text is none; the message says what one looks like.</exception>
    public static StoreLocation Parse(string text)
    {
        var cut = text.IndexOf(':');
        var (kind, place) = cut < 0 ? (text, "") : (text[..cut], text[(cut + 1)..]);
        return (kind, place) switch
        {
            (Sqlite, "") => new StoreLocation(Sqlite, DefaultFile),
            (Sqlite, _) => new StoreLocation(Sqlite, place),
            (Firestore, "") => throw new FormatException("'firestore:' needs the project's id after it, such as firestore:my-project."),
            (Firestore, _) when place.AsSpan().ContainsAny('/', ' ') => throw new FormatException($"'{place}' is not the id of a Google Cloud project."),
            (Firestore, _) => new StoreLocation(Firestore, place),
            _ => throw new FormatException($"'{text}' is not a place for documents: use sqlite:PATH (or sqlite: for {DefaultFile}) or firestore:PROJECT."),
        };
    }

    /// <summary>Opens the store there. Nothing is read or made yet.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="commits">How commits reach Firestore; a file has no need of it.</param>
    public IDocumentStore Open(TimeProvider time, CommitTransport commits = CommitTransport.Rest) => IsFile
        ? new SqliteStore(Place, time)
        : new FirestoreStore(FirestoreOptions.FromEnvironment(Place) with { Commits = commits }, time);

    /// <summary>The location as text.</summary>
    public override string ToString() => $"{Kind}:{Place}";
}
