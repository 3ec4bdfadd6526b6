using System.Net;

namespace Sync.ConnectorKit.Http;

/// <summary>
/// Makes the client that carries requests to POS systems; one serves a whole process. Owners choose the addresses, so it
/// reaches https hosts of the public internet and what the operator allows, and nothing else: it throws
/// <see cref="RefusedAddressException"/> for the rest.
/// </summary>
public static class PosHttpClients
{
    /// <summary>
    /// Answers may come compressed; connections are renewed now and then, so that a moved host is noticed; a few redirects of
    /// reads are followed, to another host without credentials. Proxies are not used: one would dial addresses that nobody
    /// here has seen.
    /// </summary>
    /// <param name="allowed">What the operator allows.</param>
    /// <param name="resolve">Resolves a name; null asks the system.</param>
    /// <param name="dial">Opens a connection to an address that was let through; null uses a socket.</param>
    public static HttpClient Create(
        AllowedHosts allowed, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null, Func<IPEndPoint, CancellationToken, Task<Stream>>? dial = null)
    {
        var dialler = new PublicDialler(allowed, resolve ?? Dns.GetHostAddressesAsync, dial ?? PublicDialler.ConnectAsync);
        var sockets = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false, // The handler above it follows them, by its own rules.
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = (context, cancellation) => dialler.DialAsync(context.DnsEndPoint, cancellation),
        };
        return new HttpClient(new PublicHttpHandler(allowed, sockets))
        {
            Timeout = Timeout.InfiniteTimeSpan, // PosHttp sets a deadline for each try.
        };
    }
}
