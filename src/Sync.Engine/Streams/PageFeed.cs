using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sync.ConnectorKit;

namespace Sync.Engine.Streams;

/// <summary>Reads a stream ahead in the background, a few pages at most, so that reading, mapping and writing overlap.</summary>
internal sealed class PageFeed : IAsyncDisposable
{
    private const int PagesAhead = 8;

    private readonly Channel<RecordPage> pages = Channel.CreateUnbounded<RecordPage>();
    private readonly SemaphoreSlim room = new(PagesAhead);
    private readonly CancellationTokenSource stop;
    private readonly Task reading;

    public PageFeed(IAsyncEnumerable<RecordPage> source, CancellationToken cancellation)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        reading = Task.Run(() => ReadAsync(source));
    }

    /// <summary>The pages; ends with the source's exception where it has one.</summary>
    public async IAsyncEnumerable<RecordPage> PagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in pages.Reader.ReadAllAsync(cancellation))
        {
            room.Release();
            yield return page;
        }
    }

    /// <summary>Lets it read as many pages again ahead: it is the next to be taken, and the POS should not wait for that.</summary>
    public void ReadFurther() => room.Release(PagesAhead);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading;
        stop.Dispose();
        room.Dispose();
    }

    private async Task ReadAsync(IAsyncEnumerable<RecordPage> source)
    {
        try
        {
            await foreach (var page in source.WithCancellation(stop.Token))
            {
                await room.WaitAsync(stop.Token);
                await pages.Writer.WriteAsync(page, stop.Token);
            }

            pages.Writer.Complete();
        }
        catch (Exception e)
        {
            pages.Writer.Complete(e); // thrown to whoever reads the pages; after a stop nobody does
        }
    }
}
