using System.Globalization;

namespace Sync.ConnectorKit.Http;

/// <summary>
/// Reads the wait that a POS asks for: seconds or a date (RFC 9110, 10.2.3), else the time in a header of its own. Times are the
/// POS's: the wait is up to them from when it answered by its own clock, whatever ours says.
/// </summary>
internal static class RetryAfter
{
    public static TimeSpan? Of(HttpResponseMessage response, StatusMap map, TimeProvider time)
    {
        var asked = response.Headers.RetryAfter;
        if (asked?.Delta is { } wait) return wait;
        if ((asked?.Date ?? Reset(response, map)) is not { } until) return null;
        wait = until - (response.Headers.Date ?? time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    // It stands on every answer: only one that says "too many" asks for it.
    private static DateTimeOffset? Reset(HttpResponseMessage response, StatusMap map) =>
        (int)response.StatusCode == 429
        && map.ResetHeader is { } name
        && response.Headers.TryGetValues(name, out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
