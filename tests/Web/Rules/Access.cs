namespace Sync.Web.Tests.Rules;

/// <summary>Whose a collection is to read.</summary>
internal enum Access
{
    /// <summary>Every member with a role.</summary>
    Members,

    /// <summary>Managers, admins and owners: it tells what things have cost.</summary>
    Costs,

    /// <summary>As <see cref="Costs"/>, and everybody while the menu is open.</summary>
    Menu,

    /// <summary>Nobody.</summary>
    Nobody,
}

/// <summary>
/// Every collection below a tenant, and whose it is: decided here once more, apart from firestore.rules, so that neither changes
/// alone. A collection that the product writes and that is missing here fails a test.
/// </summary>
internal static class Classified
{
    public static IReadOnlyDictionary<string, Access> All { get; } = new Dictionary<string, Access>
    {
        ["customers"] = Access.Members,
        ["customer_spending"] = Access.Members,
        ["people"] = Access.Members,
        ["orders"] = Access.Members,
        ["unmatched_orders"] = Access.Members,
        ["daily_sales"] = Access.Members,
        ["inventory"] = Access.Members,
        ["sync_status"] = Access.Members,
        ["products"] = Access.Costs,
        ["publicViews/products/items"] = Access.Menu,
        ["account_emails"] = Access.Nobody,
        ["accounts"] = Access.Nobody,
        ["ended_sessions"] = Access.Nobody,
        ["sign_in_tries"] = Access.Nobody,
        ["held_deletes"] = Access.Nobody,
        ["pending_connections"] = Access.Nobody,
        ["tie_outs"] = Access.Nobody,
        ["api_keys"] = Access.Nobody,
        ["audit"] = Access.Nobody,
        ["connect_states"] = Access.Nobody,
        ["connections"] = Access.Nobody,
        ["first_connection"] = Access.Nobody,
        ["idempotency"] = Access.Nobody,
        ["invitations"] = Access.Nobody,
        ["key_ring"] = Access.Nobody,
        ["keys"] = Access.Nobody,
        ["leases"] = Access.Nobody,
        ["ledger"] = Access.Nobody,
        ["members"] = Access.Nobody,
        ["people_rules"] = Access.Nobody,
        ["privacy"] = Access.Nobody,
        ["privacy_exports"] = Access.Nobody,
        ["privacy_requests"] = Access.Nobody,
        ["quarantine"] = Access.Nobody,
        ["runs"] = Access.Nobody,
        ["sessions"] = Access.Nobody,
        ["settings"] = Access.Nobody,
        ["webhook_events"] = Access.Nobody,
        ["webhook_hints"] = Access.Nobody,
    };

    /// <summary>What is nobody's although it lies beside or below what is somebody's.</summary>
    public static IReadOnlyList<string> Beside { get; } =
        ["never_heard_of", "customers/one/notes", "products/one/notes", "publicViews", "publicViews/products/drafts", "publicViews/products/items/one/notes"];
}
