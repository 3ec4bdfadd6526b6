using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sync.Simulator.Square;

namespace Sync.Simulator.Kit;

/// <summary>Makes the webhooks that each POS sends of a change of its truth, signed as its pages say, by code that no connector shares.</summary>
public static class FakeWebhooks
{
    /// <summary>The setting that holds the secret, by connector.</summary>
    public static IReadOnlyDictionary<string, string> SecretSettings { get; } = new Dictionary<string, string>
    {
        ["square"] = "webhookKey",
        ["shopify"] = "clientSecret",
        ["toast"] = "webhookKey",
        ["lightspeed"] = "clientSecret",
        ["clover"] = "webhookKey",
    };

    /// <summary>What the POS sends of one change; nothing where it sends nothing.</summary>
    /// <param name="pos">Whose.</param>
    /// <param name="kind">What changed.</param>
    /// <param name="id">Which.</param>
    /// <param name="sender">With what.</param>
    /// <param name="number">The event's number: the same one is the same event.</param>
    public static IEnumerable<FakeWebhook> Of(IFakePos pos, TruthKind kind, string id, FakeWebhookSender sender, int number) => pos.ConnectorId switch
    {
        "square" => Square(pos, kind, id).Select(e => Square(e.Type, e.Data, sender, $"{number}-{e.Type}")),
        "shopify" => [Shopify(pos, kind, id, sender, number)],
        "toast" => Toast(pos, kind, id, sender, number),
        "lightspeed" => [Lightspeed(kind, id, sender, number)],
        "clover" => [Clover(pos, kind, id, sender, number)],
        var other => throw new ArgumentException($"No webhooks of '{other}' are known here.", nameof(pos)),
    };

    /// <summary>One of Square's.</summary>
    public static FakeWebhook Square(string type, JsonObject data, FakeWebhookSender sender, string eventId)
    {
        var body = Bytes(new JsonObject
        {
            ["merchant_id"] = "MERCHANT1",
            ["type"] = type,
            ["event_id"] = eventId,
            ["created_at"] = Iso(sender.At),
            ["data"] = data,
        });
        return new FakeWebhook(body, new Dictionary<string, string>
        {
            ["x-square-hmacsha256-signature"] = Convert.ToBase64String(Hmac(sender.Secret, [.. Encoding.UTF8.GetBytes(sender.Url), .. body])),
            ["Content-Type"] = "application/json",
        });
    }

    /// <summary>One of Shopify's.</summary>
    public static FakeWebhook Shopify(string topic, JsonObject body, FakeWebhookSender sender, string id, string shop)
    {
        var bytes = Bytes(body);
        return new FakeWebhook(bytes, new Dictionary<string, string>
        {
            ["X-Shopify-Hmac-SHA256"] = Convert.ToBase64String(Hmac(sender.Secret, bytes)),
            ["X-Shopify-Topic"] = topic,
            ["X-Shopify-Webhook-Id"] = id,
            ["X-Shopify-Shop-Domain"] = shop,
            ["Content-Type"] = "application/json",
        });
    }

    /// <summary>One of Toast's.</summary>
    public static FakeWebhook Toast(string category, JsonObject details, FakeWebhookSender sender, string guid)
    {
        var time = sender.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var body = Bytes(new JsonObject { ["timestamp"] = time, ["eventCategory"] = category, ["eventType"] = category, ["guid"] = guid, ["details"] = details });
        return new FakeWebhook(body, new Dictionary<string, string>
        {
            ["Toast-Signature"] = Convert.ToBase64String(Hmac(sender.Secret, [.. body, .. Encoding.UTF8.GetBytes(time)])),
            ["Toast-Event-Type"] = category,
            ["Content-Type"] = "application/json",
        });
    }

    /// <summary>One of Lightspeed's, of the old API's shape.</summary>
    public static FakeWebhook Lightspeed(string? type, JsonObject payload, FakeWebhookSender sender)
    {
        var text = "payload=" + Uri.EscapeDataString(payload.ToJsonString()).Replace("%20", "+") + "&domain_prefix=example" + (type is null ? "" : "&type=" + type);
        var body = Encoding.UTF8.GetBytes(text);
        return new FakeWebhook(body, new Dictionary<string, string>
        {
            ["X-Signature"] = $"signature={Convert.ToHexStringLower(Hmac(sender.Secret, body))},algorithm=HMAC-SHA256",
            ["Content-Type"] = "application/x-www-form-urlencoded",
        });
    }

    /// <summary>One of Clover's, of one merchant.</summary>
    public static FakeWebhook Clover(string merchant, string objectId, string type, FakeWebhookSender sender, long time)
    {
        var events = new JsonArray(new JsonObject { ["objectId"] = objectId, ["type"] = type, ["ts"] = time });
        var body = Bytes(new JsonObject { ["appId"] = "APP1", ["merchants"] = new JsonObject { [merchant] = events } });
        return new FakeWebhook(body, new Dictionary<string, string> { ["X-Clover-Auth"] = sender.Secret, ["Content-Type"] = "application/json" });
    }

    private static IEnumerable<(string Type, JsonObject Data)> Square(IFakePos pos, TruthKind kind, string id)
    {
        switch (kind)
        {
            case TruthKind.Customer:
                yield return (IsDeleted(pos, kind, id) ? "customer.deleted" : "customer.updated", new JsonObject { ["type"] = "customer", ["id"] = id, ["object"] = new JsonObject { ["customer"] = new JsonObject { ["id"] = id } } });
                break;
            case TruthKind.Order when pos is FakeSquare square && !square.Scopes.Contains("PAYMENTS_READ"):
                break; // A sale that is rung up at the register has no event of its own.
            case TruthKind.Order:
                yield return ("payment.updated", new JsonObject { ["type"] = "payment", ["object"] = new JsonObject { ["payment"] = new JsonObject { ["order_id"] = id } } });
                if (pos.Truth.Orders.Snapshot().Any(o => o.Id == id && o.Refunded > 0))
                    yield return ("refund.updated", new JsonObject { ["type"] = "refund", ["object"] = new JsonObject { ["refund"] = new JsonObject { ["order_id"] = id + "-R" } } });
                break;
            case TruthKind.Product:
                yield return ("catalog.version.updated", new JsonObject { ["type"] = "catalog_version", ["object"] = new JsonObject() });
                break;
            default:
                var counts = new JsonArray(new JsonObject { ["catalog_object_id"] = id, ["state"] = "IN_STOCK" });
                yield return ("inventory.count.updated", new JsonObject { ["type"] = "inventory_counts", ["object"] = new JsonObject { ["inventory_counts"] = counts } });
                break;
        }
    }

    private static FakeWebhook Shopify(IFakePos pos, TruthKind kind, string id, FakeWebhookSender sender, int number)
    {
        var what = IsDeleted(pos, kind, id) ? "delete" : "update";
        var (topic, body) = kind switch
        {
            TruthKind.Customer => ("customers/" + what, new JsonObject { ["id"] = Number(id) }),
            TruthKind.Order => (what == "delete" ? "orders/delete" : "orders/updated", new JsonObject { ["id"] = Number(id) }),
            TruthKind.Product => ("products/" + what, new JsonObject { ["id"] = Number(pos.Truth.Products.Snapshot().First(p => p.Id == id).ParentId) }),
            _ => ("inventory_levels/update", new JsonObject { ["inventory_item_id"] = Number(id), ["location_id"] = 1 }),
        };
        return Shopify(topic, body, sender, $"hook-{number}", pos.Settings["shop"]);
    }

    private static IEnumerable<FakeWebhook> Toast(IFakePos pos, TruthKind kind, string id, FakeWebhookSender sender, int number)
    {
        // A guest is told of with the order; that the menus changed, not what of them.
        var place = pos.Truth.Locations[0].Id;
        if (kind == TruthKind.Customer) yield break;
        if (kind == TruthKind.Order && pos.Truth.Orders.Snapshot().FirstOrDefault(o => o.Id == id) is { } order) place = order.LocationId;
        var details = new JsonObject { ["restaurantGuid"] = place };
        if (kind == TruthKind.Order) details["order"] = new JsonObject { ["guid"] = id };
        yield return Toast(kind switch { TruthKind.Order => "order_updated", TruthKind.Product => "menus_updated", _ => "stock" }, details, sender, $"event-{number}");
    }

    private static FakeWebhook Lightspeed(TruthKind kind, string id, FakeWebhookSender sender, int number) => kind switch
    {
        TruthKind.Customer => Lightspeed("customer.update", new JsonObject { ["id"] = id, ["version"] = number }, sender),
        TruthKind.Order => Lightspeed("sale.update", new JsonObject { ["id"] = id, ["version"] = number }, sender),
        TruthKind.Product => Lightspeed("product.update", new JsonObject { ["id"] = id, ["version"] = number }, sender),
        _ => Lightspeed("inventory.update", new JsonObject { ["product_id"] = id, ["version"] = number }, sender),
    };

    private static FakeWebhook Clover(IFakePos pos, TruthKind kind, string id, FakeWebhookSender sender, int number)
    {
        var key = kind switch { TruthKind.Customer => "C:", TruthKind.Order => "O:", _ => "I:" };
        return Clover(pos.Settings["merchantId"], key + id, IsDeleted(pos, kind, id) ? "DELETE" : "UPDATE", sender, sender.At.ToUnixTimeMilliseconds() + number);
    }

    private static bool IsDeleted(IFakePos pos, TruthKind kind, string id) => kind switch
    {
        TruthKind.Customer => pos.Truth.Customers.Snapshot().Any(c => c.Id == id && c.Deleted),
        TruthKind.Order => pos.Truth.Orders.Snapshot().Any(o => o.Id == id && o.Deleted),
        TruthKind.Product => pos.Truth.Products.Snapshot().Any(p => p.Id == id && p.Deleted),
        _ => false,
    };

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static byte[] Hmac(string secret, byte[] data) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), data);

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
