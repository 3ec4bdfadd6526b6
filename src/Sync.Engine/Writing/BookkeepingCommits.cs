using Sync.Store;

namespace Sync.Engine.Writing;

/// <summary>Commits the ledger's parts and other books one after another, as many at a time as fit.</summary>
internal sealed class BookkeepingCommits(ITenantStore store, DocumentWrite fence)
{
    private readonly List<DocumentWrite> waiting = [fence];
    private long bytes;

    public async Task AddAsync(DocumentWrite write, CancellationToken cancellation)
    {
        var size = write.Body.Json.Length + 300;
        if (waiting.Count > 1 && (bytes + size > store.Limits.MaxCommitBytes || waiting.Count > DocumentSink.MaxDocuments)) await FlushAsync(cancellation);
        waiting.Add(write);
        bytes += size;
    }

    public async Task FlushAsync(CancellationToken cancellation)
    {
        if (waiting.Count > 1) await store.CommitAsync(waiting, cancellation);
        waiting.RemoveRange(1, waiting.Count - 1);
        bytes = 0;
    }
}
