namespace Sync.Engine.Connections;

/// <summary>What somebody has confirmed of an account when they connected it.</summary>
/// <param name="Zones">The IANA time zones that they have set for single locations, by the POS's id of the location.</param>
/// <param name="Names">What its locations are called, by the same id; empty where the POS does not say.</param>
/// <param name="SellsIn">The three-letter currency that it sells in; null where that is not known.</param>
public sealed record ConfirmedPlaces(IReadOnlyDictionary<string, string> Zones, IReadOnlyDictionary<string, string> Names, string? SellsIn)
{
    /// <summary>Nothing set, and nothing known.</summary>
    public static ConfirmedPlaces Nothing { get; } = new(new Dictionary<string, string>(), new Dictionary<string, string>(), null);

    /// <summary>What was confirmed of a connection before; nothing where there was none.</summary>
    internal static ConfirmedPlaces Of(Connection? before) => before is null ? Nothing : new(before.Zones, before.Locations, before.SellsIn);

    // What the POS did not tell this time it may have told before.
    internal Connection In(Connection connection) => connection with
    {
        Zones = Zones,
        Locations = Names.Count > 0 ? Names : connection.Locations,
        SellsIn = SellsIn ?? connection.SellsIn,
    };
}
