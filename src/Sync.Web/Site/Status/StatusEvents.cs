using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Sync.Engine.Accounts;
using Sync.Web.Access;
using Sync.Web.Runs;

namespace Sync.Web.Site.Status;

/// <summary>
/// <c>GET /orgs/{orgId}/events</c>: how the org's runs in this process stand, as server-sent events (WHATWG HTML, 9.2). Each holds
/// all that a page shows, so that one that was missed is made good by the next.
/// </summary>
internal sealed class StatusEvents(LiveRuns live, StatusLoader loader, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>How often something is sent where there is nothing to say, so that nobody between takes the line for dead.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>How long one answer lasts; the browser asks again, and the gate looks at who asks.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The least between two events: what comes in between is in the next one.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    public static void Map(IEndpointRouteBuilder routes, StatusEvents my) =>
        routes.MapGet("/orgs/{orgId}/events", (RequestDelegate)my.HandleAsync).ForOrg(Permission.ReadData);

    private async Task HandleAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var late = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token, late.Token);
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await SendAsync(context, both.Token);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // The browser went away, the host ends, or it has been long enough: whoever still watches asks again.
        }
    }

    private async Task SendAsync(HttpContext context, CancellationToken cancellation)
    {
        var (scope, facts) = (context.OrgScope(), await loader.FactsAsync(context.OrgScope().Tenant, cancellation));
        await WriteAsync(context.Response, "retry: 2000\n\n", cancellation);
        using var walk = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var states = live.FollowAsync(scope.Org, walk.Token).GetAsyncEnumerator(walk.Token);
        var next = states.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                if (await Task.WhenAny(next, Task.Delay(Heartbeat, time, stop.Token)) != next)
                {
                    await WriteAsync(context.Response, ": still here\n\n", cancellation);
                    continue;
                }

                await stop.CancelAsync();
                if (!await next) return;
                await WriteAsync(context.Response, EventOf(facts.Live(states.Current, time.GetUtcNow())), cancellation);
                await Task.Delay(Rest, time, cancellation);
                next = states.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator must not be let go of while it moves.
            await walk.CancelAsync();
            await Task.WhenAny(next);
        }
    }

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellation)
    {
        await response.WriteAsync(text, Encoding.UTF8, cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    private static string EventOf(LiveModel run)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var w = new Utf8JsonWriter(json))
        {
            w.WriteStartObject();
            w.WriteString("run", run.Run);
            w.WriteBoolean("running", run.Running);
            w.WriteBoolean("first", run is { First: true, Dry: false });
            w.WriteString("text", run.Text);
            if (run.Percent is { } percent) w.WriteNumber("percent", percent);
            if (run.Left is { } left) w.WriteString("left", left);
            w.WriteStartArray("lines");
            foreach (var line in run.Lines) w.WriteStringValue(line);
            w.WriteEndArray();
            w.WriteEndObject();
        }

        return $"data: {Encoding.UTF8.GetString(json.WrittenSpan)}\n\n";
    }
}
