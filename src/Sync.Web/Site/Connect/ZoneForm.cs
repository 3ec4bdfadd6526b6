using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sync.Model;

namespace Sync.Web.Site.Connect;

/// <summary>The time zones that somebody has confirmed or corrected.</summary>
/// <param name="Zones">Those that differ from what the POS says, by the POS's id of the location.</param>
/// <param name="Org">The shop's own; null where it was not asked for.</param>
internal sealed record ZoneForm(IReadOnlyDictionary<string, string> Zones, string? Org)
{
    private const int MostPlaces = 2000;
    private const int LongestId = 300;

    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>Reads it.</summary>
    public static ZoneForm Read(IFormCollection form)
    {
        var zones = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < MostPlaces && form["place-" + Text(at)] is [{ Length: > 0 and <= LongestId } place]; at++)
        {
            var (zone, told) = (form["zone-" + Text(at)].ToString().Trim(), form["told-" + Text(at)].ToString());
            if (zone.Length > 0 && zone != told) zones[place] = zone;
        }

        var org = form["orgZone"].ToString().Trim() is { Length: > 0 } own ? own : null;
        var wrong = zones.Values.Append(org).OfType<string>().Select(TimeZoneNames.WhyNot).FirstOrDefault(w => w is not null);
        return new ZoneForm(zones, org)
        {
            Wrong = wrong is null ? null : wrong + " Nothing was started.",
        };
    }

    /// <summary>The org's settings with the shop's own time zone as it was given here.</summary>
    public OrgSettings In(OrgSettings settings) => Org is null ? settings : settings with { TimeZone = Org };

    private static string Text(int at) => at.ToString(CultureInfo.InvariantCulture);
}
