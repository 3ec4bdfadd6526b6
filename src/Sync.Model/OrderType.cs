namespace Sync.Model;

/// <summary>How an order reached its buyer.</summary>
public enum OrderType
{
    /// <summary>At the counter.</summary>
    InStore,

    /// <summary>Brought to the buyer.</summary>
    Delivery,

    /// <summary>Ordered ahead, fetched by the buyer.</summary>
    Pickup,

    /// <summary>Bought on the web, without one of the above being known.</summary>
    Online,
}
