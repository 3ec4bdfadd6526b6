namespace Sync.ConnectorKit.Paging;

/// <summary>What the pages of a finished read prove.</summary>
/// <param name="Proven">True where every record was seen: the total never changed and as many ids came, or, without a total, no id came twice and the last page was short.</param>
/// <param name="Warnings">Why it is not proven, for people.</param>
public sealed record PagingEnd(bool Proven, IReadOnlyList<string> Warnings);
