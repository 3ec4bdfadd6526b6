using Sync.Engine.Queries;

namespace Sync.Web.Site.Status;

/// <summary>How much of a connection's past is there, in words.</summary>
internal static class CoverageWords
{
    public static string Of(ConnectionCoverage? coverage) => coverage switch
    {
        null => "",
        { Complete: true, OldestDay: { } day } => $"Complete since {ShopTime.Day(day)}",
        { Complete: true } => "Complete: there are no orders yet",
        { OldestDay: { } day, Import: { Percent: { } percent, Estimated: true } } => $"About {percent:0} % read, back to {ShopTime.Day(day)}",
        { OldestDay: { } day, Import.Percent: { } percent } => $"{percent:0} % read, back to {ShopTime.Day(day)}",
        { OldestDay: { } day } => $"Read back to {ShopTime.Day(day)} so far",
        _ => "Not read yet",
    };
}
