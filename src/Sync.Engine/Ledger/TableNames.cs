using System.Globalization;

namespace Sync.Engine.Ledger;

/// <summary>The names of a connection's tables.</summary>
internal static class TableNames
{
    public const string Customers = "customers";
    public const string Products = "products";
    public const string Inventory = "inventory";

    /// <summary>Orders without a customer that name a buyer, so that a customer who appears later can be matched.</summary>
    public const string Unmatched = "unmatched";

    /// <summary>Fingerprints of the days' documents.</summary>
    public const string Days = "days";

    /// <summary>Fingerprints of records that the store refused, so that they are not tried again until they change.</summary>
    public const string Quarantine = "quarantine";

    /// <summary>Records whose removal the owner was asked about, or keeps.</summary>
    public const string Held = "held";

    private const string OrdersPrefix = "orders-";

    /// <summary>The table of a month's orders, by business date.</summary>
    public static string Orders(DateOnly date) => OrdersPrefix + MonthOf(date);

    public static string Orders(string month) => OrdersPrefix + month;

    public static string MonthOf(DateOnly date) => date.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The month of an orders' table; null for other tables.</summary>
    public static string? MonthOfTable(string table) =>
        table.StartsWith(OrdersPrefix, StringComparison.Ordinal) ? table[OrdersPrefix.Length..] : null;
}
