using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Web.Access;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.OpenApi;

/// <summary>
/// <c>GET /openapi/v1.json</c>: the API in OpenAPI 3.1, made from the route table, so that no route is forgotten and none is
/// invented; on the first request, so that the start does not wait for it.
/// </summary>
internal sealed class OpenApiDocument(IEndpointRouteBuilder routes)
{
    public const string Path = "/openapi/v1.json";
    private const string Schemas = "api:schemas.json";
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private ApiAnswer? made;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var document = new OpenApiDocument(routes);
        routes.MapMethods(Path, ["GET", "HEAD"], (RequestDelegate)document.HandleAsync).OpenToAll("says what the documentation says");
    }

    private async Task HandleAsync(HttpContext context)
    {
        var answer = made ??= Make();
        context.Response.Headers.ETag = answer.ETag;
        context.Response.Headers.CacheControl = "public, no-cache";
        context.Response.StatusCode = ETags.Has(context.Request.Headers.IfNoneMatch, answer.ETag!) ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
        if (context.Response.StatusCode == StatusCodes.Status304NotModified) return;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private ApiAnswer Make()
    {
        var paths = new JsonObject();
        foreach (var endpoint in routes.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().OrderBy(e => e.RoutePattern.RawText, StringComparer.Ordinal))
        {
            if (endpoint.Metadata.GetMetadata<ApiOperation>() is not { } operation) continue;
            var path = endpoint.RoutePattern.RawText!;
            if (paths[path] is null) paths[path] = new JsonObject();
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Where(m => m != "HEAD"))
                paths[path]!.AsObject()[method.ToLowerInvariant()] = OpenApiRoute.Of(endpoint, operation, method);
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Sync", ["version"] = "1", ["description"] = "Keeps a retailer's point-of-sale data current, and answers what is asked of it." },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = ReadSchemas(), ["securitySchemes"] = Schemes() },
        };
        var body = JsonSerializer.SerializeToUtf8Bytes((JsonNode)document, Options);
        return new ApiAnswer(StatusCodes.Status200OK, body) { ETag = ETags.Of(body) };
    }

    private static JsonObject Schemes() => new()
    {
        ["apiKey"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An API key of the org, which its settings make; each route names the scope that it takes." },
        ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = Sessions.Cookie, ["description"] = "A browser's session. Changes also need the header X-Sync-Request." },
        ["cronSecret"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "CRON_SECRET, as the service was given it." },
        ["signature"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "(the POS's own)", ["description"] = "The POS's signature of what it sends, in a header of its own." },
    };

    private static JsonNode ReadSchemas()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Schemas) ?? throw new InvalidOperationException($"{Schemas} was not built in.");
        return JsonNode.Parse(stream)!;
    }
}
