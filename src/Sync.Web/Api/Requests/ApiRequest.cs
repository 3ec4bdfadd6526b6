using Microsoft.AspNetCore.Http;
using Sync.Engine.Audit;
using Sync.Store;
using Sync.Web.Access;

namespace Sync.Web.Api.Requests;

/// <summary>A request to the API, its body read.</summary>
internal sealed class ApiRequest(HttpContext context, ReadOnlyMemory<byte> body)
{
    /// <summary>The request itself.</summary>
    public HttpContext Context => context;

    /// <summary>The one org that it is about.</summary>
    public OrgScope Scope => context.OrgScope();

    /// <summary>The org's documents.</summary>
    public ITenantStore Tenant => Scope.Tenant;

    /// <summary>Who asks, for the audit log.</summary>
    public Actor Actor => Scope.Caller.Actor;

    /// <summary>Ends with the caller's patience. Changes do not use it: what was begun is ended.</summary>
    public CancellationToken Cancellation => context.RequestAborted;

    /// <summary>The body's bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => body;

    /// <summary>A part of the path.</summary>
    public string Part(string name) => PathPart.Of(context, name);

    /// <summary>The query's parameters.</summary>
    public QueryReader Query() => new(context.Request.Query);

    /// <summary>The body's fields; one that may be left out altogether reads as an empty one.</summary>
    public BodyReader Body(bool optional = false) => BodyReader.Of(body.Length == 0 && optional ? "{}"u8.ToArray() : body);

    /// <summary>Refuses a query where the route takes none.</summary>
    public void NoQuery() => Query().Check();
}
