namespace Sync.Engine.Documents;

/// <summary>The collections of the downstream contract, by their fixed paths.</summary>
internal static class Collections
{
    public const string Customers = "customers";
    public const string Orders = "orders";
    public const string UnmatchedOrders = "unmatched_orders";
    public const string DailySales = "daily_sales";
    public const string CustomerSpending = "customer_spending";
    public const string PublicProducts = "publicViews/products/items";
    public const string Products = "products";
    public const string Inventory = "inventory";
    public const string People = "people";
    public const string PrivacyExports = "privacy_exports";
    public const string SyncStatus = "sync_status";
    public const string Runs = "runs";
    public const string HeldDeletes = "held_deletes";
    public const string TieOuts = "tie_outs";
    public const string Quarantine = "quarantine";
    public const string WebhookEvents = "webhook_events";
    public const string WebhookHints = "webhook_hints";
    public const string PrivacyRequests = "privacy_requests";

    /// <summary>What downstream apps read and a digest covers.</summary>
    public static IReadOnlyList<string> Tenant { get; } =
        [Customers, Orders, UnmatchedOrders, DailySales, CustomerSpending, PublicProducts, Products, Inventory, People];

    /// <summary>All that come and go with what is synced.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Tenant, PrivacyExports, SyncStatus, Runs, HeldDeletes, TieOuts, Quarantine, WebhookEvents, WebhookHints, PrivacyRequests];
}
