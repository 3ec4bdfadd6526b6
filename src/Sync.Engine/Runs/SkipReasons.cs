namespace Sync.Engine.Runs;

/// <summary>The reasons of our own that records are counted under which are not stored as what they are; connectors have theirs.</summary>
public static class SkipReasons
{
    /// <summary>A sale without a known customer: it is stored, in <c>unmatched_orders</c>.</summary>
    public const string NoCustomer = "no matching customer";

    /// <summary>A sale of a day that was not asked for: what is stored of it stays.</summary>
    public const string OtherDay = "of another day than asked for";

    /// <summary>How many of those skipped are stored nowhere: neither kept aside as unmatched nor left as they stood.</summary>
    /// <param name="skipped">Records by reason.</param>
    public static long Rejected(IReadOnlyDictionary<string, long> skipped) => skipped.Where(s => s.Key is not (NoCustomer or OtherDay)).Sum(s => s.Value);
}
