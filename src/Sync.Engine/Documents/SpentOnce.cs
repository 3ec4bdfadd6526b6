using Sync.Engine.Accounts;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>Uses up what is good once.</summary>
internal static class SpentOnce
{
    /// <summary>Leaves nothing of a document but that it was used; false where somebody else was faster.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="document">The document as it was found good.</param>
    /// <param name="end">When what is left of it may go.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<bool> TryAsync(ITenantStore tenant, StoredDocument document, DateTimeOffset end, CancellationToken cancellation)
    {
        var mark = RandomToken.Create();
        try
        {
            await tenant.CommitAsync([Write(document, end, mark)], cancellation);
            return true;
        }
        catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged)
        {
            // A commit that was sent again, since its answer was lost, meets its own work.
            return (await tenant.GetAsync(document.Path, cancellation))?.Body.Read().Text("mark") == mark;
        }
    }

    /// <summary>The same as a part of a commit that carries out what the document is good for; it fails where somebody else was faster.</summary>
    /// <param name="document">The document as it was found good.</param>
    /// <param name="end">When what is left of it may go.</param>
    public static DocumentWrite Write(StoredDocument document, DateTimeOffset end) => Write(document, end, RandomToken.Create());

    private static DocumentWrite Write(StoredDocument document, DateTimeOffset end, string mark) => DocumentWrite.Replace(document.Path, DocumentBody.Build(w =>
    {
        w.Time("expireAt", end);
        w.Text("mark", mark);
        w.Flag("used", true);
    }), document.Version);
}
