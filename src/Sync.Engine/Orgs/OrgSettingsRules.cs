using Sync.Model;

namespace Sync.Engine.Orgs;

/// <summary>What an org's settings may be.</summary>
public static class OrgSettingsRules
{
    private const int LongestName = 200;

    /// <summary>What is wrong, each with the name of its setting (<see cref="OrgSettingsChanges.Fields"/>); empty where all is well.</summary>
    public static IReadOnlyList<(string Field, string Message)> Faults(OrgSettings s) => [.. Found(s)];

    private static IEnumerable<(string, string)> Found(OrgSettings s)
    {
        if (string.IsNullOrWhiteSpace(s.Name)) yield return ("name", "An org needs a name.");
        else if (s.Name.Length > LongestName) yield return ("name", $"The name is longer than {LongestName} letters.");
        else if (!OneLine.IsName(s.Name)) yield return ("name", $"The name {OneLine.Fault}.");
        if (TimeZoneNames.WhyNot(s.TimeZone) is { } zone) yield return ("timeZone", zone);
        if (WhyNot(() => Currency.Listed(s.Currency)) is { } currency) yield return ("currency", currency);
        if (WhyNot(() => StoreClock.Of("UTC", s.DayStartHour)) is { } hour) yield return ("dayStartHour", hour);
        if (s.CallingCode is { } code && (code.Length is 0 or > 3 || !code.All(char.IsAsciiDigit) || code[0] == '0'))
            yield return ("callingCode", $"'{code}' is not a calling code: give one to three digits, such as 1 or 44.");
        if (s.DeleteLimitShare is < 0 or > 1) yield return ("deleteLimitShare", "The delete limit is a share from 0 to 1, such as 0.2.");
        if (s.DeleteLimitCount < 0) yield return ("deleteLimitCount", "The delete limit's count cannot be negative.");
        foreach (var fault in Negative(s)) yield return fault;
        foreach (var fault in Crossing(s)) yield return fault;
    }

    private static IEnumerable<(string, string)> Negative(OrgSettings s)
    {
        (string Field, decimal Value)[] all =
        [
            ("segments.vipSpent", s.Segments.VipSpent), ("segments.vipOrders", s.Segments.VipOrders), ("segments.loyalOrders", s.Segments.LoyalOrders),
            ("segments.loyalDays", s.Segments.LoyalDays), ("segments.churnedDays", s.Segments.ChurnedDays), ("segments.atRiskDays", s.Segments.AtRiskDays),
            ("segments.returningOrders", s.Segments.ReturningOrders), ("tiers.silver", s.Tiers.Silver), ("tiers.gold", s.Tiers.Gold), ("tiers.platinum", s.Tiers.Platinum),
        ];
        return all.Where(t => t.Value < 0).Select(t => (t.Field, "This cannot be negative."));
    }

    private static IEnumerable<(string, string)> Crossing(OrgSettings s)
    {
        if (s.Segments.AtRiskDays > s.Segments.ChurnedDays)
            yield return ("segments.atRiskDays", $"A customer would be lost (after {s.Segments.ChurnedDays} days) before being at risk (after {s.Segments.AtRiskDays}).");
        if (s.Segments.ReturningOrders > s.Segments.LoyalOrders)
            yield return ("segments.returningOrders", $"A customer would be loyal (from {s.Segments.LoyalOrders} orders) before returning (from {s.Segments.ReturningOrders}).");
        if (s.Tiers.Silver > s.Tiers.Gold) yield return ("tiers.gold", $"Gold cannot begin at {s.Tiers.Gold} points, before silver at {s.Tiers.Silver}.");
        if (s.Tiers.Gold > s.Tiers.Platinum) yield return ("tiers.platinum", $"Platinum cannot begin at {s.Tiers.Platinum} points, before gold at {s.Tiers.Gold}.");
    }

    private static string? WhyNot(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
