using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Engine.Requests;
using Sync.Web.Access;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Http;

namespace Sync.Web.Api;

/// <summary>Maps the API's routes: each with its rule and what the document says of it.</summary>
internal sealed class ApiMap(IEndpointRouteBuilder routes, ApiPipeline pipeline)
{
    private static readonly string[] Reads = ["GET", "HEAD"];

    public void Get(string pattern, Permission needed, ApiOperation operation, Func<ApiRequest, Task<ApiAnswer>> handler) =>
        routes.MapMethods(pattern, Reads, pipeline.Read(handler)).ForOrg(needed).WithMetadata(operation);

    public void Post(string pattern, Permission needed, ApiOperation operation, Func<ApiRequest, Task<ApiAnswer>> handler) =>
        routes.MapMethods(pattern, ["POST"], pipeline.Change(handler)).ForOrg(needed).WithMetadata(operation);

    /// <summary>A change that a file comes with.</summary>
    public void PostFile(
        string pattern, Permission needed, ApiOperation operation, FileReader reader, Func<ApiRequest, BroughtFile, Task<ApiAnswer>> handler, Func<OrgScope, KeptAnswer, bool> counts) =>
        routes.MapMethods(pattern, ["POST"], pipeline.Take(reader, handler, counts)).ForOrg(needed).WithMetadata(operation, DrainedBody.Metadata);

    public void Patch(string pattern, Permission needed, ApiOperation operation, Func<ApiRequest, Task<ApiAnswer>> handler) =>
        routes.MapMethods(pattern, ["PATCH"], pipeline.Change(handler)).ForOrg(needed).WithMetadata(operation);

    public void Delete(string pattern, Permission needed, ApiOperation operation, Func<ApiRequest, Task<ApiAnswer>> handler) =>
        routes.MapMethods(pattern, ["DELETE"], pipeline.Change(handler)).ForOrg(needed).WithMetadata(operation);

    /// <summary>A read of what is the caller's own.</summary>
    public void GetOwn(string pattern, ApiOperation operation, Func<ApiRequest, Task<ApiAnswer>> handler) =>
        routes.MapMethods(pattern, Reads, pipeline.Read(handler)).ForSignedIn().WithMetadata(operation);

    /// <summary>A read that anybody may make.</summary>
    public void GetOpen(string pattern, string why, ApiOperation operation, Func<ApiRequest, Task<ApiAnswer>> handler) =>
        routes.MapMethods(pattern, Reads, pipeline.Read(handler)).OpenToAll(why).WithMetadata(operation);

    /// <summary>A read that writes its answer by itself.</summary>
    public void GetStream(string pattern, Permission needed, ApiOperation operation, RequestDelegate handler) =>
        routes.MapMethods(pattern, Reads, handler).ForOrg(needed).WithMetadata(operation);
}
