namespace Sync.ConnectorKit;

/// <summary>One kind of record that a connector yields.</summary>
public enum PosStream
{
    /// <summary><see cref="Sync.Model.Customer"/> records.</summary>
    Customers,

    /// <summary><see cref="Sync.Model.Order"/> records.</summary>
    Orders,

    /// <summary><see cref="Sync.Model.Product"/> records.</summary>
    Products,

    /// <summary><see cref="Sync.Model.InventoryLevel"/> records.</summary>
    Inventory,
}
