using Sync.ConnectorKit;

namespace Sync.Connectors.Alleaves;

/// <summary>Speaks to Alleaves: customers and products whole, orders by a window of creation days.</summary>
public sealed class AlleavesConnector : IPosConnector
{
    /// <inheritdoc />
    public ConnectorDescriptor Descriptor => AlleavesDescriptor.Value;

    /// <inheritdoc />
    public Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation) =>
        ConnectionCheck.RunAsync(connection, ClientOf(connection), cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, CancellationToken cancellation) => request.Stream switch
    {
        PosStream.Customers => CustomerStream.ReadAsync(request.Cursor, connection, ClientOf(connection), cancellation),
        PosStream.Orders => OrderStream.ReadAsync(request.Cursor, connection, ClientOf(connection), cancellation),
        PosStream.Products => ProductStream.ReadAsync(connection, ClientOf(connection), cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Stream, "Alleaves has no such stream."),
    };

    private static AlleavesClient ClientOf(ConnectionContext connection) => connection.Session(c => new AlleavesClient(c));
}
