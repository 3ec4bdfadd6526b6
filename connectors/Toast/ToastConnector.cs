using System.Runtime.CompilerServices;
using Sync.ConnectorKit;

namespace Sync.Connectors.Toast;

/// <summary>Speaks to Toast: orders by when they were changed, the guests on them as customers, menus as products, and stock.</summary>
public sealed partial class ToastConnector : IPosConnector
{
    /// <inheritdoc />
    public ConnectorDescriptor Descriptor => ToastDescriptor.Value;

    /// <inheritdoc />
    public async Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation)
    {
        try
        {
            return await new ToastCheck(SessionOf(connection)).RunAsync(cancellation).ConfigureAwait(false);
        }
        catch (FixSettingsException e)
        {
            return new CheckReport([CheckVerdict.Failed("credentials", e)]); // a restaurant that is no GUID
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> ReadAsync(
        ReadRequest request, ConnectionContext connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in Pages(request, SessionOf(connection), cancellation).ConfigureAwait(false)) yield return page;
    }

    private static IAsyncEnumerable<RecordPage> Pages(ReadRequest request, ToastSession session, CancellationToken cancellation) => request.Stream switch
    {
        PosStream.Customers => new GuestStream(session).ReadAsync(request.Cursor, cancellation),
        PosStream.Orders => Orders(request.Cursor, session, cancellation),
        PosStream.Products => new MenuStream(session).ReadAsync(request.Cursor, cancellation),
        PosStream.Inventory => new StockStream(session).ReadAsync(cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Stream, "Toast has no such stream."),
    };

    private static async IAsyncEnumerable<RecordPage> Orders(
        string? cursor, ToastSession session, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var step in new OrderReader(session, PosStream.Orders).ReadAsync(cursor, cancellation).ConfigureAwait(false))
        {
            yield return new RecordPage(step.Batch.Orders)
            {
                Rejected = step.Batch.Rejected,
                Deleted = step.Batch.Deleted,
                Checkpoint = step.Checkpoint,
                End = step.End,
            };
        }
    }

    private static ToastSession SessionOf(ConnectionContext connection) => connection.Session(c => new ToastSession(c));
}
