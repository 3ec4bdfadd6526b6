using System.Net;
using System.Net.Sockets;

namespace Sync.ConnectorKit.Http;

/// <summary>
/// Makes clients for addresses that an owner chose: they reach https hosts of the public internet and what the operator
/// allows, and nothing else. Throws <see cref="RefusedAddressException"/> for the rest.
/// </summary>
public static class PublicHttpClients
{
    private static readonly Lazy<HttpClient> Process = new(() => Create(AllowedHosts.FromEnvironment()));

    /// <summary>The one that serves the whole process, with the operator's list as it was on first use.</summary>
    public static HttpClient Shared => Process.Value;

    /// <summary>Another one.</summary>
    /// <param name="allowed">What the operator allows.</param>
    /// <param name="resolve">Resolves a name; null asks the system.</param>
    public static HttpClient Create(AllowedHosts allowed, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        var dialler = new PublicDialler(allowed, resolve ?? Dns.GetHostAddressesAsync);
        var sockets = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false, // The handler above it follows them, by its own rules.
            UseCookies = false,
            UseProxy = false, // A proxy would dial addresses that nobody here has seen.
            ConnectCallback = (context, cancellation) => dialler.DialAsync(context.DnsEndPoint, cancellation),
        };
        return new HttpClient(new PublicHttpHandler(allowed, sockets)) { Timeout = Timeout.InfiniteTimeSpan };
    }
}

/// <summary>
/// Opens connections. A name is resolved here and the very addresses that were checked are dialled: a name server that
/// answers differently the next time (DNS rebinding) gains nothing.
/// </summary>
internal sealed class PublicDialler(AllowedHosts allowed, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public async ValueTask<Stream> DialAsync(DnsEndPoint host, CancellationToken cancellation)
    {
        var found = IPAddress.TryParse(host.Host, out var literal) ? [literal] : await resolve(host.Host, cancellation).ConfigureAwait(false);
        var open = allowed.Allow(host.Host, host.Port) ? found : [.. found.Where(PublicNetworks.Contains)];
        if (found.Length > 0 && open.Length == 0)
            throw new RefusedAddressException($"The address '{host.Host}' is not on the public internet, and the operator of this installation has not allowed it.");
        return await DialAnyAsync(open, host.Port, cancellation).ConfigureAwait(false);
    }

    private static async Task<Stream> DialAnyAsync(IPAddress[] addresses, int port, CancellationToken cancellation)
    {
        SocketException last = new((int)SocketError.HostNotFound);
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                soon.CancelAfter(Patience);
                await socket.ConnectAsync(new IPEndPoint(address, port), soon.Token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e)
            {
                socket.Dispose();
                if (cancellation.IsCancellationRequested || e is not (SocketException or OperationCanceledException)) throw;
                last = e as SocketException ?? new SocketException((int)SocketError.TimedOut);
            }
        }

        throw last;
    }
}

/// <summary>Lets only https out, http to allowed hosts too, and follows a few redirects: to another host without anything that was meant for the first.</summary>
internal sealed class PublicHttpHandler(AllowedHosts allowed, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MostRedirects = 3;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await SendOnceAsync(request, cancellation).ConfigureAwait(false);
        for (var hop = 0; Target(request, response) is { } target; hop++)
        {
            response.Dispose();
            if (hop == MostRedirects) throw new RefusedAddressException($"'{request.RequestUri!.Host}' redirects again and again.");
            request = Redirected(request, target);
            response = await SendOnceAsync(request, cancellation).ConfigureAwait(false);
        }

        return response;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        Check(request.RequestUri!);
        try
        {
            return await base.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.InnerException is RefusedAddressException refused)
        {
            throw refused;
        }
    }

    private void Check(Uri address)
    {
        if (address.UserInfo.Length > 0) throw new RefusedAddressException($"The address of '{address.Host}' holds a user name; give it as a setting.");
        if (address.Scheme == Uri.UriSchemeHttps) return;
        if (address.Scheme != Uri.UriSchemeHttp || !allowed.Allow(address.Host, address.Port))
            throw new RefusedAddressException($"The address of '{address.Host}' must begin with https://.");
    }

    // Only a read can be sent again elsewhere; what carries a body carries what was meant for one host alone.
    private static Uri? Target(HttpRequestMessage request, HttpResponseMessage response) =>
        request.Method == HttpMethod.Get && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } to
            ? new Uri(request.RequestUri!, to)
            : null;

    private static HttpRequestMessage Redirected(HttpRequestMessage from, Uri target)
    {
        var next = new HttpRequestMessage(HttpMethod.Get, target);
        var sameHost = Uri.Compare(from.RequestUri, target, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        foreach (var header in from.Headers)
            if (sameHost || header.Key == "Accept") next.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return next;
    }
}
