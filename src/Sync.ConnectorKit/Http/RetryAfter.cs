using System.Net.Http.Headers;

namespace Sync.ConnectorKit.Http;

/// <summary>Reads the wait that a POS asks for: seconds or a date (RFC 9110, 10.2.3).</summary>
internal static class RetryAfter
{
    public static TimeSpan? Of(HttpResponseHeaders headers, TimeProvider time)
    {
        if (headers.RetryAfter is not { } asked) return null;
        var wait = asked.Delta ?? asked.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
