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

    /// <summary>What of a confirmed connection is another one than it was, for the audit log.</summary>
    internal IEnumerable<string> ChangesFrom(Connection before)
    {
        var now = In(before);
        foreach (var place in before.Zones.Keys.Union(now.Zones.Keys).Order(StringComparer.Ordinal))
            if (before.Zones.GetValueOrDefault(place) is var was && now.Zones.GetValueOrDefault(place) is var zone && was != zone)
                yield return $"time zone of {now.Locations.GetValueOrDefault(place) ?? place}: {was ?? Theirs} → {zone ?? Theirs}";
        foreach (var place in before.Locations.Keys.Union(now.Locations.Keys).Order(StringComparer.Ordinal))
            if (before.Locations.GetValueOrDefault(place) is var was && now.Locations.GetValueOrDefault(place) is var name && was != name)
                yield return $"location {place}: {was ?? Nowhere} → {name ?? Nowhere}";
        if (before.SellsIn != now.SellsIn) yield return $"sells in: {before.SellsIn ?? "unknown"} → {now.SellsIn}";
    }

    private const string Theirs = "as the POS says", Nowhere = "none";

    // What the POS did not tell this time it may have told before.
    internal Connection In(Connection connection) => connection with
    {
        Zones = Zones,
        Locations = Names.Count > 0 ? Names : connection.Locations,
        SellsIn = SellsIn ?? connection.SellsIn,
    };
}
