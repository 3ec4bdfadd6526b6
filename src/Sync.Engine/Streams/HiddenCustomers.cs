using Sync.ConnectorKit;
using Sync.Engine.Runs;

namespace Sync.Engine.Streams;

/// <summary>
/// Whether the POS hides its customers, whatever it says of the permission: a read of them told of nobody, and an order that had a
/// buyer came without one. Until the orders tell, nothing is noted that the next run would go on from behind them: it would not see
/// them once they are shown again, nor know that they were hidden.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="customers">How the customers' stream is counted.</param>
/// <param name="anyStored">Whether there are customers of whom an order could be; else nobody can be missed.</param>
/// <param name="ordersWereComplete">Whether the orders were read to their end before this run.</param>
internal sealed class HiddenCustomers(RunContext run, StreamReport customers, bool anyStored, bool ordersWereComplete)
{
    private readonly bool readBefore = anyStored && run.Ledger.Manifest.Completed.Contains(StreamLoop.NameOf(PosStream.Customers));
    private string? mayHide;

    /// <summary>Whether it depends on the orders where the customers' next read starts.</summary>
    public bool DependsOnOrders => mayHide is not null;

    /// <summary>What to tell the owner where they are hidden; null where they are not, as far as was read.</summary>
    public string? Hidden => run.KeptBuyers > 0 ? mayHide : null;

    /// <summary>The customers were read.</summary>
    public void Ended(StreamEnd? end) => mayHide = anyStored ? end?.MayHide : null;

    /// <summary>
    /// Whether a checkpoint of a stream is no place to go on from. A first import of orders is gone on with until one of them is missing
    /// its buyer: its orders are new, and most have none to miss.
    /// </summary>
    public bool Holds(PosStream stream) => stream switch
    {
        PosStream.Customers => readBefore && customers.Read == 0,
        PosStream.Orders => DependsOnOrders && (ordersWereComplete || Hidden is not null),
        _ => false,
    };
}
