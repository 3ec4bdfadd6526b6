using Sync.Model;

namespace Sync.Engine.Leases;

/// <summary>Tells a run that was cancelled because its lease was lost from one that its caller cancelled.</summary>
internal static class LeaseGuard
{
    /// <exception cref="LeaseLostException">The lease was lost meanwhile.</exception>
    public static async Task RunAsync(OrgLease lease, OrgId org, CancellationToken callers, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException e) when (lease.Lost.IsCancellationRequested && !callers.IsCancellationRequested)
        {
            throw new LeaseLostException(org, e);
        }
        catch (Store.StoreException e) when (e.Failure == Store.StoreFailure.VersionChanged)
        {
            throw new LeaseLostException(org, e);
        }
    }
}
