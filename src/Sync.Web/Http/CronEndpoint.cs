using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Api.Requests;
using Sync.Web.Cron;
using Sync.Web.Reports;

namespace Sync.Web.Http;

/// <summary><c>POST /api/cron/pos-sync</c>: syncs all orgs, or one, and answers with what became of each.</summary>
internal sealed class CronEndpoint(BearerSecret secret, CronRunner runner, IDocumentStore store, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public const string Path = "/api/cron/pos-sync";

    /// <summary>What may stand in <c>only</c>.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["webhooks"];

    public async Task HandleAsync(HttpContext context)
    {
        if (!secret.IsShownIn(context.Request.Headers.Authorization))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized",
                "Send 'Authorization: Bearer' and the secret that the service was given as CRON_SECRET. Nothing was synced.");
            return;
        }

        // A caller who hangs up does not end the work: the clock that called waits only so long, and stopping half the orgs
        // because of that would leave the same ones behind every time. Only the end of the process stops it, at a safe point.
        var stopping = lifetime.ApplicationStopping;
        try
        {
            var (org, hinted) = Read(context.Request.Query);
            if (hinted) await RunHintedAsync(context, stopping);
            else if (org is { } one) await RunOneAsync(context, one, stopping);
            else await RunAllAsync(context, stopping);
        }
        catch (ApiProblem e)
        {
            await e.Answer().SendAsync(context);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Stopping",
                "The service is being stopped. What is stored is whole; what was not finished, the next call does.");
        }
        catch (StoreException)
        {
            await Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Store unavailable",
                "The store does not answer, so the orgs could not be listed. Nothing was lost; the next call tries again.");
        }
    }

    // A slip of the pen must not sync every org instead of one.
    private static (OrgId? Org, bool Hinted) Read(IQueryCollection query)
    {
        var given = new QueryReader(query);
        var (text, only) = (given.Text("orgId"), given.OneOf("only", Parts));
        OrgId? org = null;
        if (text is not null && OrgId.TryParse(text, out var parsed)) org = parsed;
        else if (text is not null) given.Wrong("orgId", "'orgId' is 1 to 64 letters, digits, '-' or '_', beginning with a letter or digit.");
        if (text is not null && only is not null) given.Wrong("only", "Give 'orgId' or 'only', not both: what webhooks told of is read for all orgs.");
        given.Check();
        return (org, only is not null);
    }

    private async Task RunAllAsync(HttpContext context, CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        await AnswerAsync(context, await runner.RunAllAsync(stopping), started);
    }

    private async Task RunHintedAsync(HttpContext context, CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        await AnswerAsync(context, await runner.RunHintedAsync(stopping), started);
    }

    private async Task RunOneAsync(HttpContext context, OrgId org, CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        if (await store.OpenTenant(org).GetAsync(DocumentPath.Tenant, stopping) is null)
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "No such org", $"There is no org '{org}'. Nothing was synced.");
        else if (await runner.RunOneAsync(org, stopping) is { } outcome)
            await AnswerAsync(context, [outcome], started);
        else
            await Problem.WriteAsync(context, StatusCodes.Status409Conflict, "Nothing to sync",
                $"Org '{org}' has no active connection. Connect it to its POS first.");
    }

    // 200 whatever became of single orgs: a caller that repeats failed calls (Cloud Scheduler does) would sync all of them again.
    private Task AnswerAsync(HttpContext context, IReadOnlyList<OrgOutcome> outcomes, long started) =>
        JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, w => OutcomesJson.Write(w, outcomes, time.GetElapsedTime(started)));
}
