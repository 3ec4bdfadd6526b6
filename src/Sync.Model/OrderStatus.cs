namespace Sync.Model;

/// <summary>What became of an order.</summary>
public enum OrderStatus
{
    /// <summary>Paid and handed over: it counts.</summary>
    Completed,

    /// <summary>Not finished yet: it counts nowhere.</summary>
    Open,

    /// <summary>Cancelled or voided: it counts nowhere.</summary>
    Cancelled,

    /// <summary>All of the money went back: the sale and its refund both count, so that the net is nothing.</summary>
    Refunded,

    /// <summary>Some of the money went back: the sale counts less <see cref="Order.Refunded"/>.</summary>
    PartiallyRefunded,
}
