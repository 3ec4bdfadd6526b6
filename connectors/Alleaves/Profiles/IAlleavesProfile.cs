namespace Sync.Connectors.Alleaves.Profiles;

/// <summary>What differs between the API as our requirements describe it and the service that public code was seen to use.</summary>
internal interface IAlleavesProfile
{
    /// <summary>Whether the log-in or the settings must name a location before anything can be read.</summary>
    bool NeedsLocation { get; }

    /// <summary>Whether an inventory row is one batch of an item, so that rows of one id belong together.</summary>
    bool RowsAreBatches { get; }

    /// <summary>A log-in.</summary>
    HttpRequestMessage Login(string username, string password, string? pin);

    /// <summary>One page of customers.</summary>
    HttpRequestMessage Customers(string? location, int page);

    /// <summary>One page of orders from a time on, or of all of them.</summary>
    HttpRequestMessage Orders(string? location, DateTimeOffset? from, int page);

    /// <summary>The whole inventory.</summary>
    HttpRequestMessage Inventory(string? location);
}
