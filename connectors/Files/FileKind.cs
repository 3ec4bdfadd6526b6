namespace Sync.Connectors.Files;

/// <summary>What the rows of a file are.</summary>
internal enum FileKind
{
    /// <summary>Order lines, or whole orders.</summary>
    Orders,

    /// <summary>Customers, one in a row.</summary>
    Customers,

    /// <summary>Products, one in a row.</summary>
    Products,
}
