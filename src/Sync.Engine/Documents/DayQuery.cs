using System.Globalization;
using Sync.Store;

namespace Sync.Engine.Documents;

/// <summary>Queries of what belongs to some of the store's days.</summary>
internal static class DayQuery
{
    /// <summary>The documents of a collection whose business date lies between two, both included.</summary>
    public static DocumentQuery Of(string collection, DateOnly from, DateOnly to, IReadOnlyList<string>? select = null) => new()
    {
        Collection = collection,
        Filters =
        [
            new DocumentFilter("businessDate", FilterOperator.GreaterThanOrEqual, Text(from)),
            new DocumentFilter("businessDate", FilterOperator.LessThanOrEqual, Text(to)),
        ],
        Select = select,
    };

    /// <summary>A day as documents state it.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
