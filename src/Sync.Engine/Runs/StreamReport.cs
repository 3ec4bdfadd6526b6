namespace Sync.Engine.Runs;

/// <summary>
/// What a run did to one stream. Every record read is counted once as created, updated, unchanged, skipped or quarantined.
/// </summary>
public sealed class StreamReport
{
    private readonly SortedDictionary<string, long> skipped = new(StringComparer.Ordinal);
    private readonly List<string> warnings = [];
    private readonly Lock gate = new();
    private long created, updated, unchanged, quarantined, repaired;

    /// <summary>Records that the POS answered with.</summary>
    public long Read { get; internal set; }

    /// <summary>Records stored for the first time.</summary>
    public long Created => Interlocked.Read(ref created);

    /// <summary>Records stored again because they changed.</summary>
    public long Updated => Interlocked.Read(ref updated);

    /// <summary>Records that were stored already as they are.</summary>
    public long Unchanged => Interlocked.Read(ref unchanged);

    /// <summary>Records removed because the POS has them no longer.</summary>
    public long Deleted { get; internal set; }

    /// <summary>Removals that wait for approval.</summary>
    public long HeldDeletes { get; internal set; }

    /// <summary>Records that the POS has no longer and that stay stored, because the owner rejected their removal.</summary>
    public long KeptDeletes { get; internal set; }

    /// <summary>Records that the store refused, set aside with the reason.</summary>
    public long Quarantined => Interlocked.Read(ref quarantined);

    /// <summary>Documents that somebody else had changed or removed, and that a full run put right.</summary>
    public long Repaired => Interlocked.Read(ref repaired);

    /// <summary>Orders read whose parts do not add up to the total that the POS states; they are stored, with the difference.</summary>
    public long Unbalanced { get; internal set; }

    /// <summary>Records that were not stored as what they are, by reason.</summary>
    public IReadOnlyDictionary<string, long> Skipped
    {
        get { lock (gate) return new SortedDictionary<string, long>(skipped, StringComparer.Ordinal); }
    }

    /// <summary>Things worth telling that lost nothing.</summary>
    public IReadOnlyList<string> Warnings
    {
        get { lock (gate) return [.. warnings]; }
    }

    /// <summary>How it ended.</summary>
    public StreamStatus Status { get; internal set; } = StreamStatus.Incomplete;

    /// <summary>For the owner: why it is not complete, and what to do. Null where it is.</summary>
    public string? Error { get; internal set; }

    /// <summary>For the log: the same with its technical cause; no secrets.</summary>
    public string? ErrorDetail { get; internal set; }

    /// <summary>Whether it is not complete because the POS refuses the credentials.</summary>
    internal bool CredentialsRefused { get; set; }

    /// <summary>Whether it is not complete because something has to be put right at the POS or in the settings, which trying again does not do.</summary>
    internal bool NeedsFixing { get; set; }

    /// <summary>Whether it was read to its end, though the POS may have withheld a part of it.</summary>
    internal bool EndReached { get; private set; }

    /// <summary>Whether there is nothing to tell of it.</summary>
    internal bool IsEmpty => Read + Created + Updated + Unchanged + Deleted + HeldDeletes + KeptDeletes + Quarantined + Repaired == 0
        && Error is null && Skipped.Count == 0 && Warnings.Count == 0;

    internal void CountCreated(long by = 1) => Interlocked.Add(ref created, by);

    internal void CountUpdated(long by = 1) => Interlocked.Add(ref updated, by);

    internal void CountUnchanged(long by = 1) => Interlocked.Add(ref unchanged, by);

    internal void CountQuarantined() => Interlocked.Increment(ref quarantined);

    internal void CountRepaired() => Interlocked.Increment(ref repaired);

    internal void Skip(string reason, long by = 1)
    {
        lock (gate) skipped[reason] = skipped.GetValueOrDefault(reason) + by;
    }

    /// <summary>Notes that it was read to its end; false where what the end brought waits for the owner, so that it has to be read again.</summary>
    internal bool End()
    {
        EndReached = true;
        if (Status == StreamStatus.Incomplete) Status = StreamStatus.Complete;
        return Status == StreamStatus.Complete;
    }

    /// <summary>Notes what the POS does not let us read of it, which somebody has to put right there; what waits for the owner already is told first.</summary>
    internal void Withhold(string what)
    {
        if (Status != StreamStatus.Complete)
        {
            Warn(what);
            return;
        }

        (Status, NeedsFixing) = (StreamStatus.Incomplete, true);
        Error = ErrorDetail = RecordText.Bounded(what);
    }

    internal void Warn(string warning)
    {
        var bounded = RecordText.Bounded(warning);
        lock (gate)
            if (!warnings.Contains(bounded)) warnings.Add(bounded);
    }
}
