namespace Sync.ConnectorKit;

/// <summary>Speaks one POS's protocol. Stateless: everything a call needs comes with it. Sees nothing of the store.</summary>
public interface IPosConnector
{
    /// <summary>The connector's facts as data.</summary>
    ConnectorDescriptor Descriptor { get; }

    /// <summary>Tries the credentials and each stream, reading as little as it can. Never changes anything at the POS.</summary>
    /// <returns>A verdict for each thing tried; a refusal of the credentials is a verdict, not an exception.</returns>
    Task<CheckReport> CheckAsync(ConnectionContext connection, CancellationToken cancellation);

    /// <summary>
    /// Reads one stream, page by page. The last page, and only it, carries <see cref="RecordPage.End"/>; a stream that stops
    /// without one was cut short. Pages come in the POS's order; several may be fetched ahead.
    /// </summary>
    /// <exception cref="ConnectorException">The stream cannot go on; the pages before it are good.</exception>
    IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, ConnectionContext connection, CancellationToken cancellation);
}
