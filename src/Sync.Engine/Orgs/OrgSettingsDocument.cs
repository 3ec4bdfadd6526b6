using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Orgs;

/// <summary>How an org's settings stand in its document.</summary>
internal static class OrgSettingsDocument
{
    private const string CallingCode = "callingCode";
    private const string PublicMenu = "publicMenu";

    /// <summary>
    /// Stands beside <c>publicMenu</c> once no public document holds a cost any more; firestore.rules let the world in where both
    /// are true. Nobody sets it but a run, and closing the menu removes it.
    /// </summary>
    private const string PublicMenuReady = "publicMenuReady";

    /// <summary>Settings as they are stored, by whichever way they come in.</summary>
    /// <exception cref="OrgException">A setting is none.</exception>
    public static OrgSettings Checked(OrgSettings settings) => OrgSettingsRules.Faults(settings) is [var first, ..]
        ? throw new OrgException(first.Message)
        : settings with { Currency = Currency.Listed(settings.Currency).Code };

    public static DocumentBody ToBody(OrgId org, OrgSettings s, DateTimeOffset? createdAt) => DocumentBody.Build(w =>
    {
        w.OptionalText(CallingCode, s.CallingCode);
        if (createdAt is { } at) w.Time("createdAt", at);
        w.Text("currency", s.Currency);
        w.Number("dayStartHour", s.DayStartHour);
        w.Number("deleteLimitCount", s.DeleteLimitCount);
        w.Number("deleteLimitShare", s.DeleteLimitShare);
        w.Text("id", org.Value);
        w.Text("name", s.Name);
        w.Flag(PublicMenu, s.PublicMenu);
        w.Map("segments", m =>
        {
            m.Number("atRiskDays", s.Segments.AtRiskDays);
            m.Number("churnedDays", s.Segments.ChurnedDays);
            m.Number("loyalDays", s.Segments.LoyalDays);
            m.Number("loyalOrders", s.Segments.LoyalOrders);
            m.Number("returningOrders", s.Segments.ReturningOrders);
            m.Number("vipOrders", s.Segments.VipOrders);
            m.Number("vipSpent", s.Segments.VipSpent);
        });
        w.Map("tiers", m =>
        {
            m.Number("gold", s.Tiers.Gold);
            m.Number("platinum", s.Tiers.Platinum);
            m.Number("silver", s.Tiers.Silver);
        });
        w.Text("timeZone", s.TimeZone);
    });

    /// <summary>What a change of the settings removes from the document.</summary>
    public static IReadOnlyList<string> GoneFrom(OrgSettings s)
    {
        List<string> gone = [];
        if (s.CallingCode is null) gone.Add(CallingCode);
        if (!s.PublicMenu) gone.Add(PublicMenuReady);
        return gone;
    }

    /// <summary>Whether the menu shall be open, and costs may still stand in it.</summary>
    public static bool AwaitsOpening(DocumentBody body) =>
        body.Read() is var f && f.Flag(PublicMenu) == true && f.Flag(PublicMenuReady) != true;

    /// <summary>The same document, with the word that no cost stands in the menu.</summary>
    public static DocumentBody Opened(DocumentBody body) => DocumentBody.Build(w =>
    {
        var f = body.Read();
        foreach (var name in f.Names.Append(PublicMenuReady).Distinct().Order(StringComparer.Ordinal))
            if (name == PublicMenuReady) w.Flag(name, true);
            else w.Copy(name, f.Value(name)!.Value);
    });

    public static OrgSettings From(DocumentBody body)
    {
        var f = body.Read();
        var defaults = new OrgSettings { Name = f.Text("name") ?? f.Text("id") ?? "" };
        return defaults with
        {
            TimeZone = f.Text("timeZone") ?? defaults.TimeZone,
            CallingCode = f.Text(CallingCode),
            Currency = f.Text("currency") ?? defaults.Currency,
            DayStartHour = (int)(f.Integer("dayStartHour") ?? 0),
            DeleteLimitShare = f.Number("deleteLimitShare") ?? defaults.DeleteLimitShare,
            DeleteLimitCount = (int)(f.Integer("deleteLimitCount") ?? defaults.DeleteLimitCount),
            PublicMenu = f.Flag(PublicMenu) ?? false,
            Segments = SegmentsFrom(f.Map("segments")),
            Tiers = TiersFrom(f.Map("tiers")),
        };
    }

    private static SegmentThresholds SegmentsFrom(DocumentFields? map)
    {
        var d = new SegmentThresholds();
        if (map is not { } f) return d;
        return new SegmentThresholds
        {
            VipSpent = f.Number("vipSpent") ?? d.VipSpent,
            VipOrders = Number(f, "vipOrders", d.VipOrders),
            LoyalOrders = Number(f, "loyalOrders", d.LoyalOrders),
            LoyalDays = Number(f, "loyalDays", d.LoyalDays),
            ChurnedDays = Number(f, "churnedDays", d.ChurnedDays),
            AtRiskDays = Number(f, "atRiskDays", d.AtRiskDays),
            ReturningOrders = Number(f, "returningOrders", d.ReturningOrders),
        };
    }

    private static TierThresholds TiersFrom(DocumentFields? map)
    {
        var d = new TierThresholds();
        return map is not { } f ? d : new TierThresholds
        {
            Silver = f.Integer("silver") ?? d.Silver,
            Gold = f.Integer("gold") ?? d.Gold,
            Platinum = f.Integer("platinum") ?? d.Platinum,
        };
    }

    private static int Number(DocumentFields fields, string name, int otherwise) => (int)(fields.Integer(name) ?? otherwise);
}
