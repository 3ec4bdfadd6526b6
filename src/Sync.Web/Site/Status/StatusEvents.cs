using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Runs;

namespace Sync.Web.Site.Status;

/// <summary>
/// <c>GET /orgs/{orgId}/events</c>: how the org's runs stand, as server-sent events (WHATWG HTML, 9.2). Each holds all that a page
/// shows, so that one that was missed is made good by the next, and one comes at once, also where nothing goes on: the page may be
/// older than the service. What goes on in this process is told as it happens; for what goes on
/// in another the store is asked more than once a second, while somebody watches and nothing is read here.
/// </summary>
internal sealed class StatusEvents(LiveRuns live, StatusLoader loader, Standing standing, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const Permission Needed = Permission.ReadData;

    /// <summary>How often something is sent where there is nothing to say, so that nobody between takes the line for dead.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>How often it is looked at whether who listens still may: who was removed or has signed out hears no more.</summary>
    private static readonly TimeSpan LooksAtListener = TimeSpan.FromSeconds(10);

    /// <summary>How long one answer lasts; the browser asks again, and the gate looks at who asks.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How often a run of another process is looked at, and how often for one where none goes on. What it does is seen here within a
    /// second: it says so twice a second. A page that is open and seen all day costs some 115,000 reads, seven cents.
    /// </summary>
    private static readonly (TimeSpan Going, TimeSpan Quiet) Looks = (TimeSpan.FromSeconds(0.35), TimeSpan.FromSeconds(0.75));

    /// <summary>The least between two events: what comes in between is in the next one.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    public static void Map(IEndpointRouteBuilder routes, StatusEvents my) =>
        routes.MapGet("/orgs/{orgId}/events", (RequestDelegate)my.HandleAsync).ForOrg(Needed);

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
        var line = new EventLine(context.Response, time, Heartbeat);
        await line.OpenAsync(cancellation);
        facts = await LookElsewhereAsync(scope.Tenant, facts, cancellation);
        await TellAsync(scope.Tenant, facts, line, cancellation);
        using var walk = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var states = live.FollowAsync(scope.Org, walk.Token).GetAsyncEnumerator(walk.Token);
        var next = states.MoveNextAsync().AsTask();
        var looked = time.GetTimestamp();
        try
        {
            while (true)
            {
                if (time.GetElapsedTime(looked) >= LooksAtListener)
                {
                    if (!await MayListenAsync(context)) return;
                    looked = time.GetTimestamp();
                }

                if (await ComesAsync(next, facts.Elsewhere is null ? Looks.Quiet : Looks.Going, cancellation))
                {
                    if (!await next) return;
                    if (states.Current.Stages.Count > 0) facts = facts with { Elsewhere = null }; // it reads here, so it waits for nobody any more
                    await line.TellAsync(EventOf(facts.Live(states.Current, time.GetUtcNow()), IsDryRunUnderWay(scope.Org)), cancellation);
                    await Task.Delay(Rest, time, cancellation);
                    next = states.MoveNextAsync().AsTask();
                    continue;
                }

                var before = facts.Elsewhere;
                facts = await LookElsewhereAsync(scope.Tenant, facts, cancellation);
                if ((before ?? facts.Elsewhere) is not null) await TellAsync(scope.Tenant, facts, line, cancellation);
                await line.KeepAsync(cancellation);
            }
        }
        finally
        {
            // An enumerator must not be let go of while it moves.
            await walk.CancelAsync();
            await Task.WhenAny(next);
        }
    }

    // What cannot be looked up is not taken for a yes: a browser whose line ends asks again, and is told by the gate.
    private async Task<bool> MayListenAsync(HttpContext context)
    {
        try
        {
            return await standing.StillMayAsync(context, Needed);
        }
        catch (Exception e) when (e is StoreException or KeysUnavailableException)
        {
            return false;
        }
    }

    private async Task<bool> ComesAsync(Task next, TimeSpan patience, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var came = await Task.WhenAny(next, Task.Delay(patience, time, stop.Token)) == next;
        await stop.CancelAsync();
        return came;
    }

    // What is read here is told by itself, and says more.
    private async Task<StatusFacts> LookElsewhereAsync(ITenantStore tenant, StatusFacts before, CancellationToken cancellation)
    {
        if (live.Find(tenant.Org) is { Outcome: null, Stages.Count: > 0 }) return before with { Elsewhere = null };
        try
        {
            return await loader.ElsewhereAsync(tenant, before, cancellation);
        }
        catch (StoreException)
        {
            return before; // the store cannot be reached just now; the next look tells
        }
    }

    private Task TellAsync(ITenantStore tenant, StatusFacts facts, EventLine line, CancellationToken cancellation) =>
        line.TellAsync(EventOf(facts.Live(live.Find(tenant.Org), time.GetUtcNow()), IsDryRunUnderWay(tenant.Org)), cancellation);

    private bool IsDryRunUnderWay(OrgId org) => live.FindDry(org) is { Outcome: null };

    private static string EventOf(LiveModel run, bool dry)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var w = new Utf8JsonWriter(json))
        {
            w.WriteStartObject();
            w.WriteString("run", run.Run);
            w.WriteBoolean("running", run.Running);
            w.WriteBoolean("dry", dry);
            w.WriteBoolean("first", run is { First: true, Dry: false });
            w.WriteString("text", run.Text);
            if (run.Read is { } connection) w.WriteString("connection", connection);
            if (run.Percent is { } percent) w.WriteNumber("percent", percent);
            if (run.Left is { } left) w.WriteString("left", left);
            w.WriteStartArray("lines");
            foreach (var line in run.Lines) w.WriteStringValue(line);
            w.WriteEndArray();
            w.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
