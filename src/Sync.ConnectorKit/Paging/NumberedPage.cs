namespace Sync.ConnectorKit.Paging;

/// <summary>One numbered page as the POS sent it.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Total">How many rows the POS says there are on all pages; null where it does not say.</param>
public sealed record NumberedPage<T>(IReadOnlyList<T> Rows, long? Total);
