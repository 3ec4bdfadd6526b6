using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>A saved connection's secrets, renewed by one caller at a time over all processes that have this store.</summary>
internal sealed class StoredSecrets(ConnectionDirectory directory, ITenantStore tenant, string connection, TimeProvider time) : ISharedSecrets
{
    private const int StoreTries = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyDictionary<string, Secret>> RenewAsync(
        IReadOnlyDictionary<string, Secret> used, Func<Task<IReadOnlyDictionary<string, Secret>>> renew, CancellationToken cancellation)
    {
        var lease = new RenewalLease(tenant, connection, time);
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            // The lease is looked at before the secrets: it cannot be taken then if somebody has renewed them in between.
            var free = await LookAsync(lease, used, cancellation);
            var stored = await StoredAsync(cancellation);
            if (!Same(stored, used)) return stored;
            if (free && await lease.TakeAsync(cancellation)) return await RenewAsync(lease, used, renew);
            await Task.Delay(wait, time, cancellation);
        }
    }

    // What failed for others says nothing where better secrets are stored by now, such as by the owner who has connected again.
    private async Task<bool> LookAsync(RenewalLease lease, IReadOnlyDictionary<string, Secret> used, CancellationToken cancellation)
    {
        try
        {
            return await lease.LookAsync(cancellation);
        }
        catch (ConnectorException)
        {
            if (Same(await StoredAsync(cancellation), used)) throw;
            return false;
        }
    }

    private async Task<IReadOnlyDictionary<string, Secret>> RenewAsync(
        RenewalLease lease, IReadOnlyDictionary<string, Secret> used, Func<Task<IReadOnlyDictionary<string, Secret>>> renew)
    {
        try
        {
            var renewed = await renew();
            var kept = await KeepAsync(used, renewed);
            await lease.ReleaseAsync();
            return kept;
        }
        catch (ReauthoriseException e)
        {
            // A token that somebody else has spent is refused too: then theirs is stored, and all is well.
            var stored = await StoredAsync(CancellationToken.None);
            await lease.EndAsync(e);
            if (!Same(stored, used)) return stored;
            throw;
        }
        catch (ConnectorException e)
        {
            await lease.EndAsync(e);
            throw;
        }
    }

    // What was renewed may be all that there is: a store that is away for a moment must not lose it.
    private async Task<IReadOnlyDictionary<string, Secret>> KeepAsync(IReadOnlyDictionary<string, Secret> used, IReadOnlyDictionary<string, Secret> renewed)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await directory.ReplaceSecretsAsync(tenant, connection, stored => Same(stored, used) || Same(stored, renewed) ? renewed : null, CancellationToken.None);
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Unavailable && attempt < StoreTries)
            {
                await Task.Delay(TimeSpan.FromSeconds(1 << (attempt - 1)), time);
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, Secret>> StoredAsync(CancellationToken cancellation) =>
        await directory.ReplaceSecretsAsync(tenant, connection, _ => null, cancellation);

    private static bool Same(IReadOnlyDictionary<string, Secret> stored, IReadOnlyDictionary<string, Secret> others) =>
        others.All(o => (stored.GetValueOrDefault(o.Key)?.Reveal() ?? "") == o.Value.Reveal());
}
