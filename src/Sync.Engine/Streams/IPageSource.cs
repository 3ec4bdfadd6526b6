using Sync.ConnectorKit;

namespace Sync.Engine.Streams;

/// <summary>Where a stream's pages come from in one run.</summary>
internal interface IPageSource
{
    /// <summary>Whether the pages begin at a checkpoint, so that they are not all that the read covers.</summary>
    bool Resumed { get; }

    /// <summary>The pages; the last one has the end.</summary>
    IAsyncEnumerable<RecordPage> PagesAsync(CancellationToken cancellation);
}
