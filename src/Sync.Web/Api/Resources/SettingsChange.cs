using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.Resources;

/// <summary>Reads a change of an org's settings: what is given replaces, what is not stays.</summary>
internal static class SettingsChange
{
    private const int MostCount = 1_000_000;
    private const int MostDays = 36_500;

    public static OrgSettings Read(BodyReader body, OrgSettings before)
    {
        var after = before with
        {
            Name = body.Text("name", 200) ?? before.Name,
            TimeZone = body.Text("timeZone") ?? before.TimeZone,
            Currency = body.Text("currency") ?? before.Currency,
            CallingCode = body.Has("callingCode") ? body.TextOrNull("callingCode") : before.CallingCode,
            DayStartHour = (int)(body.Number("dayStartHour", 0, 23, whole: true) ?? before.DayStartHour),
            DeleteLimitShare = body.Number("deleteLimitShare", 0, 1) ?? before.DeleteLimitShare,
            DeleteLimitCount = (int)(body.Number("deleteLimitCount", 0, MostCount, whole: true) ?? before.DeleteLimitCount),
            PublicMenu = body.Flag("publicMenu") ?? before.PublicMenu,
            Segments = Segments(body.Map("segments"), before.Segments),
            Tiers = Tiers(body.Map("tiers"), before.Tiers),
        };
        foreach (var (field, message) in OrgSettingsRules.Faults(after))
            if (!body.IsWrong(field)) body.Wrong(field, message);
        body.Check();
        return after;
    }

    private static SegmentThresholds Segments(BodyReader? map, SegmentThresholds before)
    {
        if (map is null) return before;
        int Whole(string name, int most, int otherwise) => (int)(map.Number(name, 0, most, whole: true) ?? otherwise);
        return new SegmentThresholds
        {
            VipSpent = map.Number("vipSpent", 0, 1_000_000_000) ?? before.VipSpent,
            VipOrders = Whole("vipOrders", MostCount, before.VipOrders),
            LoyalOrders = Whole("loyalOrders", MostCount, before.LoyalOrders),
            LoyalDays = Whole("loyalDays", MostDays, before.LoyalDays),
            ChurnedDays = Whole("churnedDays", MostDays, before.ChurnedDays),
            AtRiskDays = Whole("atRiskDays", MostDays, before.AtRiskDays),
            ReturningOrders = Whole("returningOrders", MostCount, before.ReturningOrders),
        };
    }

    private static TierThresholds Tiers(BodyReader? map, TierThresholds before)
    {
        if (map is null) return before;
        long Points(string name, long otherwise) => (long)(map.Number(name, 0, 1_000_000_000, whole: true) ?? otherwise);
        return new TierThresholds { Silver = Points("silver", before.Silver), Gold = Points("gold", before.Gold), Platinum = Points("platinum", before.Platinum) };
    }
}
