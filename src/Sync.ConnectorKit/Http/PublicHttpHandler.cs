namespace Sync.ConnectorKit.Http;

/// <summary>Lets only https out, http to allowed hosts too, and follows a few redirects: to another host without anything that was meant for the first.</summary>
internal sealed class PublicHttpHandler(AllowedHosts allowed, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MostRedirects = 3;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        Check(request.RequestUri!);
        var response = await SendOnceAsync(request, cancellation).ConfigureAwait(false);
        for (var hop = 0; Target(request, response) is { } target; hop++)
        {
            response.Dispose();
            if (hop == MostRedirects) throw new RefusedAddressException($"'{request.RequestUri!.Host}' redirects again and again.");
            var from = request.RequestUri!.Host;
            request = Redirected(request, target);
            response = await FollowAsync(from, request, cancellation).ConfigureAwait(false);
        }

        return response;
    }

    private async Task<HttpResponseMessage> FollowAsync(string from, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            Check(request.RequestUri!);
            return await SendOnceAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (RefusedAddressException e)
        {
            throw new RefusedAddressException($"'{from}' redirects to where Sync does not go. {e.Message}");
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
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
        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
            throw new RefusedAddressException($"An address of the kind '{address.Scheme}://' is none of a POS; it must begin with https://.");
        if (address.UserInfo.Length > 0) throw new RefusedAddressException($"The address of '{address.Host}' holds a user name; give it as a setting.");
        if (address.Scheme != Uri.UriSchemeHttps && !allowed.Allow(address.Host, address.Port))
            throw new RefusedAddressException($"The address of '{address.Host}' must begin with https://; any other is reached only where the operator of this installation has allowed the host ({AllowedHosts.Variable}).");
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
