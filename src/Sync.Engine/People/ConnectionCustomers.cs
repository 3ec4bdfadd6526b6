using Sync.Engine.Connections;
using Sync.Engine.Ledger;
using Sync.Model;

namespace Sync.Engine.People;

/// <summary>One connection's customers, by its ledger.</summary>
/// <param name="Connection">Whose.</param>
/// <param name="Currency">What their spending is in.</param>
/// <param name="Table">Their rows.</param>
internal sealed record ConnectionCustomers(Connection Connection, Currency Currency, LedgerTable Table)
{
    /// <summary>Whether their spending is known.</summary>
    public bool Derived { get; init; }

    /// <summary>
    /// Whether their spending was known and is not just now, since a full run could not read the orders to their end: what
    /// derives from it stays as it is.
    /// </summary>
    public bool Blocked { get; init; }

    /// <summary>A customer's id as documents state it.</summary>
    public string KeyOf(StableHash customer) => Connection.Prefix + Table.IdOf(customer);

    /// <summary>The row of an id as documents state it.</summary>
    public CustomerRow RowOf(string key)
    {
        Table.TryGet(StableHash.Of(key[Connection.Prefix.Length..]), out var bytes);
        return CustomerRow.Read(bytes);
    }
}
