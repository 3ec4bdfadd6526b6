using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Deletes;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>How an org stands.</summary>
/// <param name="LastSyncAt">When a run last brought something, be it not all streams; null for never.</param>
/// <param name="LastWebhookAt">When something that a webhook told of was last read; null for never.</param>
/// <param name="Counts">What is stored of all connections; unmatched orders are counted by connection only.</param>
/// <param name="Connections">The connections, in order of id.</param>
public sealed record OrgStatus(DateTimeOffset? LastSyncAt, DateTimeOffset? LastWebhookAt, RecordCounts Counts, IReadOnlyList<ConnectionStatus> Connections)
{
    /// <summary>
    /// Another one after each run that may have changed documents of the org, whatever it changed; null before the first. What was
    /// read after it holds at least what the run left.
    /// </summary>
    public string? Version => Document?.Version;

    /// <summary>The document that this was read from; null before the first run.</summary>
    public StoredDocument? Document { get; init; }
}

/// <summary>How many records are stored.</summary>
/// <param name="Customers">Customers.</param>
/// <param name="Orders">Orders of known customers.</param>
/// <param name="Unmatched">Orders of nobody known.</param>
/// <param name="Products">Products on the menu.</param>
/// <param name="Inventory">Inventory levels.</param>
public sealed record RecordCounts(long Customers, long Orders, long Unmatched, long Products, long Inventory);

/// <summary>How a connection stands, in one word.</summary>
public enum ConnectionState
{
    /// <summary>Every stream is complete, but for removals that the next run carries out or keeps, as the owner decided.</summary>
    UpToDate,

    /// <summary>Some stream is incomplete or suspicious, or a first import goes on.</summary>
    Partial,

    /// <summary>Removals wait for the owner's word.</summary>
    Held,

    /// <summary>The last run could do nothing.</summary>
    Failed,

    /// <summary>The POS takes the credentials no longer.</summary>
    ReconnectNeeded,

    /// <summary>Nothing was read yet.</summary>
    NeverRun,

    /// <summary>Somebody signed in at the POS and has not confirmed what was found: nothing is read until they do.</summary>
    Unconfirmed,

    /// <summary>Somebody paused it; what was read stays.</summary>
    Paused,

    /// <summary>It is being removed with all that came from it.</summary>
    Removing,

    /// <summary>The import of a file was cut off: part of the file is missing until it is imported again.</summary>
    CutOff,
}

/// <summary>How a connection stands.</summary>
/// <param name="Id">The connection's id.</param>
/// <param name="Connector">The connector's id.</param>
/// <param name="State">In one word.</param>
/// <param name="Result">How the last run ended; null where there was none.</param>
public sealed record ConnectionStatus(string Id, string Connector, ConnectionState State, RunResult? Result)
{
    /// <summary>What is stored of it.</summary>
    public required RecordCounts Counts { get; init; }

    /// <summary>When its last run began; null for never.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>When it is run next; null where nobody knows, and while it is paused.</summary>
    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>For the owner: why the last run failed as a whole; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>That it has to be connected again; null where it has not.</summary>
    public ReconnectNote? Reconnect { get; init; }

    /// <summary>How that is done; null where nobody says.</summary>
    public ReconnectWay? ReconnectBy { get; init; }

    /// <summary>The files that are being brought in, or were when their import was cut off.</summary>
    public IReadOnlyList<FileImport> Imports { get; init; } = [];

    /// <summary>How it stands, where it is known whether a run goes on: an import that is noted while none does was cut off.</summary>
    /// <param name="running">Whether a run of the org goes on, in whichever process.</param>
    public ConnectionState StateWhile(bool running) =>
        Imports.Count > 0 && !running && State is not (ConnectionState.Unconfirmed or ConnectionState.Removing) ? ConnectionState.CutOff : State;

    /// <summary>Days of its orders that wait to be read again.</summary>
    public IReadOnlyList<WaitingRange> Waiting { get; init; } = [];

    /// <summary>Its settings as they were given; without secrets.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>();

    /// <summary>What its locations are called, by the POS's id of the location, as far as that is known.</summary>
    public IReadOnlyDictionary<string, string> Locations { get; init; } = new Dictionary<string, string>();

    /// <summary>The three-letter currency that the account sold in when it was connected, and the one that its sales are counted in where that is not the org's; null for what is not known.</summary>
    public (string? SellsIn, string? CountedIn) Currencies { get; init; }

    /// <summary>Removals that wait, or whose decision the next run carries out.</summary>
    public IReadOnlyList<HeldRemovals> Held { get; init; } = [];

    /// <summary>Its streams.</summary>
    public IReadOnlyList<StreamState> Streams { get; init; } = [];
}

/// <summary>How a stream stands.</summary>
/// <param name="Stream">Which stream.</param>
/// <param name="Last">What its last run did.</param>
public sealed record StreamState(PosStream Stream, StreamEntry Last)
{
    /// <summary>When the run began that last read it to its end; null for never. What is stored is what the POS had then, or later.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>The last error, in the owner's words; it may be over.</summary>
    public string? LastError { get; init; }

    /// <summary>When the run began that it was of.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Whether all that its last run left open is removals on which the owner has decided.</summary>
    /// <param name="held">The connection's removals that were held.</param>
    public bool IsDecided(IEnumerable<HeldRemovals> held) =>
        Last.Status is StreamStatus.Held or StreamStatus.Suspicious && held.Any(h => h.Stream == Stream && h.Decision != HeldDecision.None);
}
