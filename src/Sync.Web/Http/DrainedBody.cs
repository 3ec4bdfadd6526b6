using Microsoft.AspNetCore.Http.Metadata;

namespace Sync.Web.Http;

/// <summary>
/// A route that takes a file. Who is refused before it is read may still be sending: without a limit the server takes what comes for
/// some seconds and throws it away, so that the answer arrives and not a broken connection. Whoever reads the file sets the limit first.
/// </summary>
internal sealed class DrainedBody : IRequestSizeLimitMetadata
{
    /// <summary>What such a route carries.</summary>
    public static readonly DrainedBody Metadata = new();

    private DrainedBody()
    {
    }

    /// <summary>None; a route without this has the server's.</summary>
    public long? MaxRequestBodySize => null;
}
