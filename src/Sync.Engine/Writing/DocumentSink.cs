using System.Collections.Concurrent;
using System.Threading.Channels;
using Sync.Engine.Documents;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Writing;

/// <summary>
/// Gathers records into batches of at most 400 documents and the store's bytes, and commits several batches at once. A record
/// that the store refuses is set aside and the rest of its batch goes in.
/// </summary>
internal sealed class DocumentSink : IAsyncDisposable
{
    public const int MaxDocuments = 400;

    private readonly BatchCommitter committer;
    private readonly long maxBytes;
    private readonly bool dryRun;
    private readonly Channel<List<PendingRecord>> batches;
    private readonly Task[] workers;
    private readonly CancellationTokenSource stop;
    private List<PendingRecord> current = [];
    private int currentWrites;
    private long currentBytes;
    private int outstanding;
    private TaskCompletionSource idle = Completed();
    private volatile Exception? failure;
    private readonly Lock gate = new();
    private Func<CancellationToken, Task>? beforeFirst;

    /// <summary>A sink.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="fence">Goes with every commit.</param>
    /// <param name="now">The run's instant.</param>
    /// <param name="dryRun">Whether nothing is written.</param>
    /// <param name="beforeFirst">What must be done before the first document is written.</param>
    /// <param name="cancellation">Ends it.</param>
    public DocumentSink(
        ITenantStore store, DocumentWrite fence, DateTimeOffset now, bool dryRun, Func<CancellationToken, Task> beforeFirst, CancellationToken cancellation)
    {
        this.dryRun = dryRun;
        this.beforeFirst = beforeFirst;
        // Wire formats wrap each value; half of the store's bytes leaves them room.
        maxBytes = store.Limits.MaxCommitBytes / 2;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        committer = new BatchCommitter(store, fence, BodyParts.UpdatedAt(now), Refused);
        var parallel = store.Limits.ParallelCommits;
        batches = Channel.CreateBounded<List<PendingRecord>>(parallel);
        workers = [.. Enumerable.Range(0, dryRun ? 0 : parallel).Select(_ => Task.Run(WorkAsync))];
    }

    /// <summary>Records that the store refused, with the reason; filled while batches are committed.</summary>
    public ConcurrentQueue<(PendingRecord Record, string Reason)> Refused { get; } = new();

    /// <summary>In a dry run: the first documents of each collection as they would be stored.</summary>
    public List<(DocumentPath Path, DocumentBody Body)> Preview { get; } = [];

    /// <summary>Keeps examples of what is written; null keeps none.</summary>
    public RunSamples? Samples { get; init; }

    public async ValueTask AddAsync(PendingRecord record)
    {
        if (failure is { } e) throw e;
        if (Samples is not null) await Samples.NoteAsync(record, stop.Token);
        if (current.Count > 0 && (currentWrites + record.Writes > MaxDocuments || currentBytes + record.Bytes > maxBytes)) await SendAsync();
        current.Add(record);
        currentWrites += record.Writes;
        currentBytes += record.Bytes;
    }

    /// <summary>Commits what is gathered and waits until all of it is stored or set aside.</summary>
    public async Task FlushAsync()
    {
        if (current.Count > 0) await SendAsync();
        Task wait;
        lock (gate) wait = idle.Task;
        await wait;
        if (failure is { } e) throw e;
    }

    public async ValueTask DisposeAsync()
    {
        batches.Writer.TryComplete();
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        stop.Dispose();
    }

    private async ValueTask SendAsync()
    {
        var batch = current;
        current = [];
        currentWrites = 0;
        currentBytes = 0;
        if (dryRun)
        {
            BatchCommitter.CountAll(batch);
            foreach (var upsert in batch.SelectMany(r => r.Upserts))
                if (Preview.Count(p => p.Path.Collection == upsert.Path.Collection) < 3) Preview.Add((upsert.Path, DocumentBody.Join(upsert.Owned, upsert.OnCreate)));
            return;
        }

        if (beforeFirst is { } first) await first(stop.Token);
        beforeFirst = null;
        lock (gate)
            if (outstanding++ == 0) idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await batches.Writer.WriteAsync(batch, stop.Token);
    }

    private async Task WorkAsync()
    {
        await foreach (var batch in batches.Reader.ReadAllAsync())
        {
            try
            {
                if (failure is null)
                {
                    await committer.CarryAsync(batch, stop.Token);
                    await committer.CommitAsync(batch, stop.Token);
                }
            }
            catch (Exception e)
            {
                failure ??= e; // thrown to the run by its next call
            }

            lock (gate)
                if (--outstanding == 0) idle.TrySetResult();
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
