using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sync.Engine.Connections;
using Sync.Model;

namespace Sync.Web.Site.Connect;

/// <summary>The time zones that somebody has confirmed or corrected.</summary>
/// <param name="Zones">Those that differ from what the POS says, by the POS's id of the location.</param>
/// <param name="Org">The shop's own; null where it was not asked for.</param>
internal sealed record ZoneForm(IReadOnlyDictionary<string, string> Zones, string? Org)
{
    /// <summary>The name of the box that takes over the account's currency.</summary>
    public const string CurrencyField = "newCurrency";

    private const int MostPlaces = 2000;
    private const int LongestId = 300;
    private const int FieldsOfAPlace = 4;
    private const int OtherFields = 20;
    private const long LargestForm = 1 << 20; // some 500 bytes for each of the most places
    private static readonly Dictionary<string, string> NoZones = [];

    /// <summary>The currency that the shop is to count in from now on; null to leave it.</summary>
    public string? Currency { get; init; }

    /// <summary>The name of the field that says in which currency the account sells.</summary>
    public const string SellsInField = "sellsIn";

    /// <summary>What the locations are called, by the POS's id, as far as they have names.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = NoZones;

    /// <summary>The currency that the account sells in; null where that is not known.</summary>
    public string? SellsIn { get; init; }

    /// <summary>What is kept of it with the connection.</summary>
    public ConfirmedPlaces Places => new(Zones, Names, SellsIn);

    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>Lets the form name as many locations as an account may have; asked for before it is read.</summary>
    public static void Allow(HttpContext context) => SiteForms.Allow(context, LargestForm, MostPlaces * FieldsOfAPlace + OtherFields);

    /// <summary>Reads it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="connection">The connection's id.</param>
    /// <param name="form">What was sent.</param>
    public static ZoneForm Read(HttpContext context, string connection, IFormCollection form)
    {
        var (zones, places) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<(string Id, string Zone, string Name)>());
        for (var at = 0; at < MostPlaces && form["place-" + Text(at)] is [{ Length: > 0 and <= LongestId } place]; at++)
        {
            var (zone, told) = (form["zone-" + Text(at)].ToString().Trim(), form["told-" + Text(at)].ToString());
            places.Add((place, told, form["name-" + Text(at)].ToString()));
            if (zone.Length > 0 && zone != told) zones[place] = zone;
        }

        var org = form["orgZone"].ToString().Trim() is { Length: > 0 } own ? own : null;
        if (!PlaceSeal.Holds(context, connection, form[PlaceSeal.Field].ToString(), places) || places.Count != form.Keys.Count(k => k.StartsWith("place-", StringComparison.Ordinal)))
            return new ZoneForm(NoZones, org) { Wrong = "The form names locations other than those that were found. Look over what stands here now, and send it again. Nothing was started." };
        var wrong = zones.Values.Append(org).OfType<string>().Select(TimeZoneNames.WhyNot).FirstOrDefault(w => w is not null);
        return new ZoneForm(zones, org)
        {
            Names = places.Where(p => p.Name.Length > 0 && p.Name != p.Id).GroupBy(p => p.Id).ToDictionary(g => g.Key, g => g.First().Name),
            SellsIn = Model.Currency.Find(form[SellsInField].ToString()) is { IsListed: true } sells ? sells.Code : null,
            Currency = form[CurrencyField].ToString() is { Length: > 0 } currency ? currency : null,
            Wrong = wrong is null ? null : wrong + " Nothing was started.",
        };
    }

    /// <summary>The org's settings with the shop's own time zone and currency as they were given here.</summary>
    public OrgSettings In(OrgSettings settings) => settings with { TimeZone = Org ?? settings.TimeZone, Currency = Currency ?? settings.Currency };

    private static string Text(int at) => at.ToString(CultureInfo.InvariantCulture);
}
