namespace Sync.ConnectorKit.Paging;

/// <summary>One page in its turn.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Total">How many rows the POS says there are; null where it does not say.</param>
/// <param name="End">On the last page, and only there: what the pages prove.</param>
public sealed record PageStep<T>(IReadOnlyList<T> Rows, long? Total, PagingEnd? End)
{
    /// <summary>Where a later read can go on once this page is taken in; null on the last page, and where none of its rows has an id.</summary>
    public PagePlace? Place { get; init; }
}
