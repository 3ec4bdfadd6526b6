namespace Sync.ConnectorKit.Http;

/// <summary>The body of an answer, as it comes in, unpacked.</summary>
public sealed class OpenAnswer : IDisposable
{
    private readonly HttpResponseMessage response;
    private readonly Stream body;
    private readonly string pos;
    private readonly PosHttpOptions options;

    internal OpenAnswer(HttpResponseMessage response, Stream body, string pos, PosHttpOptions options) =>
        (this.response, this.body, this.pos, this.options) = (response, body, pos, options);

    /// <summary>Reads on; 0 at the end. Each read has the deadline of a try.</summary>
    /// <exception cref="RetryLaterException">The connection was cut, stood still, or brought what cannot be unpacked.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(options.TryDeadline, options.DeadlineClock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await body.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException or InvalidOperationException and not ObjectDisposedException || e is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new RetryLaterException($"{pos} does not answer properly at the moment. Sync will try again later; nothing was lost.", "An answer broke off: " + e.Message, null, e);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        body.Dispose();
        response.Dispose();
    }
}
