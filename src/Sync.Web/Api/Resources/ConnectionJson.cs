using System.Text;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Web.Access;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;

namespace Sync.Web.Api.Resources;

/// <summary>A connection as the API shows it: a secret that is kept as <c>***</c>, settings only to who may change them.</summary>
internal static class ConnectionJson
{
    private const string Hidden = "***";

    private static readonly HashSet<string> None = [];

    public static async Task<ApiAnswer> AnswerAsync(SyncServices services, Connection connection, OrgScope scope, int status = 200)
    {
        var kept = await KeptAsync(services, connection, scope);
        var answer = ApiAnswer.Json(w => Write(w, services.Connectors, connection, scope, kept), status);
        // A password that was changed shows in no field.
        return answer with { ETag = ETags.Of((byte[])[.. answer.Body.Span, .. Encoding.ASCII.GetBytes(ConnectionSeen.MarkOf(connection))]) };
    }

    /// <summary>The names of the secrets that are kept, for who may see the settings; nothing for others, who are not shown them.</summary>
    public static async Task<IReadOnlySet<string>> KeptAsync(SyncServices services, Connection connection, OrgScope scope) =>
        scope.May(Permission.ManageConnections) ? await services.Connections.KeptSecretsAsync(scope.Tenant, connection) : None;

    public static void Write(Utf8JsonWriter w, ConnectorCatalog connectors, Connection connection, OrgScope scope, IReadOnlySet<string> kept)
    {
        var descriptor = connectors.All.Select(c => c.Descriptor).FirstOrDefault(d => d.Id == connection.Connector);
        w.WriteString("id", connection.Id);
        w.WriteString("connector", connection.Connector);
        w.WriteString("name", descriptor?.NameOf(connection.Given) ?? connection.Connector);
        w.WriteBoolean("active", connection.Active);
        w.WriteBoolean("first", connection.First);
        if (connection.Unconfirmed) w.WriteBoolean("unconfirmed", true);
        if (connection.Removing) w.WriteBoolean("removing", true);
        if (connection.Reconnect is { } reconnect)
        {
            w.WriteStartObject("reconnect");
            w.WriteString("since", reconnect.Since.UtcDateTime);
            w.WriteString("why", reconnect.Why);
            w.WriteEndObject();
        }

        if (!scope.May(Permission.ManageConnections)) return;
        w.WriteStartArray("accounts");
        foreach (var account in connection.Accounts) w.WriteStringValue(account);
        w.WriteEndArray();
        w.WriteStartObject("settings");
        if (descriptor?.Scheduled != false) // those of a file are paths of the service's own machine
            foreach (var (name, value) in connection.Given.OrderBy(g => g.Key, StringComparer.Ordinal)) w.WriteString(name, value);
        foreach (var field in descriptor?.Fields.Where(f => f is { Secret: true, Managed: false } && kept.Contains(f.Name)) ?? []) w.WriteString(field.Name, Hidden);
        w.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter w, CheckReport report)
    {
        w.WriteBoolean("ok", report.Ok);
        w.WriteStartArray("verdicts");
        foreach (var verdict in report.Verdicts)
        {
            w.WriteStartObject();
            w.WriteString("what", verdict.What);
            w.WriteBoolean("ok", verdict.Ok);
            w.WriteString("message", verdict.Message);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
