using System.Collections.Concurrent;
using Sync.Engine.Documents;
using Sync.Engine.Leases;
using Sync.Store;

namespace Sync.Engine.Writing;

/// <summary>Commits one batch, and finds the way when the store refuses it whole.</summary>
internal sealed class BatchCommitter(
    ITenantStore store, DocumentWrite fence, DocumentBody updatedAt, ConcurrentQueue<(PendingRecord Record, string Reason)> refused)
{
    public async Task CommitAsync(List<PendingRecord> batch, CancellationToken cancellation)
    {
        while (batch.Count > 0)
        {
            try
            {
                var writes = WritesOf(batch);
                if (writes.Count > 1) await store.CommitAsync(writes, cancellation);
                CountAll(batch);
                return;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists)
            {
                batch = await ResolveAsync(batch, e, cancellation);
            }
            catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged)
            {
                throw new LeaseLostException(store.Org, e);
            }
            catch (StoreException e) when (e.Failure is StoreFailure.InvalidDocument or StoreFailure.TooLarge)
            {
                batch = await WithoutCulpritAsync(batch, e, cancellation);
            }
        }
    }

    /// <summary>Gives orders that move what others keep on them where they stand, and takes that from those whose buyer is to be forgotten.</summary>
    public async Task CarryAsync(List<PendingRecord> batch, CancellationToken cancellation)
    {
        var concerned = batch.FindAll(r => r.OrderFrom is not null || r.Stripped);
        if (concerned.Count == 0) return;
        var stored = await store.GetManyAsync([.. concerned.Select(r => r.OrderFrom ?? r.Upserts[0].Path)], cancellation);
        foreach (var (record, document) in concerned.Zip(stored))
        {
            if (document is null) continue;
            var others = OrderDocument.OfOthers(document.Body);
            if (record.OrderFrom is not null) record.Upserts = [.. record.Upserts.Select(u => u with { OnCreate = others })];
            else if (OrderDocument.BuyerFieldsOf(document.Body).Count > 0) record.Upserts = [.. record.Upserts.Select(u => u with { Remove = [.. u.Remove, .. others.Read().Names] })];
        }
    }

    /// <summary>Counts a batch that is stored (or would be).</summary>
    public static void CountAll(List<PendingRecord> batch)
    {
        foreach (var record in batch)
        {
            if (record.Report is not { } report) continue;
            if (record.Repairs && !record.WasThere) report.CountRepaired();
            if (!record.Counts) continue;
            if (record.WasThere) report.CountUnchanged();
            else if (record.CountsAsCreated && !record.WasOther) report.CountCreated();
            else report.CountUpdated();
        }
    }

    private List<DocumentWrite> WritesOf(List<PendingRecord> batch)
    {
        var writes = new List<DocumentWrite>(DocumentSink.MaxDocuments + 1) { fence };
        foreach (var record in batch)
        {
            foreach (var upsert in record.Upserts) writes.Add(upsert.ToWrite(updatedAt));
            foreach (var path in record.Deletes) writes.Add(DocumentWrite.Delete(path));
        }

        return writes;
    }

    /// <summary>
    /// Some documents that the ledger has never heard of are there: left by a run that was killed, or made by others. Read them;
    /// what is as it should be is not written again, the rest is merged. Returns what is left to commit.
    /// </summary>
    private async Task<List<PendingRecord>> ResolveAsync(List<PendingRecord> batch, StoreException e, CancellationToken cancellation)
    {
        var paths = batch.SelectMany(r => r.Upserts).Where(u => u.IsNew).Select(u => u.Path).Distinct().ToList();
        var stored = (await store.GetManyAsync(paths, cancellation)).OfType<StoredDocument>().ToDictionary(d => d.Path);
        if (stored.Count == 0) return await FirstHalfAsync(batch, e, cancellation); // the batch makes a document twice
        foreach (var record in batch)
        {
            var found = record.Upserts.Where(u => u.IsNew && stored.ContainsKey(u.Path)).ToList();
            if (found.Count == 0) continue;
            foreach (var upsert in found) record.OnFound?.Invoke(stored[upsert.Path]);
            var same = found.Where(u => u.IsIn(stored[u.Path].Body)).ToHashSet();
            record.WasOther = found.Count > same.Count;
            record.WasThere = same.Count == record.Upserts.Count && record.Deletes.Count == 0;
            record.Upserts = [.. record.Upserts.Where(u => !same.Contains(u)).Select(u => stored.ContainsKey(u.Path) ? u with { IsNew = false } : u)];
        }

        return batch;
    }

    // What comes first is stored first; the second one then finds it.
    private async Task<List<PendingRecord>> FirstHalfAsync(List<PendingRecord> batch, StoreException e, CancellationToken cancellation)
    {
        if (batch.Count == 1) throw new StoreException(StoreFailure.Unavailable, $"'{batch[0].Id}' is said to be stored already and is not found. The next run tries again.", e.Path, e);
        var half = batch.Count / 2;
        await CommitAsync(batch[..half], cancellation);
        return batch[half..];
    }

    private async Task<List<PendingRecord>> WithoutCulpritAsync(List<PendingRecord> batch, StoreException e, CancellationToken cancellation)
    {
        var culprit = e.Path is { } path ? batch.Find(r => r.Upserts.Any(u => u.Path == path) || r.Deletes.Contains(path)) : null;
        if (culprit is null && batch.Count == 1) culprit = batch[0];
        if (culprit is not null)
        {
            refused.Enqueue((culprit, e.Message));
            return batch.FindAll(r => r != culprit);
        }

        return await FirstHalfAsync(batch, e, cancellation); // the store does not say which: halves find it in few steps
    }
}
