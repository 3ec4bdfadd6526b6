using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sync.Web.Access;
using Sync.Web.Http;

namespace Sync.Web.Api.Requests;

/// <summary>
/// What the API says where there is no route: problem details, and to OPTIONS which methods there are. No header lets other sites'
/// pages read an answer (CORS): programs need none, and the site is of the same origin.
/// </summary>
internal static class ApiErrors
{
    public static void Use(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        var response = context.Response;
        if (response.HasStarted || !AccessAnswers.IsApi(context) || response.ContentType is not null) return;
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed && HttpMethods.IsOptions(context.Request.Method)) response.StatusCode = StatusCodes.Status204NoContent;
        else if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            await Problem.WriteAsync(context, response.StatusCode, "Method not allowed", $"{context.Request.Method} does not go here; these do: {response.Headers.Allow}. Nothing was changed.");
        else if (response.StatusCode == StatusCodes.Status404NotFound && context.GetEndpoint() is null)
            await Problem.WriteAsync(context, response.StatusCode, "Not found", "There is no such address. /openapi/v1.json lists those there are.");
    });
}
