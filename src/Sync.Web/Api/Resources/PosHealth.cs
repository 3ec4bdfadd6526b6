using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.Resources;

/// <summary><c>/api/pos-integrations/health</c>: how every connection of the caller's orgs does.</summary>
internal sealed class PosHealth(IDocumentStore store)
{
    public void Map(ApiMap map) => map.GetOwn("/api/pos-integrations/health", new("getPosHealth", "How each connection of the caller's orgs does; where all are well or paused, status is ok.")
    {
        Answer = "PosHealth",
        Query = [new("orgId", "Only those of this org.")],
    }, GetAsync);

    private async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        var given = request.Query();
        var only = given.Text("orgId");
        given.Check();
        List<(string Org, Connection Connection, DocumentFields? Status)> all = [];
        var found = only is null;
        await foreach (var (tenant, _) in CallersOrgs.OfAsync(store, request.Context.Caller()!, Permission.ReadData, request.Cancellation))
        {
            if (only is not null && tenant.Org.Value != only) continue;
            found = true;
            var status = (await tenant.GetAsync(StatusDocument.Path, request.Cancellation))?.Body.Read().Map("connections");
            foreach (var connection in await ConnectionDirectory.ListAsync(tenant, request.Cancellation)) all.Add((tenant.Org.Value, connection, status?.Map(connection.Id)));
        }

        if (!found) throw ApiProblem.NotFound("org, or you may not read it");
        return ApiAnswer.Json(w =>
        {
            w.WriteString("status", all.All(c => StateOf(c.Connection, c.Status) is "ok" or "paused") ? "ok" : "degraded");
            w.WriteStartArray("connections");
            foreach (var (org, connection, status) in all) Write(w, org, connection, status);
            w.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter w, string org, Connection connection, DocumentFields? status)
    {
        w.WriteStartObject();
        w.WriteString("orgId", org);
        w.WriteString("id", connection.Id);
        w.WriteString("connector", connection.Connector);
        w.WriteString("status", StateOf(connection, status));
        WriteTime(w, "lastRunAt", status?.Time("lastRunAt"));
        WriteTime(w, "nextRunAt", connection.Active ? status?.Time("nextRunAt") : null);
        var error = connection.Reconnect?.Why ?? status?.Text("error") ?? FirstError(status?.Map("streams"));
        if (error is null) w.WriteNull("error");
        else w.WriteString("error", error);
        w.WriteEndObject();
    }

    private static string? FirstError(DocumentFields? streams) =>
        streams is { } s ? s.Names.Select(n => s.Map(n)?.Text("error")).FirstOrDefault(e => e is not null) : null;

    private static string StateOf(Connection connection, DocumentFields? status) =>
        connection.Unconfirmed ? "unconfirmed"
        : !connection.Active ? "paused"
        : connection.Reconnect is not null ? "reconnect"
        : status?.Text("result") switch
        {
            null => "not_yet_run",
            "done" => "ok",
            "partial" => "partial",
            _ => "failed",
        };

    private static void WriteTime(Utf8JsonWriter w, string name, DateTimeOffset? at)
    {
        if (at is { } time) w.WriteString(name, time.UtcDateTime);
        else w.WriteNull(name);
    }
}
