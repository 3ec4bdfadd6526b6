using System.Text;
using Sync.Engine.Ledger;
using Sync.Engine.Matching;
using Sync.Model;

namespace Sync.Engine.Streams;

/// <summary>
/// The orders that name a buyer whom nobody knows yet, and the open ones, which may be of another day and name one when they are
/// closed. Kept apart, so that a customer who appears is matched with sales of any age without reading all months.
/// </summary>
internal sealed class UnmatchedOrders(LedgerTable table)
{
    private readonly RowWriter row = new();

    /// <summary>Notes what became of an order.</summary>
    public void Note(Order order, StableHash key, DateOnly date, bool matched)
    {
        if (matched || (order.Status != OrderStatus.Open && order.CustomerId is null && order.BuyerEmail is null && order.BuyerUserId is null)) Forget(key);
        else Set(order.Id, key, OrderTables.MonthOf(date), order.CustomerId, order.BuyerEmail, order.BuyerUserId);
    }

    public void Set(string id, StableHash key, int month, string? customerId, string? email, string? userId)
    {
        row.Clear();
        row.Unsigned((ulong)month);
        row.Text(customerId);
        row.Text(email);
        row.Text(userId);
        if (table.TryGet(key, out var bytes) && bytes.SequenceEqual(row.Written)) return;
        table.Set(id, key, row.Written);
    }

    /// <summary>The month that holds an order; null where it is not kept here.</summary>
    public int? MonthOf(StableHash key) => table.TryGet(key, out var bytes) ? (int)new RowReader(bytes).Unsigned() : null;

    /// <summary>The customer whom an order names; null where it is not kept here, or names none.</summary>
    public static string? CustomerOf(LedgerTable? table, StableHash key)
    {
        if (table is null || !table.TryGet(key, out var bytes)) return null;
        var reader = new RowReader(bytes);
        reader.Unsigned();
        return reader.Text();
    }

    /// <summary>What puts an order's row back as it is now.</summary>
    public Action Restore(string id, StableHash key) => table.Restore(id, key);

    public void Forget(StableHash key) => table.Remove(key);

    /// <summary>Those that a test of order, customer, address and user id chooses, with the month that holds them.</summary>
    public List<(StableHash Order, int Month)> Where(Func<string, string?, string?, string?, bool> chooses)
    {
        List<(StableHash, int)> chosen = [];
        table.ForEach((key, id, bytes) =>
        {
            var reader = new RowReader(bytes);
            var month = (int)reader.Unsigned();
            if (chooses(Encoding.UTF8.GetString(id), reader.Text(), reader.Text(), reader.Text())) chosen.Add((key, month));
        });
        return chosen;
    }

    /// <summary>Those whose customer is known by now, with the month that holds them.</summary>
    public List<(StableHash Order, int Month, StableHash Customer)> Matches(CustomerDirectory directory)
    {
        List<(StableHash, int, StableHash)> matches = [];
        table.ForEach((key, _, bytes) =>
        {
            var reader = new RowReader(bytes);
            var month = (int)reader.Unsigned();
            if (directory.Match(reader.Text(), reader.Text(), reader.Text()) is { } customer) matches.Add((key, month, customer));
        });
        return matches;
    }
}
