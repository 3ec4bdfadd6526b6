using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sync.Store;
using Sync.Web.Access;

namespace Sync.Web.Http;

/// <summary>What nobody foresaw: the log gets the cause, the caller a problem without it.</summary>
internal static partial class UnexpectedErrors
{
    public static void Catch(IApplicationBuilder app, ILogger log) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Failed(log, context.Request.Method, context.Request.Path, e);
            context.Response.Clear();
            if (e is StoreException { Failure: StoreFailure.Unavailable })
                await Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Store unavailable", "The store does not answer; nothing was lost. Try again later.");
            else if (e is KeysUnavailableException) await Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Sign-in unavailable", e.Message + " Nothing was changed; try again later.");
            else await Problem.WriteAsync(context, StatusCodes.Status500InternalServerError, "Internal error",
                "Something went wrong inside Sync; nothing was lost. The service's log has the details.");
        }
    });

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void Failed(ILogger log, string method, PathString path, Exception e);
}
