using System.Buffers;
using System.Net;

namespace Sync.ConnectorKit.Http;

/// <summary>A whole answer in pooled memory.</summary>
internal sealed class BodyBuffer : IDisposable
{
    private const int FirstSize = 32 * 1024;
    private byte[] bytes;
    private int length;

    private BodyBuffer(int size) => bytes = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>What the answer came with.</summary>
    public HttpStatusCode Status { get; init; }

    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, length);

    public static async Task<BodyBuffer> ReadAsync(HttpResponseMessage answer, int cap, CancellationToken cancellation)
    {
        var content = answer.Content;
        // One byte more than stated, so that the read that finds the end does not grow the buffer.
        var size = Math.Min(content.Headers.ContentLength + 1 ?? FirstSize, cap + 1L);
        var body = new BodyBuffer((int)size) { Status = answer.StatusCode };
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await body.FillAsync(stream, cap, cancellation).ConfigureAwait(false);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        (bytes, length) = ([], 0);
    }

    private async Task FillAsync(Stream stream, int cap, CancellationToken cancellation)
    {
        while (await NextAsync(stream, cancellation).ConfigureAwait(false) is > 0 and var read)
        {
            length += read;
            if (length > cap) throw new ConnectorBugException($"The POS sent an answer of more than {cap} bytes.");
            if (length == bytes.Length) Grow();
        }
    }

    private async ValueTask<int> NextAsync(Stream stream, CancellationToken cancellation)
    {
        try
        {
            return await stream.ReadAsync(bytes.AsMemory(length), cancellation).ConfigureAwait(false);
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            throw new InvalidDataException(e.Message, e); // so the unpacker of brotli says what others say by this
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
