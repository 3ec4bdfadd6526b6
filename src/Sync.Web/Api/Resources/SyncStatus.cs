using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Queries;
using Sync.Web.Access;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;
using Sync.Web.Site.Status;

namespace Sync.Web.Api.Resources;

/// <summary><c>/sync-status</c>: whether what is stored is whole and fresh, and whether a sync goes on.</summary>
internal sealed class SyncStatus(SyncServices services)
{
    private static readonly PlainDocument Plain = new(withId: false, RunSight.Detail); // documents of earlier versions hold some
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Map(ApiMap map) => map.Get(
        Orgs.Path + "/sync-status", Permission.ReadData,
        new("getSyncStatus", "How the org stands, by connection and stream: each connection's state in a word as the site shows it, and whether a sync goes on in whichever process.") { Answer = "SyncStatus" }, GetAsync);

    private async Task<ApiAnswer> GetAsync(ApiRequest request)
    {
        request.NoQuery();
        var (reading, running) = (StatusReader.ReadAsync(request.Tenant, request.Cancellation), new FileImports(services.Time).MayGoOnAsync(request.Tenant, request.Cancellation));
        await Task.WhenAll(reading, running);
        var status = await reading;
        var whole = Written(status) ?? new JsonObject { ["orgId"] = request.Tenant.Org.Value };
        whole["running"] = await running;
        var connections = whole["connections"]?.AsObject() ?? [];
        foreach (var gone in connections.Select(c => c.Key).Except(status.Connections.Select(c => c.Id)).ToList()) connections.Remove(gone);
        foreach (var connection in status.Connections)
        {
            connections[connection.Id] ??= new JsonObject { ["connector"] = connection.Connector };
            connections[connection.Id]!["state"] = StateOf(connection, await running);
            if (connection.Waiting.Count > 0) connections[connection.Id]!["waitingRanges"] = new JsonArray([.. connection.Waiting.Select(RangeOf)]);
        }

        whole["connections"] = connections;
        return ApiAnswer.Of(JsonSerializer.SerializeToUtf8Bytes((JsonNode)whole, Options));
    }

    private static JsonObject RangeOf(WaitingRange range) => new()
    {
        ["from"] = range.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["to"] = range.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["askedAt"] = range.AskedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
    };

    private static JsonObject? Written(OrgStatus status)
    {
        if (status.Document is not { } document) return null;
        var to = new ArrayBufferWriter<byte>(document.Body.Json.Length + 256);
        Plain.Write(to, document);
        return JsonNode.Parse(to.WrittenSpan)!.AsObject();
    }

    private string StateOf(ConnectionStatus connection, bool running)
    {
        var state = connection.StateWhile(running);
        var old = state == ConnectionState.UpToDate && services.Connectors.Find(connection.Connector).Descriptor.Scheduled
            && ConnectionStates.OldSince(connection, services.Time.GetUtcNow()) is not null;
        return old ? "out_of_date" : JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
    }
}
