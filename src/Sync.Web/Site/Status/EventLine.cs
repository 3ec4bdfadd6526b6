using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sync.Web.Site.Status;

/// <summary>One line of server-sent events (WHATWG HTML, 9.2) to one browser.</summary>
/// <param name="response">Where it is written.</param>
/// <param name="time">The clock.</param>
/// <param name="heartbeat">The longest silence.</param>
internal sealed class EventLine(HttpResponse response, TimeProvider time, TimeSpan heartbeat)
{
    private string? last;
    private long sent;

    /// <summary>Says how soon to ask again when the line is cut.</summary>
    public Task OpenAsync(CancellationToken cancellation) => WriteAsync("retry: 2000\n\n", cancellation);

    /// <summary>Tells something, unless it was the last thing that was told.</summary>
    public async Task TellAsync(string data, CancellationToken cancellation)
    {
        if (data == last) return;
        last = data;
        await WriteAsync($"data: {data}\n\n", cancellation);
    }

    /// <summary>Says that it is still there, where it was silent for long.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        if (time.GetElapsedTime(sent) >= heartbeat) await WriteAsync(": still here\n\n", cancellation);
    }

    private async Task WriteAsync(string text, CancellationToken cancellation)
    {
        await response.WriteAsync(text, Encoding.UTF8, cancellation);
        await response.Body.FlushAsync(cancellation);
        sent = time.GetTimestamp();
    }
}
