namespace Sync.Engine.Queries;

/// <summary>Whether the days' sales add up.</summary>
/// <param name="At">When it was looked at last; days that were looked at before say so.</param>
/// <param name="From">The first of the store's days that were.</param>
/// <param name="To">The last of them: today.</param>
/// <param name="Days">Each day and location with sales, the latest day first.</param>
public sealed record TieOutReport(DateTimeOffset At, DateOnly From, DateOnly To, IReadOnlyList<TieOutDay> Days)
{
    /// <summary>Whether all of them do.</summary>
    public bool Matches => Days.All(d => d.Matches);

    /// <summary>Whether a run wrote meanwhile, so that what differs may add up once it has ended: then nothing was kept.</summary>
    public bool Unsettled { get; init; }
}

/// <summary>One location's business day.</summary>
/// <param name="Connection">The connection's id.</param>
/// <param name="Day">The store's day.</param>
/// <param name="Location">The location, as orders name it.</param>
/// <param name="Ours">What <c>daily_sales</c> says; null where it has no such day.</param>
/// <param name="Counted">What it is compared with: the POS's own total where it gives one, else what the stored orders come to, those of nobody known included.</param>
/// <param name="Orders">
/// Of a day that does not match: the orders (by the POS's ids, at most twenty) that are counted otherwise than they stand; empty
/// where every order is counted as it stands, and the day's document itself was changed.
/// </param>
public sealed record TieOutDay(string Connection, DateOnly Day, string Location, DayTotal? Ours, DayTotal Counted, IReadOnlyList<string> Orders)
{
    /// <summary>Whether it is compared with the POS's own total; else with a recount.</summary>
    public bool ByPos { get; init; }

    /// <summary>How many orders differ beside those that are named.</summary>
    public long More { get; init; }

    /// <summary>When this day was looked at.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether both are the same.</summary>
    public bool Matches => Ours is null ? Counted is { Orders: 0, Net: 0 } : Ours == Counted;
}

/// <summary>What a day comes to.</summary>
/// <param name="Net">Money kept, in major units.</param>
/// <param name="Orders">How many sales.</param>
public sealed record DayTotal(decimal Net, long Orders);
