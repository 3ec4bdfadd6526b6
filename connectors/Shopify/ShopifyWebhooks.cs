using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Model;

namespace Sync.Connectors.Shopify;

/// <summary>Shopify's webhooks: signed with the app's secret over the body.</summary>
public sealed partial class ShopifyConnector : IAppWebhookConnector, IReadsById
{
    /// <summary>Products by their own id, stock by that of the inventory item, whose events name no variant.</summary>
    public IReadOnlyList<PosStream> StreamsById => [PosStream.Customers, PosStream.Orders, PosStream.Products, PosStream.Inventory];

    /// <inheritdoc />
    public bool SignedWithClientSecret => true;

    /// <inheritdoc />
    public AppWebhookNews Read(WebhookDelivery delivery, Secret? key) => ShopifyWebhooks.Read(delivery, key);

    /// <inheritdoc />
    public WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings) => ShopifyWebhooks.Read(delivery, settings);

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> ReadByIdAsync(PosStream stream, IReadOnlyList<string> ids, ConnectionContext connection, CancellationToken cancellation) =>
        new ShopifyStreams(connection, connection.Session(c => new ShopifyClient(c)), new Warnings()).ReadByIdAsync(stream, ids, cancellation);
}

/// <summary>Checks and reads Shopify's webhooks.</summary>
internal static class ShopifyWebhooks
{
    private const string Signature = "X-Shopify-Hmac-SHA256";
    private const string Shop = "X-Shopify-Shop-Domain";

    /// <exception cref="WebhookRefusedException">It is not genuine.</exception>
    public static WebhookNews Read(WebhookDelivery delivery, ConnectionSettings settings)
    {
        if (settings.Secret(Settings.ClientSecret) is not { } secret) throw new WebhookRefusedException($"the setting '{Settings.ClientSecret}' is not filled in");
        CheckSignature(delivery, secret);
        var body = WebhookBody.Parse(delivery.Body);
        return ShopOf(body, delivery) is { } shop && !IsOwn(shop, settings) ? WebhookNews.OfAnother(delivery, "shop") : Of(delivery, body);
    }

    /// <exception cref="WebhookRefusedException">It is not genuine.</exception>
    public static AppWebhookNews Read(WebhookDelivery delivery, Secret? key)
    {
        CheckSignature(delivery, key ?? throw new WebhookRefusedException("the operator's app has no client secret"));
        var body = WebhookBody.Parse(delivery.Body);
        return AppWebhookNews.Of(ShopOf(body, delivery)?.ToLowerInvariant(), () => Of(delivery, body));
    }

    private static void CheckSignature(WebhookDelivery delivery, Secret secret)
    {
        var expected = Convert.ToBase64String(WebhookSignature.HmacSha256(secret.Reveal(), delivery.Body));
        if (!WebhookSignature.Same(delivery.Headers.GetValueOrDefault(Signature), expected)) throw new WebhookRefusedException("its signature is missing or does not fit the client secret");
    }

    private static WebhookNews Of(WebhookDelivery delivery, JsonElement? body)
    {
        // The number stays the same when a delivery is repeated; it is not signed, so that what it says is only ever a hint.
        var digest = WebhookBody.Digest(delivery.Body.Span);
        var news = new WebhookNews(delivery.Headers.GetValueOrDefault("X-Shopify-Webhook-Id") is { Length: > 0 } id ? id : digest);
        return Of(delivery.Headers.GetValueOrDefault("X-Shopify-Topic") ?? "", body, news, digest);
    }

    // What is signed goes before the header, which is not.
    private static string? ShopOf(JsonElement? body, WebhookDelivery delivery) =>
        body.Text("shop_domain") ?? body.Text("myshopify_domain") ?? (delivery.Headers.GetValueOrDefault(Shop) is { Length: > 0 } shop ? shop : null);

    private static bool IsOwn(string shop, ConnectionSettings settings)
    {
        var own = (settings.Text(Settings.Shop) ?? "").Trim().ToLowerInvariant().Replace("https://", "", StringComparison.Ordinal).TrimEnd('/');
        return shop.ToLowerInvariant() is var name && (name == own || name == own + ".myshopify.com");
    }

    private static WebhookNews Of(string topic, JsonElement? body, WebhookNews news, string digest) => topic.ToLowerInvariant() switch
    {
        "orders/create" or "orders/updated" or "orders/edited" or "orders/cancelled" or "orders/paid" or "orders/fulfilled" or "orders/partially_fulfilled" or "orders/delete" =>
            Records(news, PosStream.Orders, body.Id("id") ?? body.Id("order_edit", "order_id")),
        "refunds/create" or "order_transactions/create" => Records(news, PosStream.Orders, body.Id("order_id")),
        "customers/create" or "customers/update" or "customers/delete" or "customers/enable" or "customers/disable" => Records(news, PosStream.Customers, body.Id("id")),
        "customers/purchasing_summary" => Records(news, PosStream.Customers, Tail(body.Id("customer_id"))),
        "customers/merge" => Records(
            news, PosStream.Customers, Tail(body.Text("admin_graphql_api_customer_kept_id")), Tail(body.Text("admin_graphql_api_customer_deleted_id"))),
        "products/create" or "products/update" or "products/delete" => Records(news, PosStream.Products, body.Id("id")),
        "inventory_levels/update" or "inventory_levels/connect" => Records(news, PosStream.Inventory, body.Id("inventory_item_id")),
        "inventory_levels/disconnect" => Records(news, PosStream.Inventory, Placed(body.Id("inventory_item_id"), body.Id("location_id"))),
        "inventory_items/create" or "inventory_items/update" => Records(news, PosStream.Inventory, body.Id("id")),
        // Its variants are named nowhere any more; the next whole read does not find their stock.
        "inventory_items/delete" => news with { Remark = "an item of stock was deleted: the next whole sync removes it" },
        "locations/create" or "locations/update" or "locations/activate" or "locations/deactivate" => news with { Streams = [PosStream.Inventory] },
        "app/uninstalled" => news with { Revoked = true },
        "customers/data_request" => Privacy(PrivacyKind.Export, body, news, digest),
        "customers/redact" => Privacy(PrivacyKind.Erase, body, news, digest),
        "shop/redact" => Privacy(PrivacyKind.EraseAccount, body, news, digest),
        _ => news with { Remark = "a topic that Sync does not need: remove the subscription" },
    };

    // Neither the topic nor the delivery's number is signed: only a body that is of this kind, and says which shop it is of, may ask for it, and
    // one that comes again under another number is the same request. The account's is alike whenever it comes, as after an app was
    // installed a second time: there, the number tells them apart. Source of the bodies: https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance.
    private static WebhookNews Privacy(PrivacyKind kind, JsonElement? body, WebhookNews news, string digest)
    {
        if (body.Text("shop_domain") is null || KindOf(body) != kind)
            throw new WebhookRefusedException("it asks for people's data, but has not the form of that");
        var orders = body.List("orders_requested").Concat(body.List("orders_to_redact"));
        var reference = kind switch
        {
            PrivacyKind.Export => "data_request-" + (body.Id("data_request", "id") ?? digest),
            PrivacyKind.Erase => "redact-" + digest,
            _ => news.EventId,
        };
        return news with
        {
            Privacy = new PrivacyRequest(kind, reference)
            {
                CustomerId = body.Id("customer", "id"),
                Email = body.Text("customer", "email"),
                Phone = body.Text("customer", "phone"),
                OrderIds = [.. orders.Select(o => o.Id()).OfType<string>()],
            },
        };
    }

    // None where it is of no kind, or of several.
    private static PrivacyKind? KindOf(JsonElement? body) => (body.At("customer"), body.At("data_request"), body.At("orders_to_redact")) switch
    {
        (not null, not null, null) => PrivacyKind.Export,
        (not null, null, not null) => PrivacyKind.Erase,
        (null, null, null) => PrivacyKind.EraseAccount,
        _ => null,
    };

    private static WebhookNews Records(WebhookNews news, PosStream stream, params IReadOnlyList<string?> ids)
    {
        var records = ids.OfType<string>().Select(id => new RecordHint(stream, id)).ToList();
        return records.Count > 0 ? news with { Records = records } : news with { Streams = [stream] };
    }

    // Where the item is stocked no longer, only the event says.
    private static string? Placed(string? item, string? location) => item is null || location is null ? item : $"{item}:{location}";

    private static string? Tail(string? gid) => Wire.Id(gid) is { } id && WebhookBody.IsId(id) ? id : null;
}

/// <summary>Reads single records.</summary>
internal sealed partial class ShopifyStreams
{
    // Each with all that is in it: a query of more would cost too much.
    private const int NodesAtOnce = 10;

    public async IAsyncEnumerable<RecordPage> ReadByIdAsync(PosStream stream, IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var some in ids.Where(i => stream == PosStream.Inventory ? i.Split(':').All(IsNumber) : IsNumber(i)).Chunk(NodesAtOnce))
            yield return stream switch
            {
                PosStream.Customers => await CustomersByIdAsync(some, cancellation).ConfigureAwait(false),
                PosStream.Orders => await OrdersByIdAsync(some, cancellation).ConfigureAwait(false),
                PosStream.Products => await ProductsByIdAsync(some, cancellation).ConfigureAwait(false),
                _ => await StockByIdAsync(some, cancellation).ConfigureAwait(false),
            };
        yield return new RecordPage([]) { End = new StreamEnd(null, CoverageKind.Changes) { Warnings = warnings.Lines } };
    }

    private static bool IsNumber(string id) => id.Length > 0 && id.All(char.IsAsciiDigit);

    private static JsonObject Ids(string type, string[] ids) =>
        new() { ["ids"] = new JsonArray([.. ids.Select(i => JsonValue.Create($"gid://shopify/{type}/{i}"))]) };

    private static JsonObject Sized(JsonObject variables, QuerySize size)
    {
        variables["nested"] = size.Nested;
        return variables;
    }

    private JsonObject Priced(JsonObject variables)
    {
        variables["cost"] = client.MaySeeCosts;
        return variables;
    }

    private async Task<RecordPage> CustomersByIdAsync(string[] ids, CancellationToken cancellation)
    {
        var reply = await client.AskAsync(
            Queries.CustomersById, _ => Ids("Customer", ids), ShopifyJson.Default.AnswerNodesDataCustomerRow, Scopes.Customers, cancellation).ConfigureAwait(false);
        warnings.Withheld(reply.Withheld);
        var kind = new Kind<CustomerRow>(
            NotListed<CustomerRow>, r => r.Id, r => r.UpdatedAt,
            (row, id, _) => Task.FromResult<IReadOnlyList<Model.IPosRecord>>([CustomerMapping.Map(row, id, connection)]));
        var page = await MapAsync(kind, [.. reply.Data.Nodes!.OfType<CustomerRow>()], cancellation).ConfigureAwait(false);
        // Where customers may be read at all, one that is not there was deleted, or merged into another.
        return reply.Withheld.Count > 0 ? page : page with { Deleted = Missing(ids, reply.Data.Nodes!, r => r.Id) };
    }

    private async Task<RecordPage> OrdersByIdAsync(string[] ids, CancellationToken cancellation)
    {
        var reply = await client.AskAsync(
            Queries.OrdersById, size => Sized(Ids("Order", ids), size), ShopifyJson.Default.AnswerNodesDataOrderRow, Scopes.Orders, cancellation).ConfigureAwait(false);
        warnings.Withheld(reply.Withheld);
        var mapping = new OrderMapping(connection, warnings) { TimeZone = Wire.Text(reply.Data.Shop?.IanaTimezone) };
        var kind = new Kind<OrderRow>(
            NotListed<OrderRow>, r => r.Id, r => r.UpdatedAt,
            async (row, id, stop) => mapping.Map(await CompleteAsync(row, stop).ConfigureAwait(false), id) is { } order ? [order] : []);
        var page = await MapAsync(kind, [.. reply.Data.Nodes!.OfType<OrderRow>()], cancellation).ConfigureAwait(false);
        // An app that sees recent orders only is shown no older one: that does not prove it deleted.
        var all = reply.Data.CurrentAppInstallation?.AccessScopes?.Any(s => s?.Handle == Scopes.AllOrders) == true;
        return all && reply.Withheld.Count == 0 ? page with { Deleted = Missing(ids, reply.Data.Nodes!, r => r.Id) } : page;
    }

    private async Task<RecordPage> ProductsByIdAsync(string[] ids, CancellationToken cancellation)
    {
        var reply = await client.AskAsync(
            Queries.ProductsById, size => Priced(Sized(Ids("Product", ids), size)), ShopifyJson.Default.AnswerNodesDataProductRow, Scopes.Products, cancellation)
            .ConfigureAwait(false);
        warnings.Withheld(reply.Withheld);
        if (!client.MaySeeCosts) warnings.Withheld(["products.variants.inventoryItem"]);
        var kind = new Kind<ProductRow>(
            NotListed<ProductRow>, r => r.Id, r => r.UpdatedAt,
            async (row, id, stop) => [.. ProductMapping.Map(await CompleteAsync(row, stop).ConfigureAwait(false), id, reply.Data.Shop?.CurrencyCode, connection.Currency)])
        {
            RowsHoldSeveral = true,
        };
        var page = await MapAsync(kind, [.. reply.Data.Nodes!.OfType<ProductRow>()], cancellation).ConfigureAwait(false);
        // Where products may be read at all, one that is not there was deleted, with all its variants.
        return reply.Withheld.Count > 0 ? page : page with { WholeGroups = [.. page.WholeGroups, .. Missing(ids, reply.Data.Nodes!, r => r.Id)] };
    }

    // An item by its id, or with a location after it that it may have left.
    private async Task<RecordPage> StockByIdAsync(string[] ids, CancellationToken cancellation)
    {
        var asked = ids.Select(i => i.Split(':')).ToLookup(i => i[0], i => i.ElementAtOrDefault(1));
        var reply = await client.AskAsync(
            Queries.StockById, _ => Ids("InventoryItem", [.. asked.Select(i => i.Key)]), ShopifyJson.Default.AnswerNodesDataStockItemRow, Scopes.Inventory, cancellation).ConfigureAwait(false);
        warnings.Withheld(reply.Withheld);
        var levels = new Levels();
        foreach (var item in reply.Data.Nodes!.OfType<StockItemRow>())
        {
            if (item.InventoryLevels?.HasMore == true) warnings.Add("an item is stocked at more than fifty locations; the next sync reads the others");
            foreach (var level in item.InventoryLevels?.Rows.OfType<PlacedLevelRow>() ?? [])
            {
                var row = new LevelRow(level.Quantities, new ItemRow(item.Id, item.Tracked, null, item.Variants));
                AddLevels(new PlaceRow(level.Location?.Id, null, new Connection<LevelRow>([row], null)), levels);
            }

            levels.Deleted.AddRange(asked[Wire.Id(item.Id) ?? ""].OfType<string>().Where(l => HasLeft(item, l)).SelectMany(
                l => ProductMapping.Variants(new ItemRow(item.Id, item.Tracked, null, item.Variants)).Select(v => ProductMapping.LevelId(l, v))));
        }

        return levels.Page;
    }

    // Where all its locations are told, and that is none of them.
    private static bool HasLeft(StockItemRow item, string location) =>
        item.InventoryLevels is { HasMore: false } all && all.Rows.All(l => l is not null && Wire.Id(l.Location?.Id) is { } id && id != location);

    private static Task<Chunk<T>> NotListed<T>(Place place, CancellationToken cancellation) where T : class => Task.FromResult(new Chunk<T>([], null));

    private static string[] Missing<T>(string[] ids, List<T?> nodes, Func<T, string?> gid) where T : class
    {
        var there = nodes.OfType<T>().Select(n => Wire.Id(gid(n))).ToHashSet();
        return [.. ids.Where(i => !there.Contains(i))];
    }
}
