using System.Globalization;
using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Web.Api.OpenApi;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;

namespace Sync.Web.Api.Resources;

/// <summary><c>/connections/preview</c>: the last orders and yesterday's totals as the POS has them, to be compared with the till. Nothing is saved.</summary>
internal sealed class ConnectionPreviews(SyncServices services)
{
    private readonly ConnectionAsk asks = new(services);

    public void Map(ApiMap map) => map.Post(
        Connections.Path + "/preview", Permission.ManageConnections,
        new("previewConnection", "Tries settings at the POS and shows its last three orders, yesterday's totals and its locations; saves nothing. Takes up to eight seconds.") { Body = "ConnectionTry", Answer = "Preview" }, PreviewAsync);

    private async Task<ApiAnswer> PreviewAsync(ApiRequest request)
    {
        request.NoQuery();
        var body = request.Body();
        _ = body.TextMap("settings");
        var descriptor = asks.Connector(body);
        var given = ConnectionAsk.Given(body, descriptor, new Dictionary<string, string>());
        body.Check();
        var (report, settings) = await asks.CheckAsync(request, descriptor.Id, descriptor.Id, ConnectionSettings.From(descriptor, given));
        await asks.RequireAsync(request, descriptor.Id, report);
        var preview = await services.Previewer.PreviewAsync(descriptor.Id, descriptor.Id, settings, await OrgDirectory.GetAsync(request.Tenant), null, request.Cancellation);
        await AuditLog.AddAsync(request.Tenant, services.Time, request.Actor, "connection.checked", descriptor.Id, "preview");
        return ApiAnswer.Json(w => Write(w, preview));
    }

    private static void Write(Utf8JsonWriter w, ConnectionPreview preview)
    {
        w.WriteBoolean("complete", preview.Complete);
        w.WriteString("timeZone", preview.TimeZone);
        w.WriteString("yesterday", preview.Yesterday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WriteAll(w, "locations", preview.Locations, WriteLocation);
        WriteAll(w, "totals", preview.Totals, WriteTotal);
        WriteAll(w, "orders", preview.Orders, WriteOrder);
        w.WriteStartArray("notes");
        if (preview.OtherCurrency is { } other) w.WriteStringValue(other);
        foreach (var note in preview.Notes) w.WriteStringValue(note);
        w.WriteEndArray();
    }

    private static void WriteAll<T>(Utf8JsonWriter w, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> fields)
    {
        w.WriteStartArray(name);
        foreach (var item in items)
        {
            w.WriteStartObject();
            fields(w, item);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteLocation(Utf8JsonWriter w, PosLocation location)
    {
        w.WriteString("id", location.Id);
        if (location.Name is { } name) w.WriteString("name", name);
        if (location.TimeZone is { } zone) w.WriteString("timeZone", zone);
        if (location.Currency is { } currency) w.WriteString("currency", currency);
    }

    private static void WriteTotal(Utf8JsonWriter w, PreviewTotal total)
    {
        if (total.Location is { } location) w.WriteString("location", location);
        w.WriteNumber("net", total.Net.Major);
        w.WriteString("currency", total.Net.Currency.Code);
        w.WriteNumber("orders", total.Orders);
    }

    private static void WriteOrder(Utf8JsonWriter w, PreviewOrder order)
    {
        w.WriteString("id", order.Id);
        w.WriteString("at", order.At);
        if (order.Location is { } location) w.WriteString("location", location);
        w.WriteNumber("total", order.Total.Major);
        w.WriteString("currency", order.Total.Currency.Code);
        w.WriteString("status", JsonNamingPolicy.SnakeCaseLower.ConvertName(order.Status.ToString()));
        w.WriteStartArray("items");
        foreach (var item in order.Items) w.WriteStringValue(item);
        w.WriteEndArray();
    }
}
