using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Connectors;
using Sync.Simulator.Kit;

namespace Sync.Web.Tests.Webhooks;

/// <summary>What each topic of each POS is taken to tell.</summary>
public sealed class TopicTests
{
    private const string Restaurant = "11111111-1111-1111-1111-111111111111";
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly FakeWebhookSender Sender = new("https://x/y", "secret", Now);

    [Theory]
    [InlineData("payment.created", """{"object":{"payment":{"id":"P1","order_id":"O1"}}}""", "Orders/O1")]
    [InlineData("payment.updated", """{"object":{"payment":{"id":"P1","order_id":"O1"}}}""", "Orders/O1")]
    [InlineData("payment.updated", """{"object":{"payment":{"id":"P1"}}}""", "Orders")]
    [InlineData("refund.created", """{"object":{"refund":{"order_id":"O2"}}}""", "Orders/O2")]
    [InlineData("refund.updated", """{"object":{"refund":{"order_id":"O2"}}}""", "Orders/O2")]
    [InlineData("order.created", """{"id":"O3","object":{"order_created":{"order_id":"O3"}}}""", "Orders/O3")]
    [InlineData("order.updated", """{"id":"O3","object":{"order_updated":{"order_id":"O3"}}}""", "Orders/O3")]
    [InlineData("customer.created", """{"id":"C1","object":{"customer":{"id":"C1"}}}""", "Customers/C1")]
    [InlineData("customer.updated", """{"object":{"customer":{"id":"C1"}}}""", "Customers/C1")]
    [InlineData("customer.deleted", """{"id":"C1","deleted":true,"object":{"event_context":{"merge":{"from_customer_ids":["C1","C2"],"to_customer_id":"C3"}}}}""", "Customers/C1 Customers/C3 Customers/C2")]
    [InlineData("catalog.version.updated", """{"object":{"catalog_version":{"updated_at":"2026-11-20T12:00:00Z"}}}""", "Products")]
    [InlineData("inventory.count.updated", """{"object":{"inventory_counts":[{"catalog_object_id":"V1"},{"catalog_object_id":"V2"},{"catalog_object_id":"V1"}]}}""", "Inventory/V1 Inventory/V2")]
    [InlineData("loyalty.account.created", """{"object":{"loyalty_account":{"customer_id":"C9"}}}""", "Customers/C9")]
    [InlineData("loyalty.account.updated", """{"object":{"loyalty_account":{"customer_id":"C9"}}}""", "Customers/C9")]
    [InlineData("loyalty.account.deleted", """{"object":{"loyalty_account":{"customer_id":"C9"}}}""", "Customers/C9")]
    [InlineData("location.created", """{"id":"L1"}""", "Orders")]
    [InlineData("location.updated", """{"id":"L1"}""", "Orders")]
    [InlineData("oauth.authorization.revoked", """{"object":{"revocation":{}}}""", "revoked")]
    [InlineData("webhooks.test_notification", """{"id":"T1"}""", "")]
    [InlineData("labor.shift.created", """{"id":"S1"}""", "")]
    public void GivenSquaresTopics_WhenTheyAreRead_ThenEachTellsWhatItShould(string type, string data, string told) =>
        Told(Square(FakeWebhooks.Square(type, JsonNode.Parse(data)!.AsObject(), Sender, "e1"))).ShouldBe(told);

    [Theory]
    [InlineData("orders/create", """{"id":820982911946154508}""", "Orders/820982911946154508")]
    [InlineData("orders/updated", """{"id":1}""", "Orders/1")]
    [InlineData("orders/edited", """{"order_edit":{"order_id":7}}""", "Orders/7")]
    [InlineData("orders/cancelled", """{"id":1}""", "Orders/1")]
    [InlineData("orders/paid", """{"id":1}""", "Orders/1")]
    [InlineData("orders/delete", """{"id":1}""", "Orders/1")]
    [InlineData("refunds/create", """{"id":5,"order_id":9}""", "Orders/9")]
    [InlineData("customers/create", """{"id":3}""", "Customers/3")]
    [InlineData("customers/update", """{"id":3}""", "Customers/3")]
    [InlineData("customers/delete", """{"id":3}""", "Customers/3")]
    [InlineData("customers/merge", """{"admin_graphql_api_customer_kept_id":"gid://shopify/Customer/3","admin_graphql_api_customer_deleted_id":"gid://shopify/Customer/4"}""", "Customers/3 Customers/4")]
    [InlineData("customers/purchasing_summary", """{"customer_id":"gid://shopify/Customer/3"}""", "Customers/3")]
    [InlineData("customers/purchasing_summary", """{"customer_id":3}""", "Customers/3")]
    [InlineData("products/create", """{"id":8}""", "Products/8")]
    [InlineData("products/update", """{"id":8}""", "Products/8")]
    [InlineData("products/delete", """{"id":8}""", "Products/8")]
    [InlineData("inventory_levels/update", """{"inventory_item_id":6,"location_id":2,"available":4}""", "Inventory/6")]
    [InlineData("inventory_levels/connect", """{"inventory_item_id":6}""", "Inventory/6")]
    [InlineData("inventory_levels/disconnect", """{"inventory_item_id":6}""", "Inventory/6")]
    [InlineData("inventory_levels/disconnect", """{"inventory_item_id":6,"location_id":2}""", "Inventory/6:2")]
    [InlineData("inventory_items/delete", """{"id":6}""", "")]
    [InlineData("inventory_items/update", """{"id":6}""", "Inventory/6")]
    [InlineData("locations/update", """{"id":2}""", "Inventory")]
    [InlineData("app/uninstalled", """{"id":2}""", "revoked")]
    [InlineData("bulk_operations/finish", """{"admin_graphql_api_id":"gid://shopify/BulkOperation/1"}""", "")]
    public void GivenShopifysTopics_WhenTheyAreRead_ThenEachTellsWhatItShould(string topic, string body, string told) =>
        Told(Shopify(topic, body)).ShouldBe(told);

    [Fact]
    public void GivenShopifysPrivacyTopics_WhenTheyAreRead_ThenWhoIsMeantIsKnown()
    {
        const string Person = """{"shop_id":1,"shop_domain":"some-shop.myshopify.com","customer":{"id":191167,"email":"john@example.com","phone":"555-625-1199"}""";
        var export = Shopify("customers/data_request", Person + ""","orders_requested":[299938,280263],"data_request":{"id":9999}}""").Privacy.ShouldNotBeNull();
        (export.Kind, export.Reference, export.CustomerId, export.Email, export.Phone).ShouldBe((PrivacyKind.Export, "data_request-9999", "191167", "john@example.com", "555-625-1199"));
        export.OrderIds.ShouldBe(["299938", "280263"]);
        var erase = Shopify("customers/redact", Person + ""","orders_to_redact":[299938]}""").Privacy.ShouldNotBeNull();
        (erase.Kind, erase.CustomerId, erase.OrderIds.Single()).ShouldBe((PrivacyKind.Erase, "191167", "299938"));
        Shopify("shop/redact", """{"shop_id":1,"shop_domain":"some-shop.myshopify.com"}""").Privacy.ShouldNotBeNull().Kind.ShouldBe(PrivacyKind.EraseAccount);
    }

    [Theory]
    [InlineData("customers/redact", """{"id":3,"email":"a@example.com"}""")]
    [InlineData("shop/redact", """{"shop_domain":"some-shop.myshopify.com","customer":{"id":3}}""")]
    [InlineData("shop/redact", """{"shop_domain":"some-shop.myshopify.com","data_request":{"id":9999}}""")]
    [InlineData("shop/redact", """{"shop_domain":"some-shop.myshopify.com","customer":{"id":3},"orders_to_redact":[]}""")]
    [InlineData("customers/redact", """{"shop_domain":"some-shop.myshopify.com","customer":{"id":3},"orders_requested":[299938],"data_request":{"id":9999}}""")]
    [InlineData("customers/redact", """{"shop_domain":"some-shop.myshopify.com","customer":{"id":3},"orders_to_redact":[299938],"data_request":{"id":9999}}""")]
    [InlineData("customers/redact", """{"shop_domain":"some-shop.myshopify.com","customer":{"id":3}}""")]
    [InlineData("customers/data_request", """{"shop_domain":"some-shop.myshopify.com","customer":{"id":3},"orders_to_redact":[299938]}""")]
    [InlineData("customers/data_request", """{"shop_domain":"some-shop.myshopify.com","customer":{"id":3}}""")]
    public void GivenABodyOfAnotherTopic_WhenItIsSentAsAPrivacyRequest_ThenItIsRefused(string topic, string body) =>
        Should.Throw<WebhookRefusedException>(() => Shopify(topic, body));

    [Theory]
    [InlineData("order_updated", """{"order":{"guid":"22222222-2222-2222-2222-222222222222"}}""", $"Customers/{Restaurant}/22222222-2222-2222-2222-222222222222 Orders/{Restaurant}/22222222-2222-2222-2222-222222222222")]
    [InlineData("order_updated", "{}", "Customers Orders")]
    [InlineData("menus_updated", "{}", "Products")]
    [InlineData("stock", "{}", "Products Inventory")]
    [InlineData("partner_removed", "{}", "revoked")]
    [InlineData("partner_added", "{}", "")]
    public void GivenToastsTopics_WhenTheyAreRead_ThenEachTellsWhatItShould(string category, string details, string told)
    {
        var all = JsonNode.Parse(details)!.AsObject();
        all["restaurantGuid"] = Restaurant;
        Told(Toast(FakeWebhooks.Toast(category, all, Sender, "g1"))).ShouldBe(told);
    }

    [Theory]
    [InlineData("sale.update", """{"id":"S1"}""", "Orders/S1")]
    [InlineData(null, """{"id":"S1","invoice_number":"77"}""", "Orders/S1")]
    [InlineData("customer.update", """{"id":"C1"}""", "Customers/C1")]
    [InlineData(null, """{"id":"C1","customer_code":"UNNAMED-1"}""", "Customers/C1")]
    [InlineData("product.update", """{"id":"P1"}""", "Products/P1")]
    [InlineData(null, """{"id":"P1","handle":"tea","sku":"T"}""", "Products/P1")]
    [InlineData("inventory.update", """{"id":"I1","product_id":"P1","outlet_id":"L1"}""", "Inventory/P1")]
    [InlineData(null, """{"id":"I1","product_id":"P1","outlet_id":"L1"}""", "Inventory/P1")]
    [InlineData("consignment.send", """{"id":"X1"}""", "Inventory")]
    [InlineData("consignment.receive", """{"id":"X1"}""", "Inventory")]
    [InlineData("register_closure.create", """{"id":"R1"}""", "")]
    public void GivenLightspeedsTopics_WhenTheyAreRead_ThenEachTellsWhatItShould(string? type, string payload, string told) =>
        Told(Lightspeed(FakeWebhooks.Lightspeed(type, JsonNode.Parse(payload)!.AsObject(), Sender))).ShouldBe(told);

    [Theory]
    [InlineData("O:GHIVJT2ABCRSC", "UPDATE", "Orders/GHIVJT2ABCRSC")]
    [InlineData("O:GHIVJT2ABCRSC", "DELETE", "Orders/GHIVJT2ABCRSC")]
    [InlineData("P:PAY1", "CREATE", "Orders/payment:PAY1")]
    [InlineData("C:CUST1", "DELETE", "Customers/CUST1")]
    [InlineData("I:ITEM1", "UPDATE", "Products/ITEM1 Inventory/ITEM1")]
    [InlineData("IC:CAT1", "UPDATE", "Products")]
    [InlineData("IG:GRP1", "UPDATE", "Products")]
    [InlineData("A:APP1", "DELETE", "revoked")]
    [InlineData("A:APP1", "CREATE", "")]
    [InlineData("E:EMP1", "UPDATE", "")]
    [InlineData("O:", "UPDATE", "")]
    [InlineData("nonsense", "UPDATE", "")]
    public void GivenCloversKeys_WhenTheyAreRead_ThenEachTellsWhatItShould(string objectId, string type, string told) =>
        Told(Clover(FakeWebhooks.Clover("M1", objectId, type, Sender, Now.ToUnixTimeMilliseconds()))).ShouldBe(told);

    [Fact]
    public void GivenCloversVerification_WhenItIsRead_ThenItsCodeIsToldAndNothingElseIsBelieved()
    {
        var news = Clover(new FakeWebhook("""{"verificationCode":"b32cc5e1-0000-4f6f"}"""u8.ToArray(), new Dictionary<string, string>()));
        (news.VerificationCode, news.IsEmpty).ShouldBe(("b32cc5e1-0000-4f6f", true));
        Should.Throw<WebhookRefusedException>(() => Clover(new FakeWebhook(
            """{"verificationCode":"b3","merchants":{"M1":[{"objectId":"O:1","type":"UPDATE","ts":1}]}}"""u8.ToArray(), new Dictionary<string, string>())));
    }

    [Fact]
    public void GivenEventsOfAnotherAccount_WhenTheyAreRead_ThenTheyTellNothing()
    {
        WebhookNews[] all =
        [
            Clover(FakeWebhooks.Clover("OTHER", "O:1", "UPDATE", Sender, Now.ToUnixTimeMilliseconds())),
            Shopify("orders/updated", """{"id":1}""", "other.myshopify.com"),
            Shopify("customers/redact", """{"shop_domain":"other.myshopify.com","customer":{"id":3},"orders_to_redact":[]}"""),
            Toast(FakeWebhooks.Toast("menus_updated", new JsonObject { ["restaurantGuid"] = "99999999-1111-1111-1111-111111111111" }, Sender, "g")),
            Read("lightspeed", "domainPrefix=another;accessToken=t;clientSecret=secret", FakeWebhooks.Lightspeed("sale.update", new JsonObject { ["id"] = "S" }, Sender)),
            Read("square", "accessToken=t;webhookKey=secret;merchantId=MINE", FakeWebhooks.Square("customer.updated", new JsonObject { ["id"] = "C" }, Sender, "e")),
        ];
        foreach (var news in all) (Told(news), news.Remark.ShouldNotBeNull().StartsWith("nothing in it is of this", StringComparison.Ordinal)).ShouldBe(("", true));
    }

    [Fact]
    public void GivenAnOldEventOfAnotherAccount_WhenItIsRead_ThenItIsRefusedAsAnyOldOneIs()
    {
        var old = Sender with { At = Now.AddDays(-10) };
        Should.Throw<WebhookRefusedException>(() => Read("square", "accessToken=t;webhookKey=secret;merchantId=MINE", FakeWebhooks.Square("customer.updated", new JsonObject { ["id"] = "C" }, old, "e")));
        Should.Throw<WebhookRefusedException>(() => Toast(FakeWebhooks.Toast("menus_updated", new JsonObject { ["restaurantGuid"] = "99999999-1111-1111-1111-111111111111" }, old, "g")));
    }

    [Fact]
    public void GivenTheSameEventTwice_WhenItIsRead_ThenItHasTheSameNumberAndAnotherHasAnother()
    {
        var (one, other) = (Now.ToUnixTimeMilliseconds(), Now.AddSeconds(1).ToUnixTimeMilliseconds());
        Clover(FakeWebhooks.Clover("M1", "O:1", "UPDATE", Sender, one)).EventId.ShouldBe(Clover(FakeWebhooks.Clover("M1", "O:1", "UPDATE", Sender, one)).EventId);
        Clover(FakeWebhooks.Clover("M1", "O:1", "UPDATE", Sender, other)).EventId.ShouldNotBe(Clover(FakeWebhooks.Clover("M1", "O:1", "UPDATE", Sender, one)).EventId);
        var (first, second) = (new JsonObject { ["id"] = "S", ["version"] = 1 }, new JsonObject { ["id"] = "S", ["version"] = 2 });
        Lightspeed(FakeWebhooks.Lightspeed("sale.update", first, Sender)).EventId.ShouldNotBe(Lightspeed(FakeWebhooks.Lightspeed("sale.update", second, Sender)).EventId);
    }

    private static WebhookNews Square(FakeWebhook hook) => Read("square", "accessToken=t;webhookKey=secret", hook);

    private static WebhookNews Shopify(string topic, string body, string shop = "some-shop.myshopify.com") =>
        Read("shopify", "shop=some-shop;clientSecret=secret", FakeWebhooks.Shopify(topic, JsonNode.Parse(body)!.AsObject(), Sender, "w1", shop));

    private static WebhookNews Toast(FakeWebhook hook) => Read("toast", $"clientId=c;clientSecret=s;restaurants={Restaurant};webhookKey=secret", hook);

    private static WebhookNews Lightspeed(FakeWebhook hook) => Read("lightspeed", "domainPrefix=example;accessToken=t;clientSecret=secret", hook);

    private static WebhookNews Clover(FakeWebhook hook) => Read("clover", "merchantId=M1;accessToken=t;webhookKey=secret", hook);

    private static WebhookNews Read(string connector, string settings, FakeWebhook hook)
    {
        var pos = AllConnectors.List.Single(c => c.Descriptor.Id == connector);
        var given = settings.Split(';').Select(s => s.Split('=')).ToDictionary(s => s[0], s => s[1]);
        return ((IWebhookConnector)pos).Read(
            new WebhookDelivery(Sender.Url, new Dictionary<string, string>(hook.Headers, StringComparer.OrdinalIgnoreCase), hook.Body, Now), ConnectionSettings.From(pos.Descriptor, given));
    }

    private static string Told(WebhookNews news)
    {
        if (news.IsEmpty && news.Remark is null) throw new ShouldAssertException("What tells nothing has to say why.");
        return string.Join(' ', news.Records.Select(r => $"{r.Stream}/{r.Id}").Concat(news.Streams.Select(s => s.ToString())).Concat(news.Revoked ? ["revoked"] : []));
    }
}
