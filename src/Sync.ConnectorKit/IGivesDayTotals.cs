using Sync.Model;

namespace Sync.ConnectorKit;

/// <summary>
/// A connector whose POS gives what its own reports say of a business day, so that our days can be compared with that. Where a POS
/// gives none, they are compared with a recount of the stored orders.
/// </summary>
public interface IGivesDayTotals
{
    /// <summary>What each location took on each business day, as the POS itself counts it.</summary>
    /// <param name="from">The first of the store's days.</param>
    /// <param name="to">The last of them.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>One for each day and location with sales; days that the POS gives no total of (today, perhaps) are left out.</returns>
    /// <exception cref="ConnectorException">They cannot be read.</exception>
    Task<IReadOnlyList<PosDayTotal>> DayTotalsAsync(DateOnly from, DateOnly to, ConnectionContext connection, CancellationToken cancellation);
}

/// <summary>What a location took on a business day, as the POS says.</summary>
/// <param name="Day">The store's day.</param>
/// <param name="Location">The POS's id of the location, as orders name it; empty where they name none.</param>
/// <param name="Net">Money kept: sales with tax, less what was paid back.</param>
/// <param name="Orders">How many sales.</param>
public sealed record PosDayTotal(DateOnly Day, string Location, Money Net, long Orders);
