using Sync.ConnectorKit;
using Sync.Engine.Deletes;
using Sync.Engine.Documents;
using Sync.Engine.Hints;
using Sync.Engine.Ledger;
using Sync.Engine.Privacy;
using Sync.Engine.Streams;
using Sync.Engine.Writing;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>What the parts of one connection's run share.</summary>
internal sealed class RunContext
{
    /// <summary>A run's record names at most so many records.</summary>
    public const int MostNamed = 100;

    private readonly List<(PosStream Stream, string Id, string Reason)> refused = [];
    private readonly List<(PosStream Stream, string Id, string Reason)> rejected = [];
    private HeldBook? held;

    public required DocumentScope Scope { get; init; }

    public required ITenantStore Store { get; init; }

    public required ConnectionLedger Ledger { get; init; }

    public required DocumentSink Sink { get; init; }

    public required OrgSettings Org { get; init; }

    public required StoreClock Clock { get; init; }

    /// <summary>Tells each order's day and hour.</summary>
    public required OrderCalendar Calendar { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>Where a sale was made that does not say.</summary>
    public required string DefaultLocation { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Goes with every commit; null in a dry run, which makes none.</summary>
    public required DocumentWrite? Fence { get; init; }

    /// <summary>How often it is noted how far the streams have come.</summary>
    public required TimeSpan CheckpointEvery { get; init; }

    /// <summary>The run's instant: one for all that it writes.</summary>
    public required DateTimeOffset Now { get; init; }

    public required RunOptions Options { get; init; }

    /// <summary>Those who asked to be forgotten.</summary>
    public required ErasedPeople Erased { get; init; }

    /// <summary>Sales that were named with such a request, by the POS's ids, until it is carried out.</summary>
    public IReadOnlyList<string> ErasedOrders { get; init; } = [];

    /// <summary>The ledger before a full run made it anew; tells a repair from an update. Null otherwise.</summary>
    public ConnectionLedger? Before { get; init; }

    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Whether streams are read from their beginning, whatever the cursors say.</summary>
    public required bool FromStart { get; init; }

    public required string ConnectionId { get; init; }

    /// <summary>What webhooks told of, which is all that is read then; null where every stream is read.</summary>
    public HintSet? Hints { get; init; }

    /// <summary>The days whose orders are read again, which is all that is read then; null otherwise.</summary>
    public OrderRange? Again { get; init; }

    /// <summary>Whether only some records are read, so that nothing may be concluded of the others.</summary>
    public bool IsPart => Hints is not null || Again is not null;

    /// <summary>What is held back and what the owner said of it; opened before anything is read.</summary>
    public HeldBook Held => held ?? throw new InvalidOperationException("The run has not opened what is held.");

    /// <summary>The earliest day that the POS, or a setting, lets one read orders of; null where all of the past can be read.</summary>
    public DateOnly? HistoryFrom { get; init; }

    /// <summary>Whether nothing was read to its end before this run.</summary>
    public bool First { get; init; }

    /// <summary>The earliest day (UTC) on which one of the customers that this run has read was made; null where the POS does not say.</summary>
    public DateOnly? OldestCustomer { get; private set; }

    /// <summary>From when on the POS has shown every order that it has, in microseconds since 1970; of those before, what is not there is not known to be gone.</summary>
    public long OrdersShownFrom { get; set; } = long.MaxValue;

    /// <summary>Whether the POS has shown its customers in this run; where it does not, a sale without a buyer may have one.</summary>
    public bool ShowsCustomers { get; set; }

    /// <summary>Sales that came without the buyer whom they had, and that stay theirs because the POS does not show its customers.</summary>
    public long KeptBuyers { get; set; }

    /// <summary>Whether the POS is asked; false for a connection whose data somebody must bring.</summary>
    public required bool Reads { get; init; }

    /// <summary>The ids of the org's other connections.</summary>
    public required IReadOnlyList<string> OtherConnections { get; init; }

    /// <summary>Whether the org sells at other connections too, so that its days need their location in the id.</summary>
    public required bool OthersSell { get; init; }

    /// <summary>False where the org has other connections, so that what is kept by address is made over all of them.</summary>
    public bool IsOnlyConnection => OtherConnections.Count == 0;

    /// <summary>
    /// Records that the store refused, then those that were rejected, by stream, id and reason; at most so many that a run's record
    /// holds them.
    /// </summary>
    public IReadOnlyList<(PosStream Stream, string Id, string Reason)> Named => [.. refused.Concat(rejected).Take(MostNamed)];

    /// <summary>Stored orders in another currency than today's, which the POS has not shown again: they count nowhere.</summary>
    public HashSet<StableHash> OtherCurrency { get; } = [];

    /// <summary>
    /// Customers whose document has a phone number or a user's id that their print is without: only a part of them was said before, or others
    /// wrote it, and then it goes where the POS shows all of them.
    /// </summary>
    public HashSet<StableHash> MoreThanSaid { get; } = [];

    /// <summary>Customers whose document has lost its points: it gets those again that were last seen on it.</summary>
    public HashSet<StableHash> WithoutPoints { get; } = [];

    /// <summary>Derived documents that a full run put right.</summary>
    public long RepairedDerived { get; set; }

    /// <summary>Stored orders that a run which made the ledger anew has moved to another day.</summary>
    public long Redated { get; set; }

    public async Task OpenHeldAsync(CancellationToken cancellation) => held = await HeldBook.OpenAsync(this, cancellation);

    public string? PosIdOf(DocumentPath path) => Scope.PosIdOf(path);

    public string? PosIdOfKey(string key) => Scope.PosIdOfKey(key);

    /// <summary>Records that were skipped, by stream, id and reason: told as far as there is room beside <see cref="Named"/>.</summary>
    public List<(PosStream Stream, string Id, string Reason)> Skipped { get; } = [];

    public void NameSkipped(PosStream stream, string id, string reason)
    {
        if (Skipped.Count < MostNamed) Skipped.Add((stream, RecordText.Bounded(id), reason));
    }

    /// <summary>Keys of what this run has met twice with different content, by stream; see <see cref="ListedTwice{T}"/>.</summary>
    public Dictionary<PosStream, HashSet<StableHash>> CameAgain { get; } = [];

    /// <summary>Notes a record that came again in this run, and is another one.</summary>
    public void NoteAgain(PosStream stream, StableHash key)
    {
        if (!CameAgain.TryGetValue(stream, out var ids)) CameAgain[stream] = ids = [];
        if (ids.Count < LedgerManifest.MostListedTwice) ids.Add(key);
    }

    /// <summary>Names a record that was rejected.</summary>
    public void Name(PosStream stream, string id, string reason) => Name(rejected, stream, id, reason);

    /// <summary>Names a record that the store refused; these are few, and are named before all others.</summary>
    public void NameRefused(PosStream stream, string id, string reason) => Name(refused, stream, id, reason);

    private static void Name(List<(PosStream, string, string)> list, PosStream stream, string id, string reason)
    {
        if (list.Count < MostNamed) list.Add((stream, RecordText.Bounded(id), RecordText.Bounded(reason)));
    }

    public void NoteCustomer(DateTimeOffset? createdAt)
    {
        if (createdAt is { } at && DateOnly.FromDateTime(at.UtcDateTime) is var day && (OldestCustomer is null || day < OldestCustomer)) OldestCustomer = day;
    }

    public void Report(string stage, long done, long? expected)
    {
        if (Progress is null) return;
        var import = Ledger.Manifest.Import;
        var orders = stage == StreamLoop.NameOf(PosStream.Orders);
        Progress.Report(new RunProgress(ConnectionId, stage, done, expected)
        {
            OldestDay = orders ? Ledger.Manifest.OldestDay : null,
            FirstImport = import is not null || First,
            ImportStartedAt = import?.StartedAt,
            ShareByDays = orders ? import?.ShareByDays(DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime)) : null,
            Reading = orders && import is not null ? TimeSpan.FromSeconds(import.Seconds) : null,
        });
    }
}
