namespace Sync.Web.Site.Settings;

/// <summary>A person who is about to be forgotten.</summary>
/// <param name="Site">The page.</param>
/// <param name="Who">The address or the customer's id that was typed.</param>
/// <param name="Goes">What is deleted.</param>
/// <param name="Stays">What stays, as nobody's.</param>
public sealed record ForgetModel(SiteContext Site, string Who, IReadOnlyList<string> Goes, IReadOnlyList<string> Stays)
{
    private static readonly (string Collection, string One, string Many)[] Going =
    [
        ("customers", "customer record", "customer records"), ("customer_spending", "record of what they have spent", "records of what they have spent"),
        ("people", "note that customers of several systems are one person", "notes that customers of several systems are one person"),
    ];

    /// <summary>The same from how many documents there are, by collection.</summary>
    public static ForgetModel Of(SiteContext site, string who, IReadOnlyDictionary<string, int> stored)
    {
        var sales = stored.GetValueOrDefault("orders") + stored.GetValueOrDefault("unmatched_orders");
        return new ForgetModel(site, who, [.. Going.Where(g => stored.ContainsKey(g.Collection)).Select(g => Counted(stored[g.Collection], g.One, g.Many))], sales == 0 ? [] : [Counted(sales, "sale", "sales")]);
    }

    private static string Counted(int count, string one, string many) => FormattableString.Invariant($"{count:N0} {(count == 1 ? one : many)}");
}
