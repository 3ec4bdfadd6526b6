using Microsoft.AspNetCore.Http;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;
using Sync.Web.Connect;

namespace Sync.Web.Api.Resources;

/// <summary><c>/connections</c>: the org's links to POS accounts: list, create, change, try.</summary>
internal sealed class Connections(SyncServices services)
{
    public const string Path = Orgs.Path + "/connections";
    public const string One = Path + "/{connectionId}";
    private readonly ConnectionAsk asks = new(services);

    public void Map(ApiMap map)
    {
        map.Get(Path, Permission.ReadData, new("listConnections", "The org's connections. Settings are there for who may change them; a secret that is kept reads ***, and one that was never given is not there.") { Answer = "ConnectionList", Paged = true }, ListAsync);
        map.Post(Path, Permission.ManageConnections, new("createConnection", "Tries a connection at its POS and saves it, its secrets encrypted.") { Body = "ConnectionMake", Answer = "Connection", Status = 201, Refusals = [409] }, CreateAsync);
        map.Post(Path + "/test", Permission.ManageConnections, new("testConnection", "Tries settings at the POS and saves nothing.") { Body = "ConnectionTry", Answer = "CheckReport" }, TryAsync);
        map.Get(One, Permission.ReadData, new("getConnection", "A connection.") { Answer = "Connection" }, GetAsync);
        map.Patch(One, Permission.ManageConnections, new("changeConnection", "Changes those settings that are given, once the POS has taken them.") { Body = "ConnectionChange", Answer = "Connection", IfMatch = true }, ChangeAsync);
        map.Post(One + "/test", Permission.ManageConnections, new("testSavedConnection", "Tries a saved connection at its POS.") { Answer = "CheckReport" }, TrySavedAsync);
    }

    /// <summary>The connection that the path names.</summary>
    /// <exception cref="ApiProblem">There is none.</exception>
    public static async Task<Connection> FindAsync(ApiRequest request) =>
        await ConnectionDirectory.FindAsync(request.Tenant, request.Part("connectionId"), request.Cancellation) ?? throw ApiProblem.NotFound("connection");

    // The settings of what is brought in by a file are paths of the service's own machine: nobody tries or changes those from outside.
    private async Task<Connection> OfPosAsync(ApiRequest request)
    {
        var saved = await FindAsync(request);
        return services.Connectors.Find(saved.Connector).Descriptor.Scheduled ? saved : throw ApiProblem.Conflict(
            $"'{saved.Id}' is brought in by files and has nothing to try or change: the site's import takes the next file. Nothing was changed.");
    }

    private async Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        var all = await ConnectionDirectory.ListAsync(request.Tenant, request.Cancellation);
        var kept = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var connection in all) kept[connection.Id] = await ConnectionJson.KeptAsync(services, connection, request.Scope);
        return Pages.Answer(request, all, c => c.Id, (w, c) => ConnectionJson.Write(w, services.Connectors, c, request.Scope, kept[c.Id]));
    }

    private async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        request.NoQuery();
        return await ConnectionJson.AnswerAsync(services, await FindAsync(request), request.Scope);
    }

    private async Task<ApiAnswer> CreateAsync(ApiRequest request)
    {
        request.NoQuery();
        var body = request.Body();
        var id = body.Text("id");
        var given = body.TextMap("settings");
        var descriptor = asks.Connector(body);
        id ??= descriptor.Id;
        if (!ConnectionDirectory.IsId(id)) body.Wrong("id", "'id' must be 1 to 40 lower-case letters, digits or '-'.");
        if (given is null && !body.IsWrong("settings")) body.Wrong("settings", "'settings' is missing.");
        var all = ConnectionAsk.Given(body, descriptor, new Dictionary<string, string>());
        body.Check();
        var settings = ConnectionSettings.From(descriptor, all);
        if (await ConnectionDirectory.FindAsync(request.Tenant, id) is not null)
            throw ApiProblem.Conflict($"There is a connection '{id}' already. Change that one, or give this one another id. Nothing was changed.");
        return await SaveAsync(request, id, descriptor.Id, settings, StatusCodes.Status201Created, null) with
        {
            Location = $"/api/orgs/{request.Tenant.Org}/connections/{id}",
        };
    }

    private async Task<ApiAnswer> ChangeAsync(ApiRequest request)
    {
        request.NoQuery();
        var saved = await OfPosAsync(request);
        ETags.Require(request.Context, (await ConnectionJson.AnswerAsync(services, saved, request.Scope)).ETag!);
        var body = request.Body();
        var descriptor = services.Connectors.Find(saved.Connector).Descriptor;
        var before = await services.Connections.SavedAsync(request.Tenant, saved);
        var settings = ConnectionAsk.Given(body, descriptor, before);
        body.Check();
        var kept = KeptSecrets.KeepsGrant(descriptor, before, settings) ? saved : null;
        return await SaveAsync(request, saved.Id, saved.Connector, ConnectionSettings.From(descriptor, settings), StatusCodes.Status200OK, saved, kept);
    }

    private async Task<ApiAnswer> TryAsync(ApiRequest request)
    {
        request.NoQuery();
        var body = request.Body();
        _ = body.TextMap("settings");
        var descriptor = asks.Connector(body);
        var settings = ConnectionAsk.Given(body, descriptor, new Dictionary<string, string>());
        body.Check();
        var (report, _) = await asks.CheckAsync(request, descriptor.Id, descriptor.Id, ConnectionSettings.From(descriptor, settings));
        await CheckedConnectionLine.AddAsync(request.Tenant, services.Time, request.Actor, descriptor.Id, report);
        return ApiAnswer.Json(w => ConnectionJson.Write(w, report));
    }

    private async Task<ApiAnswer> TrySavedAsync(ApiRequest request)
    {
        request.NoQuery();
        request.Body(optional: true).Check();
        var saved = await OfPosAsync(request);
        var report = await asks.CheckAsync(request, saved, await services.Connections.OpenAsync(request.Tenant, saved));
        await CheckedConnectionLine.AddAsync(request.Tenant, services.Time, request.Actor, saved.Id, report);
        return ApiAnswer.Json(w => ConnectionJson.Write(w, report));
    }

    private async Task<ApiAnswer> SaveAsync(
        ApiRequest request, string id, string connector, ConnectionSettings settings, int status, Connection? before, Connection? keepsGrantOf = null)
    {
        var (report, tried) = keepsGrantOf is null
            ? await asks.CheckAsync(request, connector, id, settings)
            : (await asks.CheckAsync(request, keepsGrantOf, settings), settings);
        await asks.RequireAsync(request, id, report);
        var line = await new SavedConnectionLine(services.Connections, request.Tenant, request.Actor).OfAsync(
            services.Connectors.Find(connector).Descriptor, new PendingConnection(connector, id, tried, report.Accounts) { KeepsGrant = keepsGrantOf is not null });
        try
        {
            var saved = await services.Connections.SaveAsync(request.Tenant, id, connector, tried, report.Accounts,
                line: line, keepsGrant: keepsGrantOf is not null, seen: new ConnectionSeen(before));
            return await ConnectionJson.AnswerAsync(services, saved, request.Scope, status);
        }
        catch (ConnectionChangedException e)
        {
            throw before is null ? ApiProblem.Conflict(e.Message) : ETags.Changed(); // the POS was asked meanwhile, which takes a while
        }
    }
}
