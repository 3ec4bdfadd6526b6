using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Site;
using Sync.Web.Webhooks;

namespace Sync.Web.Http;

/// <summary>What nobody foresaw: the log gets the cause, programs a problem and people a page without it, with a reference that the log's line names.</summary>
internal static partial class UnexpectedErrors
{
    /// <summary>Catches what comes out of all that follows.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="log">Where the causes go.</param>
    /// <param name="isHttps">Whether browsers reach the service by https.</param>
    public static void Catch(IApplicationBuilder app, ILogger log, Func<bool> isHttps) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Failed(log, context.Request.Method, RouteOf(context), OrgOf(context), context.TraceIdentifier, e);
            context.Response.Clear();
            SecurityHeaders.Write(context, isHttps());
            if (AccessAnswers.IsApi(context)) await TellProgramAsync(context, CauseOf(e));
            else await TellPersonAsync(context, CauseOf(e));
        }
    });

    // What protects cookies and forms wraps whatever its key ring could not be read for.
    private static Exception CauseOf(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
            if (inner is SecretUnreadableException or StoreException) return inner;
        return e;
    }

    private static Task TellProgramAsync(HttpContext context, Exception e)
    {
        var (status, title, detail) = e switch
        {
            StoreException { Failure: StoreFailure.Unavailable } => (StatusCodes.Status503ServiceUnavailable, "Store unavailable", "The store does not answer; nothing was lost. Try again later."),
            StoreException { Failure: StoreFailure.Denied } => (StatusCodes.Status503ServiceUnavailable, "Store unavailable", "Sync is not let to its store or its keys; nothing was lost. The service's log says what to do."),
            StoreException { Failure: StoreFailure.OutOfSpace } => (StatusCodes.Status503ServiceUnavailable, "No room left", "There is no room left where Sync keeps its data; what is stored is safe, and nothing of this was taken in. The service's log says where to make room."),
            KeysUnavailableException => (StatusCodes.Status503ServiceUnavailable, "Sign-in unavailable", e.Message + " Nothing was changed; try again later."),
            _ => (StatusCodes.Status500InternalServerError, "Internal error", "Something went wrong inside Sync; nothing was lost. The service's log has the details."),
        };
        return Problem.WriteAsync(context, status, title, $"{detail} Reference: {context.TraceIdentifier}.");
    }

    private static Task TellPersonAsync(HttpContext context, Exception e)
    {
        var (status, title, sentence) = e switch
        {
            StoreException { Failure: StoreFailure.Unavailable } => (StatusCodes.Status503ServiceUnavailable, "Sync cannot reach its data just now", "Nothing was lost. Wait a minute, then reload the page."),
            // What it says names projects and accounts, which are nobody's to read: the log has it.
            StoreException { Failure: StoreFailure.Denied } => (StatusCodes.Status503ServiceUnavailable, "Sync is not let to its data or its keys", "Nothing was lost. For whoever runs Sync: the service's log says what is missing and what to do."),
            StoreException { Failure: StoreFailure.OutOfSpace } => (StatusCodes.Status503ServiceUnavailable, "Sync has no room left", "What is stored is safe, and nothing of this was taken in. For whoever runs Sync: the service's log says where to make room."),
            SecretUnreadableException => (StatusCodes.Status503ServiceUnavailable, "Sync cannot read what it has encrypted", "Nothing was changed. For whoever runs Sync: " + e.Message),
            KeysUnavailableException => (StatusCodes.Status503ServiceUnavailable, "Signing in does not work just now", e.Message + " Nothing was changed. Wait a minute, then reload the page."),
            _ => (StatusCodes.Status500InternalServerError, "Something went wrong", "This is a mistake of Sync's, not of yours, and nothing that is stored was lost. Go back and try once more."),
        };
        return ErrorPages.WriteUnexpectedAsync(context, status, title, $"{sentence} If it stays so, tell whoever runs Sync this reference: {context.TraceIdentifier}.");
    }

    // An address may hold a secret, such as an invitation's; the route does not.
    private static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    // What the address says, proved or not: where the route does not name the org itself, what it was called with does.
    private static string OrgOf(HttpContext context)
    {
        var (route, query) = (context.Request.RouteValues, context.Request.Query);
        if (OrgId.TryParse(route[AccessRule.OrgValue] as string, out var org)) return org.Value;
        if (WebhookAddress.Parse(route["connectionId"] as string) is { } webhook) return webhook.Org.Value;
        if (route["token"] is string token && InvitationDirectory.TryOrgOf(token, out org)) return org.Value;
        if (query["state"] is [{ } state] && SignInStates.TryOrgOf(state, out org)) return org.Value;
        return query["org"] is [{ } asked] && OrgId.TryParse(asked, out org) ? org.Value : "(none)";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed, org {Org} (reference {Reference})")]
    private static partial void Failed(ILogger log, string method, string route, string org, string reference, Exception e);
}
