using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.Engine.Queries;
using Sync.Store;

namespace Sync.Cli.Output;

/// <summary>An org's status for programs: <c>sync_status/pos</c> as it stands, and with each connection the word that says how it stands now.</summary>
internal static class StatusJson
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(DocumentBody? status, OrgStatus now, bool running)
    {
        var json = status is { } body ? JsonNode.Parse(PlainJson.Of(body, new HashSet<string>()))!.AsObject() : [];
        var connections = json["connections"]?.AsObject();
        foreach (var connection in now.Connections)
        {
            var state = connection.StateWhile(running);
            var known = connections?[connection.Id]?.AsObject();
            if (known is null && !StatusWords.Waits(state)) continue;
            connections ??= (json["connections"] = new JsonObject()).AsObject();
            if (known is null) connections[connection.Id] = known = new JsonObject { ["connector"] = connection.Connector };
            known["state"] = StatusWords.Of(state);
        }

        return json.ToJsonString(Readable);
    }
}
