using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.Engine.Streams;

namespace Sync.Engine.Hints;

/// <summary>
/// Reads records by their ids, after the changes since the cursor where those are read too: a search may lag behind, a read by id
/// does not. Records that were read by id move no cursor and prove nothing of others.
/// </summary>
internal sealed class HintedRead(IReadsById? reader, ConnectionContext connection, PosStream stream, IReadOnlyList<string> ids, IPageSource? changes) : IPageSource
{
    private const int AtOnce = 100;

    public bool Resumed => changes?.Resumed ?? false;

    public async IAsyncEnumerable<RecordPage> PagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var end = new StreamEnd(null, CoverageKind.Changes);
        if (changes is not null)
        {
            StreamEnd? reached = null;
            await foreach (var page in changes.PagesAsync(cancellation))
            {
                reached = page.End;
                yield return page with { End = null };
            }

            if (reached is null) yield break; // cut short: without a last page that is what it stays
            end = reached;
        }

        foreach (var some in ids.Chunk(AtOnce))
            await foreach (var page in reader!.ReadByIdAsync(stream, some, connection, cancellation).WithCancellation(cancellation))
            {
                if (page.End is { } told) end = With(end, told);
                yield return page with { End = null, Checkpoint = null, ExpectedTotal = null };
            }

        yield return new RecordPage([]) { End = end };
    }

    private static StreamEnd With(StreamEnd end, StreamEnd told) => end with
    {
        Warnings = [.. end.Warnings, .. told.Warnings],
        Withheld = end.Withheld ?? told.Withheld,
    };
}
