using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sync.Engine.Orgs;
using Sync.Model;

namespace Sync.Web.Site.Settings;

/// <summary>The org's settings as what stands in the fields of a form, and back.</summary>
internal static class SettingsForm
{
    private const string Share = "deleteLimitShare";

    /// <summary>Currencies that are offered; others can be typed.</summary>
    public static IReadOnlyList<string> Currencies { get; } =
        "AED AUD BRL CAD CHF CLP CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB TRY TWD USD ZAR".Split(' ');

    /// <summary>The IANA names of the time zones of this machine.</summary>
    public static IReadOnlyList<string> Zones { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && (z.Id.Contains('/') || z.Id == "UTC")).Select(z => z.Id).Order(StringComparer.Ordinal)];

    /// <summary>What stands in the fields.</summary>
    public static Dictionary<string, string> Of(OrgSettings settings)
    {
        var values = OrgSettingsChanges.Fields(settings).ToDictionary(f => f.Field, f => f.Value);
        values[Share] = (settings.DeleteLimitShare * 100).ToString("G29", CultureInfo.InvariantCulture); // people think in percent
        return values;
    }

    /// <summary>What somebody has typed, as it is.</summary>
    public static Dictionary<string, string> Typed(IFormCollection form) =>
        OrgSettingsChanges.Fields(new OrgSettings { Name = "" }).ToDictionary(f => f.Field, f => form[f.Field].ToString().Trim());

    /// <summary>The settings, and what is wrong with them by field; where something is, they are not to be saved.</summary>
    public static (OrgSettings Settings, Dictionary<string, string> Wrong) Read(IReadOnlyDictionary<string, string> typed)
    {
        var wrong = new Dictionary<string, string>();
        int Whole(string field) => (int)Number(field, whole: true, int.MaxValue);
        decimal Number(string field, bool whole, decimal most)
        {
            var style = NumberStyles.AllowLeadingSign | (whole ? NumberStyles.None : NumberStyles.AllowDecimalPoint);
            if (decimal.TryParse(typed[field], style, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= most) return value;
            wrong[field] = whole ? $"Give a whole number up to {most.ToString("N0", CultureInfo.InvariantCulture)}." : "Give a number, such as 1000 or 99.50.";
            return 0;
        }

        var settings = new OrgSettings
        {
            Name = typed["name"],
            TimeZone = typed["timeZone"],
            Currency = typed["currency"].ToUpperInvariant(),
            CallingCode = typed["callingCode"].TrimStart('+') is { Length: > 0 } code ? code : null,
            DayStartHour = Whole("dayStartHour"),
            DeleteLimitShare = Number(Share, whole: false, 1_000_000) / 100,
            DeleteLimitCount = Whole("deleteLimitCount"),
            PublicMenu = typed["publicMenu"] == "yes",
            Segments = new SegmentThresholds
            {
                VipSpent = Number("segments.vipSpent", whole: false, 1_000_000_000_000),
                VipOrders = Whole("segments.vipOrders"),
                LoyalOrders = Whole("segments.loyalOrders"),
                LoyalDays = Whole("segments.loyalDays"),
                ChurnedDays = Whole("segments.churnedDays"),
                AtRiskDays = Whole("segments.atRiskDays"),
                ReturningOrders = Whole("segments.returningOrders"),
            },
            Tiers = new TierThresholds { Silver = Whole("tiers.silver"), Gold = Whole("tiers.gold"), Platinum = Whole("tiers.platinum") },
        };
        foreach (var (field, message) in OrgSettingsRules.Faults(settings))
            wrong.TryAdd(field, field == Share ? "Give a percentage from 0 to 100." : message);
        return (settings, wrong);
    }
}
