namespace Sync.ConnectorKit.Paging;

/// <summary>Up to where numbered pages were read.</summary>
/// <param name="Page">The number of the page that was read last, counted from 1.</param>
/// <param name="Size">Rows on a full page, as the server was seen to hold it.</param>
/// <param name="Last">The last id on that page: where it stands later tells whether rows moved away meanwhile.</param>
public sealed record PagePlace(int Page, int Size, string Last);
