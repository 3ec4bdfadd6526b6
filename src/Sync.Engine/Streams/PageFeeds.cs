using Sync.ConnectorKit;

namespace Sync.Engine.Streams;

/// <summary>The streams of one run that the connector has, all being read at the same time.</summary>
internal sealed class PageFeeds(IReadOnlyDictionary<PosStream, PageFeed> feeds) : IAsyncDisposable
{
    /// <summary>A stream's pages; null where the connector has no such stream.</summary>
    public PageFeed? Of(PosStream stream) => feeds.GetValueOrDefault(stream);

    public async ValueTask DisposeAsync()
    {
        foreach (var feed in feeds.Values) await feed.DisposeAsync();
    }
}
