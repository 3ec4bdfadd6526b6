using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;

namespace Sync.Connectors.Lightspeed;

/// <summary>Lightspeed's webhooks: a form with JSON in it, signed with the app's secret.</summary>
public sealed partial class LightspeedConnector : IWebhookConnector, IReadsById
{
    /// <inheritdoc />
    public IReadOnlyList<PosStream> StreamsById => [PosStream.Customers, PosStream.Orders, PosStream.Products, PosStream.Inventory];

    /// <inheritdoc />
    public WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings) => LightspeedWebhooks.Read(delivery, settings);

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> ReadByIdAsync(
        PosStream stream, IReadOnlyList<string> ids, ConnectionContext connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var client = ClientOf(connection);
        foreach (var id in ids) yield return await LightspeedStreams.OneAsync(stream, id, connection, client, cancellation).ConfigureAwait(false);
        yield return new RecordPage([]) { End = new StreamEnd(null, CoverageKind.Changes) { Warnings = client.Warnings() } };
    }
}

/// <summary>Checks and reads Lightspeed's webhooks.</summary>
internal static class LightspeedWebhooks
{
    private const string Signature = "X-Signature";
    private const string Form = "application/x-www-form-urlencoded";

    /// <exception cref="WebhookRefusedException">It is not genuine.</exception>
    public static WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings)
    {
        var form = FormOf(delivery);
        var payload = form.GetValueOrDefault("payload") ?? "";
        CheckSignature(delivery, settings, payload);
        if (form.GetValueOrDefault("domain_prefix") is { Length: > 0 } prefix && prefix != settings.Text(Settings.DomainPrefix))
            return WebhookNews.OfAnother(delivery, "store");
        // No number of its own: the same content is the same event, and a record that changed has another version in it.
        var news = new WebhookNews(WebhookBody.Digest(delivery.Body.Span));
        var body = WebhookBody.Parse(Encoding.UTF8.GetBytes(payload));
        if (body is null) return news with { Remark = "a genuine webhook holds no JSON" };
        return (form.GetValueOrDefault("type") ?? TypeOf(body)) switch
        {
            "sale.update" => Record(news, PosStream.Orders, body.Id("id")),
            "customer.update" => Record(news, PosStream.Customers, body.Id("id")),
            "product.update" => Record(news, PosStream.Products, body.Id("id")),
            "inventory.update" => Record(news, PosStream.Inventory, body.Id("product_id") ?? body.Id("product", "id")),
            // Goods that were sent or received move stock.
            "consignment.send" or "consignment.receive" => news with { Streams = [PosStream.Inventory] },
            _ => news with { Remark = "a topic that Sync does not need: remove the webhook" },
        };
    }

    // Which event it is, is not surely in the form (UNVERIFIED): then the fields of the old API's objects tell.
    private static string? TypeOf(JsonElement? body)
    {
        if (Has("register_sale_products") || Has("invoice_number") || Has("line_items") || Has("register_id")) return Has("register_closure_date_time") ? null : "sale.update";
        if (Has("customer_code")) return "customer.update";
        if (Has("product_id") && Has("outlet_id")) return "inventory.update";
        return Has("sku") || Has("handle") ? "product.update" : null;

        bool Has(string name) => body.At(name) is not null;
    }

    private static WebhookNews Record(WebhookNews news, PosStream stream, string? id) =>
        id is null ? news with { Streams = [stream] } : news with { Records = [new RecordHint(stream, id)] };

    private static Dictionary<string, string> FormOf(WebhookDelivery delivery)
    {
        var fields = new Dictionary<string, string>();
        if (delivery.Headers.GetValueOrDefault("Content-Type")?.StartsWith(Form, StringComparison.OrdinalIgnoreCase) == false) return fields;
        foreach (var pair in Encoding.UTF8.GetString(delivery.Body.Span).Split('&'))
        {
            var text = pair.Replace('+', ' ');
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at > 0) fields.TryAdd(Uri.UnescapeDataString(text[..at]), Uri.UnescapeDataString(text[(at + 1)..]));
        }

        return fields;
    }

    private static void CheckSignature(WebhookDelivery delivery, ConnectionSettings settings, string payload)
    {
        if ((settings.Secret(Settings.WebhookKey) ?? settings.Secret(Settings.ClientSecret)) is not { } key)
            throw new WebhookRefusedException($"neither the setting '{Settings.WebhookKey}' nor '{Settings.ClientSecret}' is filled in");
        var signed = settings.Text(Settings.WebhookSigned) == Settings.SignedPayload ? Encoding.UTF8.GetBytes(payload) : delivery.Body;
        var expected = WebhookSignature.HmacSha256(key.Reveal(), signed);
        var given = SignatureOf(delivery.Headers.GetValueOrDefault(Signature));
        // In hexadecimal or base64 is not said: neither is easier to guess.
        var hex = WebhookSignature.Same(given?.ToLowerInvariant(), Convert.ToHexStringLower(expected));
        if (!WebhookSignature.Same(given, Convert.ToBase64String(expected)) && !hex) throw new WebhookRefusedException("its signature is missing or does not fit the secret");
    }

    // signature=…,algorithm=HMAC-SHA256
    private static string? SignatureOf(string? header) => header?.Split(',', StringSplitOptions.TrimEntries)
        .Where(p => p.StartsWith("signature=", StringComparison.OrdinalIgnoreCase)).Select(p => p["signature=".Length..]).FirstOrDefault();
}

/// <summary>Asks for single records.</summary>
internal sealed partial class LightspeedClient
{
    /// <summary>A record, or the rows of one; none where there is none of that id, which the feed tells of as well.</summary>
    public async Task<IReadOnlyList<T?>> OneAsync<T>(string path, string id, JsonTypeInfo<T> type, string scope, CancellationToken cancellation) where T : class, IFeedRow
    {
        try
        {
            return await AskAsync(() => Get($"{path}/{Uri.EscapeDataString(id)}"), body => Rows(body, type), scope, cancellation).ConfigureAwait(false);
        }
        catch (FixSettingsException e) when (e.Setting == Settings.DomainPrefix)
        {
            return []; // 404
        }
    }

    private static IReadOnlyList<T?> Rows<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type) where T : class
    {
        using var document = JsonDocument.Parse(body.ToArray());
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Array) return [.. root.EnumerateArray().Select(e => Row(e, type))];
        return root.TryGetProperty("data", out var data) ? [Row(data, type)] : throw new JsonException("The answer holds no record.");
    }

    private static T? Row<T>(JsonElement element, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return element.Deserialize(type);
        }
        catch (JsonException)
        {
            return null; // of another shape than a record: named and counted with its page
        }
    }
}

/// <summary>Reads single records.</summary>
internal static partial class LightspeedStreams
{
    public static async Task<RecordPage> OneAsync(PosStream stream, string id, ConnectionContext connection, LightspeedClient client, CancellationToken cancellation) => stream switch
    {
        PosStream.Customers => PageMapping.Map(
            await client.OneAsync("customers", id, LightspeedJson.Default.CustomerRow, Scopes.Customers, cancellation).ConfigureAwait(false), CustomerMapping.Map),
        PosStream.Orders => await OrdersAsync(
            await client.OneAsync("sales", id, LightspeedJson.Default.SaleRow, Scopes.Sales, cancellation).ConfigureAwait(false), null, connection, client, cancellation).ConfigureAwait(false),
        PosStream.Products => await ProductsAsync(
            await client.OneAsync("products", id, LightspeedJson.Default.ProductRow, Scopes.Products, cancellation).ConfigureAwait(false), connection, client, cancellation).ConfigureAwait(false),
        _ => await LevelsAsync(
            await client.OneAsync("inventory", id, LightspeedJson.Default.InventoryRow, Scopes.Inventory, cancellation).ConfigureAwait(false), connection, client, cancellation).ConfigureAwait(false),
    };
}
