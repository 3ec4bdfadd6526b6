using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.Engine.Runs;

namespace Sync.Engine.Streams;

/// <summary>The orders of some days, whatever the cursor: narrowed where the connector can do so, else all that it has.</summary>
internal sealed class RangeRead(IPosConnector connector, ConnectionContext connection, OrderRange range) : IPageSource
{
    public bool Resumed => false;

    public async IAsyncEnumerable<RecordPage> PagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // A shop may lie in another time zone than the connection's, and a POS may count a sale of the night under either day.
        var since = connection.StoreClock.FromLocal(range.From.AddDays(-1).ToDateTime(default));
        var until = connection.StoreClock.FromLocal(range.To.AddDays(3).ToDateTime(default));
        var request = new ReadRequest(PosStream.Orders) { Since = since, Until = until };
        await foreach (var page in connector.ReadAsync(request, connection, cancellation).WithCancellation(cancellation)) yield return page;
    }
}
