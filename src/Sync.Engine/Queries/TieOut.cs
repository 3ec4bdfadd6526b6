using Sync.Engine.Connections;
using Sync.Engine.Documents;
using Sync.Engine.Leases;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>
/// Compares the days' sales (<c>daily_sales</c>) with the POS's own totals where it gives them, else with a recount from the stored
/// orders, of known and of unknown customers. It reads every order of the days, so what it found is kept, and read again for
/// nothing. Runs look at the last days by themselves once a day (<see cref="DailyTieOut"/>).
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="pos">Asks the POS for its own totals; null where nobody does.</param>
public sealed class TieOut(TimeProvider time, PosTotals? pos = null)
{
    /// <summary>How many days are looked at, today included, unless somebody says otherwise.</summary>
    public const int UsualDays = 14;

    private const int MostDays = 60;

    private static readonly DocumentPath Path = new(Collections.TieOuts, "last");

    /// <summary>What the last look found; null where nobody has looked yet.</summary>
    public static async Task<TieOutReport?> LastAsync(ITenantStore tenant, CancellationToken cancellation = default) =>
        await tenant.GetAsync(Path, cancellation) is { } document ? TieOutDocument.Read(document.Body) : null;

    /// <summary>
    /// Looks, and keeps what it finds; nothing where days differ and a run wrote meanwhile, which has a day ahead of its orders, or
    /// behind them, until it ends (<see cref="TieOutReport.Unsettled"/>).
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="days">How many of the store's days, 1 to 60.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OrgException">There is no such org.</exception>
    public async Task<TieOutReport> CheckAsync(ITenantStore tenant, int days = UsualDays, CancellationToken cancellation = default)
    {
        var before = await OrgLease.LookAsync(tenant, time, cancellation);
        var report = await CountAsync(tenant, days, cancellation);
        if (!report.Matches && (before.Held || await OrgLease.LookAsync(tenant, time, cancellation) != before)) return report with { Unsettled = true };
        await KeepAsync(tenant, report, cancellation);
        return report;
    }

    /// <summary>Looks, and keeps nothing.</summary>
    internal async Task<TieOutReport> CountAsync(ITenantStore tenant, int days, CancellationToken cancellation)
    {
        var org = await OrgDirectory.GetAsync(tenant, cancellation);
        var connections = await ConnectionDirectory.ListAsync(tenant, cancellation);
        var now = time.GetUtcNow();
        // A shop may be ahead of the org's own time zone.
        var to = StoreClock.Of(org.TimeZone, org.DayStartHour).At(now).Date.AddDays(1);
        var from = to.AddDays(-Math.Clamp(days, 1, MostDays));
        List<TieOutDay> all = [];
        foreach (var connection in connections.Where(c => !c.Removing && !c.Unconfirmed))
        {
            var theirs = pos is null ? null : await pos.ReadAsync(tenant, connection, org, (from, to), cancellation);
            all.AddRange((await new TieOutCount(tenant, connection, connections) { Theirs = theirs }.RunAsync(from, to, cancellation)).Select(d => d with { At = now }));
        }

        return new TieOutReport(now, from, to, InOrder(all));
    }

    /// <summary>Keeps what was found; days before those that were looked at stay as they were found last.</summary>
    internal static async Task KeepAsync(ITenantStore tenant, TieOutReport report, CancellationToken cancellation)
    {
        var before = await LastAsync(tenant, cancellation);
        var oldest = report.To.AddDays(-Math.Max(UsualDays, report.To.DayNumber - report.From.DayNumber));
        var kept = (before?.Days ?? []).Where(d => d.Day < report.From && d.Day >= oldest).ToList();
        var all = kept.Count == 0 ? report : report with { From = kept.Min(d => d.Day), Days = InOrder([.. report.Days, .. kept]) };
        await tenant.CommitAsync([DocumentWrite.Replace(Path, TieOutDocument.Body(all))], cancellation);
    }

    /// <summary>The write that takes out what was found of a connection; null where nothing was.</summary>
    internal static async Task<DocumentWrite?> WithoutAsync(ITenantStore tenant, string connection, CancellationToken cancellation)
    {
        if (await LastAsync(tenant, cancellation) is not { } last) return null;
        var left = last.Days.Where(d => d.Connection != connection).ToList();
        return left.Count == last.Days.Count ? null
            : left.Count == 0 ? DocumentWrite.Delete(Path)
            : DocumentWrite.Replace(Path, TieOutDocument.Body(last with { Days = left }));
    }

    private static IReadOnlyList<TieOutDay> InOrder(IEnumerable<TieOutDay> days) =>
        [.. days.OrderByDescending(d => d.Day).ThenBy(d => d.Connection, StringComparer.Ordinal).ThenBy(d => d.Location, StringComparer.Ordinal)];
}
