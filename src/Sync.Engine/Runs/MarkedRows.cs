using Sync.Engine.Ledger;

namespace Sync.Engine.Runs;

/// <summary>Counts the rows of a table that carry its mark: of orders, those that have a customer.</summary>
internal static class MarkedRows
{
    public static long Count(string name, LedgerTable table)
    {
        if (TableNames.MonthOfTable(name) is null) return 0;
        long marked = 0;
        table.ForEach((_, _, row) => marked += OrderRow.Read(row).Matched ? 1 : 0);
        return marked;
    }
}
