using Microsoft.AspNetCore.Http;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Http;

/// <summary><c>/healthz</c>: the process is alive. <c>/readyz</c>: the store answers too.</summary>
internal sealed class HealthEndpoints(IDocumentStore store, TimeProvider time)
{
    private static readonly OrgId Nobody = OrgId.Parse("readyz");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task HealthAsync(HttpContext context) => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, w => w.WriteString("status", "ok"));

    public async Task ReadyAsync(HttpContext context)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            // One read of a document that need not exist: the cheapest question that only a working store can answer.
            await store.OpenTenant(Nobody).GetAsync(DocumentPath.Tenant, either.Token);
            await HealthAsync(context);
        }
        catch (Exception e) when (e is StoreException || (e is OperationCanceledException && late.IsCancellationRequested))
        {
            // The reason may name hosts and files, and whoever asks here has shown no secret.
            await Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Not ready",
                "The store does not answer. Check SYNC_STORE, the network and the permissions; a sync that runs meanwhile is tried again by the next one.");
        }
    }
}
