using System.Net;

namespace Sync.ConnectorKit.Http;

/// <summary>Makes the client that carries requests to a POS. One serves a whole process.</summary>
public static class PosHttpClients
{
    /// <summary>
    /// Answers may come compressed; connections are renewed now and then, so that a moved host is noticed; redirects are not
    /// followed, lest credentials end up elsewhere.
    /// </summary>
    public static HttpClient Create() => new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AllowAutoRedirect = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // PosHttp sets a deadline for each try.
    };
}
