namespace Sync.Store.Rules;

/// <summary>What a commit must be like, whichever store carries it out.</summary>
internal static class CommitRules
{
    /// <summary>Refuses a commit that Firestore would refuse for a document or for its size.</summary>
    public static void Check(IReadOnlyList<DocumentWrite> writes)
    {
        long bytes = 0;
        for (var i = 0; i < writes.Count; i++) bytes += writes[i].CommitBytes;
        if (bytes <= DocumentLimits.MaxCommitBytes) return;
        throw new StoreException(
            StoreFailure.TooLarge,
            $"A commit of {writes.Count} writes has about {bytes} bytes; {DocumentLimits.MaxCommitBytes} is the most. Cut it in two.");
    }

    /// <summary>Counts what a commit costs, once it is done.</summary>
    public static void Count(StoreUsage usage, IReadOnlyList<DocumentWrite> writes)
    {
        foreach (var collection in writes.GroupBy(w => w.Path.Collection, StringComparer.Ordinal))
        {
            var (reads, deletes, all) = (0, 0, 0);
            foreach (var write in collection)
            {
                all++;
                if (write.Kind == WriteKind.Verify) reads++;
                else if (write.Kind == WriteKind.Delete) deletes++;
            }

            usage.Add(collection.Key, reads, all - reads - deletes, deletes);
        }
    }
}
