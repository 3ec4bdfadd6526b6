using System.Text.Json;
using Sync.ConnectorKit;

namespace Sync.Cli.Output;

/// <summary>What connectors there are, as JSON.</summary>
internal static class ConnectorsJson
{
    public static void Print(IReadOnlyList<ConnectorDescriptor> connectors) => JsonOut.Print(w =>
    {
        w.WriteStartArray("connectors"u8);
        foreach (var connector in connectors) Write(w, connector);
        w.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter w, ConnectorDescriptor c)
    {
        w.WriteStartObject();
        w.WriteString("id"u8, c.Id);
        w.WriteString("name"u8, c.DisplayName);
        w.WriteString("auth"u8, ConnectorWords.Of(c.Auth));
        w.WriteBoolean("signIn"u8, c.OAuth is not null);
        w.WriteBoolean("scheduled"u8, c.Scheduled);
        if (c.HistoryLimit is { } limit) w.WriteNumber("historyLimitDays"u8, limit.TotalDays);
        else w.WriteNull("historyLimitDays"u8);
        WriteBudget(w, c.Budget);
        w.WriteStartArray("scopes"u8);
        foreach (var scope in c.Scopes) w.WriteStringValue(scope);
        w.WriteEndArray();
        w.WriteStartArray("streams"u8);
        foreach (var stream in c.Streams) Write(w, stream);
        w.WriteEndArray();
        w.WriteStartArray("settings"u8);
        foreach (var field in c.Fields.Where(f => !f.Managed)) Write(w, field);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static void WriteBudget(Utf8JsonWriter w, RateBudget budget)
    {
        w.WriteStartObject("budget"u8);
        w.WriteNumber("inFlight"u8, budget.InFlight);
        if (budget.PerSecond is { } rate) w.WriteNumber("perSecond"u8, rate);
        else w.WriteNull("perSecond"u8);
        w.WriteNumber("burst"u8, budget.Burst);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, StreamDescriptor s)
    {
        w.WriteStartObject();
        w.WriteString("stream"u8, ConnectorWords.Of(s.Stream));
        w.WriteString("read"u8, ConnectorWords.Of(s.Style));
        w.WriteBoolean("deletes"u8, s.CarriesDeletes);
        w.WriteNumber("freshnessSeconds"u8, s.Freshness.TotalSeconds);
        w.WriteNumber("latenessSeconds"u8, s.Lateness.TotalSeconds);
        if (s.Scope is { } scope) w.WriteString("scope"u8, scope);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, SettingField f)
    {
        w.WriteStartObject();
        w.WriteString("name"u8, f.Name);
        w.WriteString("help"u8, f.Help);
        w.WriteBoolean("required"u8, f.Required);
        w.WriteBoolean("secret"u8, f.Secret);
        if (f.Default is { } text) w.WriteString("default"u8, text);
        w.WriteEndObject();
    }
}
