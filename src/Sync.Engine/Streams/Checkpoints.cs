using Sync.ConnectorKit;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Writing;

namespace Sync.Engine.Streams;

/// <summary>
/// Notes how far the streams have come, in the connection's manifest, so that a run which is killed in a long history is
/// gone on with there. What was stored by then is found again by making the ledger anew from the documents; what these do not
/// tell (which of a customer's fields are the POS's, a product's group, what was refused, whom an unmatched sale names) is stored with the note.
/// </summary>
internal sealed class Checkpoints(RunContext run, QuarantineBook quarantine, bool saves, Func<Task> settle)
{
    private static readonly HashSet<string> Kept = [TableNames.Customers, TableNames.Products, TableNames.Quarantine, TableNames.Unmatched];

    private readonly SortedDictionary<string, string> progress = run.Ledger.Manifest.Progress;
    private bool used = run.Ledger.Manifest.Progress.Count > 0;
    private long savedAt = run.Time.GetTimestamp();

    /// <summary>The customers, of which some may wait to be written; null before they are read.</summary>
    public CustomerStream? Customers { get; set; }

    /// <summary>Whether the customers may be hidden; null before they are read.</summary>
    public HiddenCustomers? Hidden { get; set; }

    /// <summary>All before a checkpoint was taken in: it is kept at the run's end at the latest, and now if the last time is long ago.</summary>
    public Task ReachedAsync(PosStream stream, string checkpoint, CancellationToken cancellation)
    {
        if (run.FromStart || run.Again is not null) return Task.CompletedTask; // the next run need not compare everything
        if (Hidden?.Holds(stream) == true) return Task.CompletedTask;
        progress[StreamLoop.NameOf(stream)] = checkpoint;
        used = true;
        return SaveAsync(cancellation);
    }

    /// <summary>A stream has ended: its cursor is worth keeping as a checkpoint is, where there are any.</summary>
    public Task EndedAsync(CancellationToken cancellation) => used ? SaveAsync(cancellation) : Task.CompletedTask;

    /// <summary>A stream must be read from its cursor.</summary>
    public void Drop(PosStream stream)
    {
        if (run.Again is null) progress.Remove(StreamLoop.NameOf(stream));
    }

    private async Task SaveAsync(CancellationToken cancellation)
    {
        if (!saves || run.Time.GetElapsedTime(savedAt) < run.CheckpointEvery) return;
        // Customers leave at the end of the run; until then their cursor must not move.
        if (Customers is { Removed.Count: > 0 }) return;
        if (Customers is not null) await Customers.WriteEarlyAsync();
        await settle();
        var commits = new BookkeepingCommits(run.Store, run.Fence!);
        foreach (var write in run.Ledger.StageTables(MarkedRows.Count, Kept.Contains)) await commits.AddAsync(write, cancellation);
        foreach (var write in quarantine.TakeWrites()) await commits.AddAsync(write, cancellation);
        await commits.FlushAsync(cancellation);
        await run.Store.CommitAsync([run.Fence!, run.Ledger.StageCheckpoint()], cancellation);
        savedAt = run.Time.GetTimestamp();
    }
}
