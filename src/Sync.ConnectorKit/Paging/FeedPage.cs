namespace Sync.ConnectorKit.Paging;

/// <summary>One page of a feed of versions: what changed after a version, in ascending order of its last change.</summary>
/// <param name="Rows">The rows; one that cannot be read is null.</param>
/// <param name="Top">The highest version on it; null where it is empty, or none of its versions can be read.</param>
public sealed record FeedPage<T>(IReadOnlyList<T?> Rows, long? Top) where T : class;
