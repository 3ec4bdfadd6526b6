using System.Globalization;
using Sync.Model;

namespace Sync.Cli.Commands;

/// <summary>The names under which <c>org set</c> takes an org's settings.</summary>
internal static class OrgSettingNames
{
    private static readonly Dictionary<string, Func<OrgSettings, string, OrgSettings>> Setters = new(StringComparer.Ordinal)
    {
        ["name"] = (s, v) => s with { Name = v },
        ["timeZone"] = (s, v) => s with { TimeZone = v },
        ["callingCode"] = (s, v) => s with { CallingCode = v.Length == 0 ? null : v },
        ["currency"] = (s, v) => s with { Currency = v.ToUpperInvariant() },
        ["dayStartHour"] = (s, v) => s with { DayStartHour = Whole(v) },
        ["deleteLimitShare"] = (s, v) => s with { DeleteLimitShare = Number(v) },
        ["deleteLimitCount"] = (s, v) => s with { DeleteLimitCount = Whole(v) },
        ["publicMenu"] = (s, v) => s with { PublicMenu = bool.TryParse(v, out var on) ? on : throw new FormatException("publicMenu is true or false.") },
        ["vipSpent"] = (s, v) => s with { Segments = s.Segments with { VipSpent = Number(v) } },
        ["vipOrders"] = (s, v) => s with { Segments = s.Segments with { VipOrders = Whole(v) } },
        ["loyalOrders"] = (s, v) => s with { Segments = s.Segments with { LoyalOrders = Whole(v) } },
        ["loyalDays"] = (s, v) => s with { Segments = s.Segments with { LoyalDays = Whole(v) } },
        ["churnedDays"] = (s, v) => s with { Segments = s.Segments with { ChurnedDays = Whole(v) } },
        ["atRiskDays"] = (s, v) => s with { Segments = s.Segments with { AtRiskDays = Whole(v) } },
        ["returningOrders"] = (s, v) => s with { Segments = s.Segments with { ReturningOrders = Whole(v) } },
        ["silverPoints"] = (s, v) => s with { Tiers = s.Tiers with { Silver = Whole(v) } },
        ["goldPoints"] = (s, v) => s with { Tiers = s.Tiers with { Gold = Whole(v) } },
        ["platinumPoints"] = (s, v) => s with { Tiers = s.Tiers with { Platinum = Whole(v) } },
    };

    public static IEnumerable<string> All => Setters.Keys;

    /// <exception cref="FormatException">There is no such setting, or the value is none for it.</exception>
    public static OrgSettings With(OrgSettings settings, string name, string value) => Setters.TryGetValue(name, out var set)
        ? set(settings, value)
        : throw new FormatException($"'{name}' is not a setting of an org. There are: {string.Join(", ", All)}.");

    private static int Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new FormatException($"'{text}' is not a whole number.");

    private static decimal Number(string text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new FormatException($"'{text}' is not a number.");
}
