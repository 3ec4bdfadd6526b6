using System.Text.Json.Nodes;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Privacy;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;

namespace Sync.Web.Tests.Webhooks;

/// <summary>What a POS asks concerning people's data is kept, and carried out by the next sync.</summary>
public sealed class PrivacyTests
{
    [Fact]
    public async Task GivenARequestToForgetSomebody_WhenItComesTwice_ThenItIsKeptOnceAndNothingIsRead()
    {
        await using var shop = await HookedShop.OpenAsync("shopify", size: 5);
        await shop.ConnectAsync("a", "b");
        var redact = FakeWebhooks.Shopify(
            "customers/redact",
            new JsonObject
            {
                ["shop_id"] = 1,
                ["shop_domain"] = DomainOf(shop),
                ["customer"] = new JsonObject { ["id"] = 191167, ["email"] = "ada@example.com", ["phone"] = "555-625-1199" },
                ["orders_to_redact"] = new JsonArray(299938, 280263),
            },
            shop.Sender, "hook-1", DomainOf(shop));
        await shop.DeliverAsync("a", [redact]);
        await MovedAsync(shop, (await RequestsAsync(shop, "a")).ShouldHaveSingleItem().Path, "erasing");
        await shop.DeliverAsync("a", [redact, redact with { Headers = new Dictionary<string, string>(redact.Headers) { ["X-Shopify-Webhook-Id"] = "hook-2" } }]);

        var kept = (await RequestsAsync(shop, "a")).ShouldHaveSingleItem();
        kept.Path.Id.ShouldStartWith("main~redact-");
        var fields = kept.Body.Read();
        (fields.Text("kind"), fields.Text("customerId"), fields.Text("email"), fields.Text("phone"), fields.Text("connection"))
            .ShouldBe(("erase", "191167", "ada@example.com", "555-625-1199", "main"));
        fields.TextList("orderIds").ShouldBe(["299938", "280263"]);
        fields.Text("state").ShouldBe("erasing"); // neither the second delivery nor another number, which nobody signs, begins anew what is under way
        (await shop.AnyWaitsAsync("a")).ShouldBeFalse();
        (await RequestsAsync(shop, "b")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenTheSameRequestUnderTwoDeliveries_WhenItHasANumberOfItsOwn_ThenItIsKeptOnce()
    {
        await using var shop = await HookedShop.OpenAsync("shopify", size: 5);
        await shop.ConnectAsync("a");
        foreach (var delivery in new[] { "hook-1", "hook-2" })
            await shop.DeliverAsync("a", [FakeWebhooks.Shopify(
                "customers/data_request",
                new JsonObject { ["shop_domain"] = DomainOf(shop), ["customer"] = new JsonObject { ["id"] = 7 }, ["data_request"] = new JsonObject { ["id"] = 9999 } },
                shop.Sender, delivery, DomainOf(shop))]);

        var kept = (await RequestsAsync(shop, "a")).ShouldHaveSingleItem();
        kept.Path.Id.ShouldBe("main~data_request-9999");
        (kept.Body.Read().Text("kind"), kept.Body.Read().Text("state")).ShouldBe(("export", "open"));
    }

    [Fact]
    public async Task GivenACustomerWhomShopifyAsksToForget_WhenTheOrgIsSynced_ThenTheyAreNamedNowhereAndDoNotComeBack()
    {
        await using var shop = await HookedShop.OpenAsync("shopify");
        await shop.ConnectAsync("a", "b");
        await shop.SyncAsync("a", "b");
        var theirs = await shop.SnapshotAsync("b");
        var order = JsonNode.Parse(theirs.First(d => d.Key.StartsWith("orders/", StringComparison.Ordinal)).Value)!;
        var id = order["customerId"]!.GetValue<string>();
        var email = JsonNode.Parse(theirs["customers/" + id])!["email"]!.GetValue<string>();

        await shop.DeliverAsync("a", [FakeWebhooks.Shopify("customers/data_request", Person(shop, id, email, ("data_request", new JsonObject { ["id"] = 9999 })), shop.Sender, "hook-1", DomainOf(shop))]);
        await shop.SyncAsync("a");
        var export = await ExportAsync(shop);
        await shop.DeliverAsync("a", [FakeWebhooks.Shopify("customers/redact", Person(shop, id, email, ("orders_to_redact", new JsonArray())), shop.Sender, "hook-2", DomainOf(shop))]);
        await shop.SyncAsync("a");
        await shop.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions { Full = true });

        export.ShouldNotBeNull().ShouldContain(email);
        (await ExportAsync(shop)).ShouldBeNull();
        var ours = await shop.SnapshotAsync("a");
        ours.Keys.ShouldNotContain("customers/" + id);
        ours.Values.ShouldAllBe(d => !d.Contains(email, StringComparison.OrdinalIgnoreCase));
        ours.Keys.ShouldContain("unmatched_orders/" + order["id"]!.GetValue<string>());
        (await RequestsAsync(shop, "a")).ShouldAllBe(r => r.Body.Read().Text("state") == "done" && !r.Body.Read().Has("email"));
        (await shop.SnapshotAsync("b")).ShouldBe(theirs);
    }

    [Fact]
    public async Task GivenSomebodyWhoWasForgottenAndAllowedAgain_WhenShopifyAsksTheSameOnceMore_ThenTheyAreForgottenOnceMore()
    {
        await using var shop = await HookedShop.OpenAsync("shopify", size: 8);
        await shop.ConnectAsync("a");
        await shop.SyncAsync("a");
        var customer = JsonNode.Parse((await shop.SnapshotAsync("a")).First(d => d.Key.StartsWith("customers/", StringComparison.Ordinal) && d.Value.Contains("\"email\"", StringComparison.Ordinal)).Value)!;
        var (id, email) = (customer["id"]!.GetValue<string>(), customer["email"]!.GetValue<string>());
        FakeWebhook Redact(string delivery) => FakeWebhooks.Shopify("customers/redact", Person(shop, id, email, ("orders_to_redact", new JsonArray())), shop.Sender, delivery, DomainOf(shop));
        var tenant = shop.Parts.Store.OpenTenant(OrgId.Parse("a"));
        await shop.DeliverAsync("a", [Redact("hook-1")]);
        await shop.SyncAsync("a");
        (await shop.GetAsync("a", "customers", id)).ShouldBeNull();
        (await new PrivacyRequests(shop.Parts.Connections, TimeProvider.System).AllowAsync(tenant, id, Actor.Operator)).ShouldBeTrue();
        await shop.SyncWholeAsync("a");
        (await shop.GetAsync("a", "customers", id)).ShouldNotBeNull();

        await shop.DeliverAsync("a", [Redact("hook-1")]);
        await shop.SyncAsync("a");
        (await shop.GetAsync("a", "customers", id)).ShouldNotBeNull(); // the same event once more asks for nothing new
        await shop.DeliverAsync("a", [Redact("hook-2"), Redact("hook-3")]);
        (await RequestsAsync(shop, "a")).ShouldHaveSingleItem().Body.Read().Text("state").ShouldBe("open");
        await shop.SyncAsync("a");

        (await shop.GetAsync("a", "customers", id)).ShouldBeNull();
        (await RequestsAsync(shop, "a")).ShouldHaveSingleItem().Body.Read().Text("state").ShouldBe("done");
    }

    [Theory]
    [InlineData("failed", "open")]
    [InlineData("open", "open")]
    [InlineData("erasing", "erasing")]
    [InlineData("done", "open")]
    public async Task GivenARequestInAState_WhenTheSameIsAskedUnderAnotherNumber_ThenOnlyOneUnderWaySwallowsIt(string state, string then)
    {
        await using var shop = await HookedShop.OpenAsync("shopify", size: 5);
        await shop.ConnectAsync("a");
        FakeWebhook Redact(string delivery) => FakeWebhooks.Shopify("customers/redact", Person(shop, "7", "ada@example.com", ("orders_to_redact", new JsonArray())), shop.Sender, delivery, DomainOf(shop));
        await shop.DeliverAsync("a", [Redact("hook-1")]);
        await MovedAsync(shop, (await RequestsAsync(shop, "a")).Single().Path, state);

        await shop.DeliverAsync("a", [Redact("hook-2")]);

        (await RequestsAsync(shop, "a")).ShouldHaveSingleItem().Body.Read().Text("state").ShouldBe(then);
    }

    [Fact]
    public async Task GivenAShopThatHasLeft_WhenShopifyAsksToForgetIt_ThenTheConnectionIsGoneWithAllThatCameFromIt()
    {
        await using var shop = await HookedShop.OpenAsync("shopify", size: 8);
        await shop.ConnectAsync("a", "b");
        await shop.SyncAsync("a", "b");
        await LongConnected.MakeAsync(shop.Parts.Store.OpenTenant(OrgId.Parse("a")));

        await shop.DeliverAsync("a", [FakeWebhooks.Shopify(
            "shop/redact", new JsonObject { ["shop_id"] = 1, ["shop_domain"] = DomainOf(shop) }, shop.Sender, "hook-1", DomainOf(shop))]);
        await shop.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());

        (await shop.SnapshotAsync("a")).ShouldBeEmpty();
        (await ConnectionDirectory.ListAsync(shop.Parts.Store.OpenTenant(OrgId.Parse("a")))).ShouldBeEmpty();
        (await shop.SnapshotAsync("b")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task GivenHintsThatWait_WhenTheirConnectionIsRemoved_ThenTheyGoWithItAndThoseOfOthersStay()
    {
        await using var shop = await HookedShop.OpenAsync("shopify", size: 8);
        await shop.ConnectAsync("a", "b");
        await shop.SyncAsync("a", "b");
        var hints = shop.Tell(TruthKind.Customer, shop.Truth.Customers[0].Id, 1);
        foreach (var org in (string[])["a", "b"]) await shop.DeliverAsync(org, hints);
        var tenant = shop.Parts.Store.OpenTenant(OrgId.Parse("a"));
        await tenant.CommitAsync([DocumentWrite.Replace(new DocumentPath("webhook_hints", "other~1"), DocumentBody.Build(w => w.Text("connection", "other")))]);
        (await HintsAsync(tenant)).Count.ShouldBe(2);
        await LongConnected.MakeAsync(tenant);

        await shop.DeliverAsync("a", [FakeWebhooks.Shopify(
            "shop/redact", new JsonObject { ["shop_id"] = 1, ["shop_domain"] = DomainOf(shop) }, shop.Sender, "hook-2", DomainOf(shop))]);
        await shop.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());

        (await ConnectionDirectory.ListAsync(tenant)).ShouldBeEmpty();
        (await HintsAsync(tenant)).ShouldBe(["other~1"]);
        (await shop.AnyWaitsAsync("b")).ShouldBeTrue();
    }

    private static Task<string?> ExportAsync(HookedShop shop) =>
        new PrivacyRequests(shop.Parts.Connections, TimeProvider.System).ExportAsync(shop.Parts.Store.OpenTenant(OrgId.Parse("a")), "main~data_request-9999", Actor.Operator);

    private static async Task<List<string>> HintsAsync(ITenantStore tenant)
    {
        var all = new List<string>();
        await foreach (var hint in tenant.QueryAsync(new DocumentQuery { Collection = "webhook_hints" })) all.Add(hint.Path.Id);
        return all;
    }

    // Shopify's webhooks carry the number that ends the id of a record.
    private static JsonObject Person(HookedShop shop, string id, string email, (string Name, JsonNode Value) asked) => new()
    {
        ["shop_domain"] = DomainOf(shop),
        [asked.Name] = asked.Value,
        ["customer"] = new JsonObject { ["id"] = long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), ["email"] = email },
    };

    private static string DomainOf(HookedShop shop) => shop.Pos.Settings["shop"];

    private static Task MovedAsync(HookedShop shop, DocumentPath request, string state) => shop.Parts.Store.OpenTenant(OrgId.Parse("a")).CommitAsync(
        [DocumentWrite.Merge(request, DocumentBody.Build(w => w.Text("state", state)))]);

    private static async Task<List<StoredDocument>> RequestsAsync(HookedShop shop, string org)
    {
        var all = new List<StoredDocument>();
        await foreach (var r in shop.Parts.Store.OpenTenant(OrgId.Parse(org)).QueryAsync(new DocumentQuery { Collection = "privacy_requests" })) all.Add(r);
        return all;
    }
}
