using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Engine.Connections;

/// <summary>What a connection would bring, before it is saved: enough to compare with the till. Nothing of it is stored.</summary>
/// <param name="Orders">The last three orders found, latest first.</param>
/// <param name="Yesterday">The store's day before today.</param>
/// <param name="Totals">What that day came to, by location; a location without sales is there too where the POS names its locations.</param>
/// <param name="Locations">The locations, as the POS has them; where it does not tell, those that the orders name.</param>
public sealed record ConnectionPreview(IReadOnlyList<PreviewOrder> Orders, DateOnly Yesterday, IReadOnlyList<PreviewTotal> Totals, IReadOnlyList<PosLocation> Locations)
{
    /// <summary>Whether all of yesterday was read in the time there was; where not, totals may be too low.</summary>
    public required bool Complete { get; init; }

    /// <summary>The IANA time zone that days were told by where neither order nor location states one.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The currency that the account sells in; the one counted in where nothing tells.</summary>
    public required Currency Currency { get; init; }

    /// <summary>In the owner's words: that sales are in another currency than the one counted in, and what to do; null where they are in that one.</summary>
    public string? OtherCurrency { get; init; }

    /// <summary>In the owner's words: what could not be read, and why; empty where all could.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Requests that it took.</summary>
    public long Requests { get; init; }
}

/// <summary>An order as a till would show it.</summary>
/// <param name="Id">The POS's id.</param>
/// <param name="At">When it was made, as a clock in the shop showed it.</param>
/// <param name="Total">What the buyer paid.</param>
/// <param name="Items">What its lines are called.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Location">Where it was sold, by the POS's id; null where it does not say.</param>
public sealed record PreviewOrder(string Id, DateTimeOffset At, Money Total, IReadOnlyList<string> Items, OrderStatus Status, string? Location);

/// <summary>What a location took on one day.</summary>
/// <param name="Location">The POS's id of the location; null where orders do not say.</param>
/// <param name="Name">Its name; null where the POS does not say.</param>
/// <param name="Net">Money kept, as <c>daily_sales</c> counts it.</param>
/// <param name="Orders">How many sales.</param>
public sealed record PreviewTotal(string? Location, string? Name, Money Net, int Orders);
