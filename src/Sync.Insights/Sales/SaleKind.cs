namespace Sync.Insights.Sales;

/// <summary>What an order is to the numbers.</summary>
public enum SaleKind
{
    /// <summary>Open or cancelled: it counts nowhere.</summary>
    None,

    /// <summary>A sale: its money counts, it is counted as an order and it moves the last order's date.</summary>
    Sale,

    /// <summary>Money that went back (a negative total, or a sale refunded whole): its money counts, and nothing else does.</summary>
    Return,
}
