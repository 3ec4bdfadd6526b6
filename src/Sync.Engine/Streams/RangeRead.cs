using System.Runtime.CompilerServices;
using Sync.ConnectorKit;

namespace Sync.Engine.Streams;

/// <summary>A connection's orders from their beginning, whatever the cursor; its settings say from when on, where the connector can narrow the read.</summary>
internal sealed class RangeRead(IPosConnector connector, ConnectionContext connection) : IPageSource
{
    public bool Resumed => false;

    public async IAsyncEnumerable<RecordPage> PagesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in connector.ReadAsync(new ReadRequest(PosStream.Orders), connection, cancellation).WithCancellation(cancellation)) yield return page;
    }
}
