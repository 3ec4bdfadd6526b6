using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Web.Access;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;
using Sync.Web.Site.Status;

namespace Sync.Web.Api.Resources;

/// <summary><c>/api/pos-integrations/health</c>: how every connection of the caller's orgs does.</summary>
internal sealed class PosHealth(SyncServices services)
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
        List<(string Org, ConnectionStatus Connection, ConnectionState State)> all = [];
        var found = only is null;
        await foreach (var (tenant, _) in CallersOrgs.OfAsync(services.Store, request.Context.Caller()!, Permission.ReadData, request.Cancellation))
        {
            if (only is not null && tenant.Org.Value != only) continue;
            found = true;
            var connections = (await StatusReader.ReadAsync(tenant, request.Cancellation)).Connections;
            var running = connections.Any(c => c.Imports.Count > 0) && await new FileImports(services.Time).MayGoOnAsync(tenant, request.Cancellation);
            foreach (var connection in connections) all.Add((tenant.Org.Value, connection, connection.StateWhile(running)));
        }

        if (!found) throw ApiProblem.NotFound("org, or you may not read it");
        return ApiAnswer.Json(w =>
        {
            w.WriteString("status", all.All(c => StateOf(c.Connection, c.State) is "ok" or "paused") ? "ok" : "degraded");
            w.WriteStartArray("connections");
            foreach (var (org, connection, state) in all) Write(w, org, connection, state);
            w.WriteEndArray();
        });
    }

    private void Write(Utf8JsonWriter w, string org, ConnectionStatus connection, ConnectionState state)
    {
        w.WriteStartObject();
        w.WriteString("orgId", org);
        w.WriteString("id", connection.Id);
        w.WriteString("connector", connection.Connector);
        w.WriteString("status", StateOf(connection, state));
        WriteTime(w, "lastRunAt", connection.LastRunAt);
        WriteTime(w, "nextRunAt", connection.NextRunAt);
        var error = state == ConnectionState.CutOff ? FileImport.Told(connection.Imports)
            : connection.Reconnect?.Why ?? connection.Error ?? connection.Streams.Where(s => !s.IsDecided(connection.Held)).Select(s => s.Last.Error).FirstOrDefault(e => e is not null);
        if (error is null) w.WriteNull("error");
        else w.WriteString("error", error);
        w.WriteEndObject();
    }

    private string StateOf(ConnectionStatus connection, ConnectionState state) => state switch
    {
        ConnectionState.CutOff => "cut_off",
        ConnectionState.Unconfirmed => "unconfirmed",
        ConnectionState.Paused or ConnectionState.Removing => "paused",
        ConnectionState.ReconnectNeeded => "reconnect",
        ConnectionState.NeverRun => "not_yet_run",
        ConnectionState.UpToDate => IsOld(connection) ? "out_of_date" : "ok",
        _ => connection.Result switch
        {
            RunResult.Done => IsOld(connection) ? "out_of_date" : "ok",
            RunResult.Partial => "partial",
            _ => "failed",
        },
    };

    private bool IsOld(ConnectionStatus connection) =>
        services.Connectors.Find(connection.Connector).Descriptor.Scheduled && ConnectionStates.OldSince(connection, services.Time.GetUtcNow()) is not null;

    private static void WriteTime(Utf8JsonWriter w, string name, DateTimeOffset? at)
    {
        if (at is { } time) w.WriteString(name, time.UtcDateTime);
        else w.WriteNull(name);
    }
}
