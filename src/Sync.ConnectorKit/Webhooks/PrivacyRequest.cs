namespace Sync.ConnectorKit.Webhooks;

/// <summary>A request that a POS passes on about people's data.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Reference">The POS's own number of the request, or the event's id.</param>
public sealed record PrivacyRequest(PrivacyKind Kind, string Reference)
{
    /// <summary>The customer's id as the connector's records carry it; null where it is not told, or where all are meant.</summary>
    public string? CustomerId { get; init; }

    /// <summary>The person's address; null where it is not told.</summary>
    public string? Email { get; init; }

    /// <summary>The person's phone number, as told; null where it is not.</summary>
    public string? Phone { get; init; }

    /// <summary>Ids of the orders that are meant; empty where they are not told.</summary>
    public IReadOnlyList<string> OrderIds { get; init; } = [];
}

/// <summary>What is asked for.</summary>
public enum PrivacyKind
{
    /// <summary>All that is stored of one person.</summary>
    Export,

    /// <summary>That one person be forgotten.</summary>
    Erase,

    /// <summary>That all that came from this account be forgotten: the shop has left.</summary>
    EraseAccount,
}
