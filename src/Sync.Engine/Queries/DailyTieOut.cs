using Sync.ConnectorKit;
using Sync.Engine.Leases;
using Sync.Engine.Ledger;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>
/// Looks after a run whether the days add up, so that nobody has to ask: once on each of the store's days at yesterday and today, and
/// at all the usual days after a first import and after a full run, which has just read far more. Any other run pays one read for it.
/// </summary>
internal sealed class DailyTieOut(TimeProvider time, PosTotals pos)
{
    private const int LastDays = 2; // today and the day before, and the day ahead of a shop further east

    private readonly TieOut days = new(time, pos);

    /// <summary>Looks, where it is time to.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="run">The run that has ended.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task AfterAsync(ITenantStore tenant, OrgReport run, CancellationToken cancellation)
    {
        if (!run.Runs.Exists(ReadOrders)) return;
        try
        {
            if (await DueAsync(tenant, run, cancellation) is not { } due) return;
            var found = await days.CountAsync(tenant, due, cancellation);
            // While another run writes, a day may be ahead of its orders or behind them: what differs then is looked at next time.
            if (!found.Matches && await OrgLease.IsHeldAsync(tenant, time, cancellation)) return;
            await TieOut.KeepAsync(tenant, found, cancellation);
        }
        catch (Exception e) when (e is StoreException or OrgException or LedgerDamagedException)
        {
            // The run itself went well, and what was found before still says when; the next run looks again.
            run.NotCompared = e.Message;
        }
    }

    private static bool ReadOrders(RunReport run) => !run.IsPartOnly && run.Streams.TryGetValue(PosStream.Orders, out var orders) && orders.Status == StreamStatus.Complete;

    private async Task<int?> DueAsync(ITenantStore tenant, OrgReport run, CancellationToken cancellation)
    {
        if (run.Runs.Exists(r => ReadOrders(r) && (r.Full || r.First))) return TieOut.UsualDays;
        if (await TieOut.LastAsync(tenant, cancellation) is not { } last) return TieOut.UsualDays;
        return run.Clock is { } clock && clock.At(last.At).Date < clock.At(time.GetUtcNow()).Date ? LastDays : null;
    }
}
