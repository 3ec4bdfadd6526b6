using Sync.Store;

namespace Sync.Engine.Secrets;

/// <summary>
/// Commits what holds a newly encrypted secret, and encrypts it again where the tenant's key was rotated in between, or somebody
/// changed what it is written over.
/// </summary>
internal static class GuardedCommit
{
    private const int MostTries = 20; // of several who save at once one succeeds at each try

    /// <param name="tenant">Whose.</param>
    /// <param name="writes">Encrypts and says what to commit, the secret's guard with it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task RunAsync(ITenantStore tenant, Func<Task<IReadOnlyList<DocumentWrite>>> writes, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await tenant.CommitAsync(await writes(), cancellation);
                return;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged && attempt < MostTries)
            {
                // The key was rotated since the secret was encrypted, or the document changed since it was read.
            }
        }
    }
}
