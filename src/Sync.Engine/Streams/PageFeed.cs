using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sync.ConnectorKit;

namespace Sync.Engine.Streams;

/// <summary>Reads a stream ahead in the background, a few pages at most, so that reading, mapping and writing overlap.</summary>
internal sealed class PageFeed : IAsyncDisposable
{
    /// <summary>How many pages are asked for before the first of them is taken in, where it does not matter that a kill loses them.</summary>
    public const int Usual = 8;

    private readonly Channel<RecordPage> pages = Channel.CreateUnbounded<RecordPage>();
    private readonly IPageSource source;
    private readonly int ahead;
    private readonly SemaphoreSlim room;
    private readonly CancellationTokenSource stop;
    private readonly Task reading;

    /// <summary>Begins to read.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="ahead">How many pages may be asked for that are not taken in yet; 1 asks for each when the one before is.</param>
    /// <param name="cancellation">Ends it.</param>
    public PageFeed(IPageSource source, int ahead, CancellationToken cancellation)
    {
        (this.source, this.ahead) = (source, ahead);
        room = new SemaphoreSlim(ahead);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        reading = Task.Run(ReadAsync);
    }

    /// <summary>Whether the pages that come now begin at a checkpoint.</summary>
    public bool Resumed => source.Resumed;

    /// <summary>The pages; ends with the source's exception where it has one.</summary>
    public async IAsyncEnumerable<RecordPage> PagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in pages.Reader.ReadAllAsync(cancellation))
        {
            yield return page;
            room.Release(); // now it has been taken in
        }
    }

    /// <summary>Lets it read as many pages again ahead: it is the next to be taken, and the POS should not wait for that.</summary>
    public void ReadFurther()
    {
        if (ahead > 1) room.Release(ahead);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading;
        stop.Dispose();
        room.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await room.WaitAsync(stop.Token);
            await foreach (var page in source.PagesAsync(stop.Token))
            {
                await pages.Writer.WriteAsync(page, stop.Token);
                await room.WaitAsync(stop.Token);
            }

            pages.Writer.Complete();
        }
        catch (Exception e)
        {
            pages.Writer.Complete(e); // thrown to whoever reads the pages; after a stop nobody does
        }
    }
}
