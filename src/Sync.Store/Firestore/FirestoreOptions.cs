namespace Sync.Store.Firestore;

/// <summary>Which Firestore database, and how long to try.</summary>
public sealed record FirestoreOptions
{
    /// <summary>The Google Cloud project.</summary>
    public required string ProjectId { get; init; }

    /// <summary>The database's id.</summary>
    public string Database { get; init; } = "(default)";

    /// <summary>Host and port of an emulator, as in <c>FIRESTORE_EMULATOR_HOST</c>; null for Firestore itself.</summary>
    public string? EmulatorHost { get; init; }

    /// <summary>How commits are sent. Default REST, for the reasons that <see cref="CommitTransport"/> gives.</summary>
    public CommitTransport Commits { get; init; } = CommitTransport.Rest;

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a request that failed for a passing reason is sent again.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>Of the waits between tries, for tests; null takes it from the clock. Default null.</summary>
    public int? JitterSeed { get; init; }

    /// <summary>
    /// How many documents a query asks for at once, at most; fewer of large ones. Each page makes the emulator read the whole
    /// collection again, and each document is held twice while a page is read: 10,000 documents of 1 kB are about 25 MB.
    /// </summary>
    public int PageSize { get; init; } = 10_000;

    /// <summary>The options of a project, with the emulator of the environment where there is one.</summary>
    public static FirestoreOptions FromEnvironment(string projectId) => new()
    {
        ProjectId = projectId,
        EmulatorHost = Environment.GetEnvironmentVariable("FIRESTORE_EMULATOR_HOST") is { Length: > 0 } host ? host : null,
    };
}
