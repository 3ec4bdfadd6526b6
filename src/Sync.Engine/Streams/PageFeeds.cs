namespace Sync.Engine.Streams;

/// <summary>The streams of one run, all being read at the same time.</summary>
internal sealed record PageFeeds(PageFeed Customers, PageFeed Orders, PageFeed Products) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Customers.DisposeAsync();
        await Orders.DisposeAsync();
        await Products.DisposeAsync();
    }
}
