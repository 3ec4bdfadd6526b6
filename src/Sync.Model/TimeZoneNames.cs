using System.Collections.Frozen;

namespace Sync.Model;

/// <summary>
/// Which names of time zones somebody may set. The tz database (https://www.iana.org/time-zones, file <c>backward</c>) also knows
/// abbreviations, and they are hardly ever what is meant: <c>EST</c> has no summer time, so that half of a year's evenings would be
/// counted on the wrong hour, and by <c>MST</c> one may mean Denver or Phoenix.
/// </summary>
public static class TimeZoneNames
{
    private static readonly FrozenDictionary<string, string> Meant = new Dictionary<string, string>
    {
        ["AKST"] = "America/Anchorage",
        ["BST"] = "Europe/London",
        ["CDT"] = "America/Chicago",
        ["CEST"] = "Europe/Berlin",
        ["CET"] = "Europe/Berlin",
        ["CST"] = "America/Chicago",
        ["CST6CDT"] = "America/Chicago",
        ["EDT"] = "America/New_York",
        ["EET"] = "Europe/Athens",
        ["EST"] = "America/New_York",
        ["EST5EDT"] = "America/New_York",
        ["Factory"] = "UTC",
        ["GMT"] = "Europe/London (or UTC, where clocks never change)",
        ["GMT+0"] = "UTC",
        ["GMT-0"] = "UTC",
        ["GMT0"] = "UTC",
        ["Greenwich"] = "UTC",
        ["HST"] = "Pacific/Honolulu",
        ["MDT"] = "America/Denver",
        ["MET"] = "Europe/Berlin",
        ["MST"] = "America/Denver (or America/Phoenix, where clocks never change)",
        ["MST7MDT"] = "America/Denver",
        ["PDT"] = "America/Los_Angeles",
        ["PST"] = "America/Los_Angeles",
        ["PST8PDT"] = "America/Los_Angeles",
        ["UCT"] = "UTC",
        ["Universal"] = "UTC",
        ["WET"] = "Europe/Lisbon",
        ["Zulu"] = "UTC",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a name cannot be set, and what to use instead; null where it can. One that stands stored goes on being read.</summary>
    public static string? WhyNot(string zone)
    {
        if (Meant.TryGetValue(zone, out var meant))
            return $"'{zone}' is an abbreviation, which does not say by which clocks your shop goes (EST, for one, has no summer time). Use {meant}.";
        // The system finds them in any case, and files beside them (posixrules) too; apps that read the name may not.
        var spelt = zone.Split('/').All(part => part is [>= 'A' and <= 'Z', ..]);
        return spelt && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? null : $"'{zone}' is not a time zone: use a name such as Europe/London or America/New_York.";
    }
}
