using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>A connection as a document, <c>connections/{id}</c>.</summary>
internal static class ConnectionDocument
{
    /// <summary>What is stored.</summary>
    public static DocumentBody Body(DateTimeOffset now, Connection connection) => DocumentBody.Build(w =>
    {
        w.TextList("accounts", connection.Accounts);
        w.Flag("active", connection.Active);
        if (connection.ConnectedAt is { } connectedAt) w.Time("connectedAt", connectedAt);
        w.Text("connector", connection.Connector);
        w.Flag("first", connection.First);
        if (connection.Imports.Count > 0)
            w.List("imports", connection.Imports, (m, import) =>
            {
                m.Time("at", import.At);
                m.Text("name", import.Name);
            });
        if (connection.Locations.Count > 0)
            w.List("locations", connection.Locations.OrderBy(l => l.Key, StringComparer.Ordinal), (m, location) =>
            {
                m.Text("id", location.Key);
                m.Text("name", location.Value);
            });
        if (connection.Reconnect is { } reconnect) w.Map("reconnect", reconnect.Write);
        if (connection.Removing) w.Flag("removing", true);
        w.Time("savedAt", now);
        if (connection.SealedSecrets is { } secrets) w.Bytes("secrets", secrets);
        w.OptionalText("sellsIn", connection.SellsIn);
        w.Map("settings", m =>
        {
            foreach (var (name, value) in connection.Given.OrderBy(g => g.Key, StringComparer.Ordinal)) m.Text(name, value);
        });
        if (connection.Unconfirmed) w.Flag("unconfirmed", true);
        if (connection.Waiting.Count > 0) w.List("waiting", connection.Waiting, (m, range) => range.Write(m));
        if (connection.Zones.Count > 0)
            w.List("zones", connection.Zones.OrderBy(z => z.Key, StringComparer.Ordinal), (m, zone) =>
            {
                m.Text("location", zone.Key);
                m.Text("timeZone", zone.Value);
            });
    });

    /// <summary>What was stored.</summary>
    public static Connection From(StoredDocument document)
    {
        var fields = document.Body.Read();
        var settings = fields.Map("settings");
        var given = settings?.Names.ToDictionary(n => n, n => settings.Value.Text(n) ?? "") ?? [];
        return new Connection(document.Path.Id, fields.Text("connector")!, given, fields.Flag("first") ?? false, fields.Flag("active") ?? false)
        {
            Accounts = [.. fields.TextList("accounts")],
            SealedSecrets = fields.Bytes("secrets"),
            ConnectedAt = fields.Time("connectedAt"),
            Reconnect = ReconnectNote.From(fields.Map("reconnect")),
            Removing = fields.Flag("removing") ?? false,
            Imports = [.. ImportsOf(fields)],
            Unconfirmed = fields.Flag("unconfirmed") ?? false,
            Locations = fields.List("locations").ToDictionary(l => l.Text("id") ?? "", l => l.Text("name") ?? ""),
            Waiting = [.. fields.List("waiting").Select(WaitingRange.Of)],
            SellsIn = fields.Text("sellsIn"),
            Zones = fields.List("zones").ToDictionary(z => z.Text("location") ?? "", z => z.Text("timeZone") ?? ""),
        };
    }

    // A document of an earlier version holds one, by itself.
    private static IEnumerable<FileImport> ImportsOf(DocumentFields fields)
    {
        if (fields.Map("import") is { } single) yield return new FileImport(single.Text("name") ?? "", single.Time("at") ?? default);
        foreach (var import in fields.List("imports")) yield return new FileImport(import.Text("name") ?? "", import.Time("at") ?? default);
    }
}
