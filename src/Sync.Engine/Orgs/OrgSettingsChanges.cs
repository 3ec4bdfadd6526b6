using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sync.Model;

namespace Sync.Engine.Orgs;

/// <summary>An org's settings by name, as texts.</summary>
public static class OrgSettingsChanges
{
    /// <summary>Every setting by its name in the org's document; those within a map as <c>map.name</c>.</summary>
    public static IReadOnlyList<(string Field, string Value)> Fields(OrgSettings s) =>
    [
        ("name", s.Name), ("timeZone", s.TimeZone), ("currency", s.Currency), ("callingCode", s.CallingCode ?? ""), ("dayStartHour", Text(s.DayStartHour)),
        ("deleteLimitShare", Text(s.DeleteLimitShare)), ("deleteLimitCount", Text(s.DeleteLimitCount)), ("publicMenu", s.PublicMenu ? "yes" : "no"),
        ("segments.vipSpent", Text(s.Segments.VipSpent)), ("segments.vipOrders", Text(s.Segments.VipOrders)),
        ("segments.loyalOrders", Text(s.Segments.LoyalOrders)), ("segments.loyalDays", Text(s.Segments.LoyalDays)),
        ("segments.atRiskDays", Text(s.Segments.AtRiskDays)), ("segments.churnedDays", Text(s.Segments.ChurnedDays)),
        ("segments.returningOrders", Text(s.Segments.ReturningOrders)),
        ("tiers.silver", Text(s.Tiers.Silver)), ("tiers.gold", Text(s.Tiers.Gold)), ("tiers.platinum", Text(s.Tiers.Platinum)),
    ];

    /// <summary>The settings that differ, with what was and what is; <c>nothing</c> for an empty one.</summary>
    public static IReadOnlyList<(string Field, string Before, string After)> Between(OrgSettings before, OrgSettings after) =>
    [
        .. Fields(before).Zip(Fields(after)).Where(p => p.First.Value != p.Second.Value)
            .Select(p => (p.First.Field, Shown(p.First.Value), Shown(p.Second.Value))),
    ];

    /// <summary>Stands for all settings: those that are the same have the same one.</summary>
    public static string Version(OrgSettings settings) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', Fields(settings).Select(f => $"{f.Field}={f.Value.Length}:{f.Value}")))))[..32];

    private static string Shown(string value) => value.Length == 0 ? "nothing" : value;

    // 1000 and 1000.00 are one amount.
    private static string Text(decimal number) => number.ToString("G29", CultureInfo.InvariantCulture);
}
