using System.Runtime.CompilerServices;
using Sync.ConnectorKit;

namespace Sync.Engine.Streams;

/// <summary>One stream's read: on from where a run that ended early had come, or from the cursor where there is nothing to go on from.</summary>
internal sealed class ResumableRead(IPosConnector connector, ConnectionContext connection, PosStream stream, string? cursor, string? checkpoint)
    : IPageSource
{
    private bool refused;

    /// <summary>Whether the pages begin at a checkpoint, so that they are not all that the read covers.</summary>
    public bool Resumed { get; private set; } = checkpoint is not null;

    public async IAsyncEnumerable<RecordPage> PagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (checkpoint is not null)
        {
            await using var rest = ReadFrom(checkpoint, cancellation).GetAsyncEnumerator(cancellation);
            while (await NextAsync(rest) is { } page) yield return page;
            if (!refused) yield break;
        }

        Resumed = false;
        await foreach (var page in ReadFrom(cursor, cancellation).WithCancellation(cancellation)) yield return page;
    }

    private IAsyncEnumerable<RecordPage> ReadFrom(string? start, CancellationToken cancellation) =>
        connector.ReadAsync(new ReadRequest(stream, start), connection, cancellation);

    /// <summary>The next page; null at the end, or where the POS does not know the checkpoint any more.</summary>
    private async ValueTask<RecordPage?> NextAsync(IAsyncEnumerator<RecordPage> pages)
    {
        try
        {
            return await pages.MoveNextAsync() ? pages.Current : null;
        }
        catch (RestartPagingException)
        {
            refused = true; // an old checkpoint is no failure of the stream: it is read from its cursor instead
            return null;
        }
    }
}
