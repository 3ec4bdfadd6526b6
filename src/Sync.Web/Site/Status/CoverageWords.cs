using Sync.Engine.Queries;

namespace Sync.Web.Site.Status;

/// <summary>How much of a connection's past is there, in words.</summary>
internal static class CoverageWords
{
    /// <param name="coverage">What is there; null where the POS has no orders.</param>
    /// <param name="today">The shop's day of now.</param>
    public static string Of(ConnectionCoverage? coverage, DateOnly today) => coverage switch
    {
        null => "",
        { Complete: true, OldestDay: { } day, HistoryLimit: { } limit } when day >= today.AddDays(-(int)limit.TotalDays) =>
            $"Complete since {ShopTime.Day(day)}; without a further permission the POS lets only the last {limit.TotalDays:0} days be read",
        { Complete: true, OldestDay: { } day } => $"Complete since {ShopTime.Day(day)}",
        { Complete: true } => "Complete: there are no orders yet",
        { OldestDay: { } day, Import: { Percent: { } percent, Estimated: true } } => $"About {percent:0} % read, back to {ShopTime.Day(day)}",
        { OldestDay: { } day, Import.Percent: { } percent } => $"{percent:0} % read, back to {ShopTime.Day(day)}",
        { OldestDay: { } day } => $"Read back to {ShopTime.Day(day)} so far",
        _ => "Not read yet",
    };
}
