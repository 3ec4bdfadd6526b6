using System.Net;
using System.Net.Sockets;

namespace Sync.ConnectorKit.Http;

/// <summary>
/// Opens connections. A name is resolved here and the very addresses that were checked are dialled: a name server that
/// answers differently the next time (DNS rebinding) gains nothing.
/// </summary>
internal sealed class PublicDialler(
    AllowedHosts allowed, Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPEndPoint, CancellationToken, Task<Stream>> dial)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public async ValueTask<Stream> DialAsync(DnsEndPoint host, CancellationToken cancellation)
    {
        var found = IPAddress.TryParse(host.Host, out var literal) ? [literal] : await resolve(host.Host, cancellation).ConfigureAwait(false);
        var open = allowed.Allow(host.Host, host.Port) ? found : [.. found.Where(PublicNetworks.Contains)];
        if (found.Length > 0 && open.Length == 0)
            throw new RefusedAddressException($"The address '{host.Host}' is not on the public internet, and the operator of this installation has not allowed it ({AllowedHosts.Variable}).");
        return await DialAnyAsync(open, host.Port, cancellation).ConfigureAwait(false);
    }

    /// <summary>Opens a socket.</summary>
    public static async Task<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Stream> DialAnyAsync(IPAddress[] addresses, int port, CancellationToken cancellation)
    {
        SocketException last = new((int)SocketError.HostNotFound);
        foreach (var address in addresses)
        {
            try
            {
                using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                soon.CancelAfter(Patience);
                return await dial(new IPEndPoint(address, port), soon.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                if (cancellation.IsCancellationRequested || e is not (SocketException or OperationCanceledException)) throw;
                last = e as SocketException ?? new SocketException((int)SocketError.TimedOut);
            }
        }

        throw last;
    }
}
