using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.Resources;

/// <summary><c>/api/pos-integrations/pos-systems</c>: the POS systems that can be connected, and what each asks for.</summary>
internal sealed class PosSystems(ConnectorCatalog connectors)
{
    public void Map(ApiMap map) => map.GetOpen(
        "/api/pos-integrations/pos-systems", "says what the documentation says", new("listPosSystems", "The POS systems that can be connected, and what each asks for.") { Answer = "PosSystemList", Refusals = [304, 400] }, ListAsync);

    private Task<ApiAnswer> ListAsync(ApiRequest request)
    {
        request.NoQuery();
        return Task.FromResult(ApiAnswer.List(connectors.All.Select(c => c.Descriptor), Write));
    }

    private static void Write(Utf8JsonWriter w, ConnectorDescriptor c)
    {
        w.WriteString("id", c.Id);
        w.WriteString("name", c.DisplayName);
        w.WriteString("auth", Name(c.Auth));
        w.WriteBoolean("signIn", c.OAuth is not null);
        w.WriteBoolean("scheduled", c.Scheduled);
        if (c.HistoryLimit is { } limit) w.WriteNumber("historyLimitDays", limit.TotalDays);
        else w.WriteNull("historyLimitDays");
        w.WriteStartArray("scopes");
        foreach (var scope in c.Scopes) w.WriteStringValue(scope);
        w.WriteEndArray();
        w.WriteStartArray("streams");
        foreach (var stream in c.Streams) Write(w, stream);
        w.WriteEndArray();
        w.WriteStartArray("settings");
        foreach (var field in c.Fields.Where(f => !f.Managed)) Write(w, field);
        w.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter w, StreamDescriptor stream)
    {
        w.WriteStartObject();
        w.WriteString("stream", Name(stream.Stream));
        w.WriteString("read", Name(stream.Style));
        w.WriteBoolean("deletes", stream.CarriesDeletes);
        w.WriteNumber("freshnessSeconds", stream.Freshness.TotalSeconds);
        w.WriteNumber("latenessSeconds", stream.Lateness.TotalSeconds);
        if (stream.Scope is { } scope) w.WriteString("scope", scope);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, SettingField field)
    {
        w.WriteStartObject();
        w.WriteString("name", field.Name);
        w.WriteString("label", field.Label);
        w.WriteString("help", field.Help);
        w.WriteBoolean("required", field.Required);
        w.WriteBoolean("secret", field.Secret);
        w.WriteString("kind", Name(field.Kind));
        if (field.Default is { } text) w.WriteString("default", text);
        if (field.Choices is { } choices)
        {
            w.WriteStartArray("choices");
            foreach (var choice in choices) w.WriteStringValue(choice);
            w.WriteEndArray();
        }

        w.WriteEndObject();
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
