using System.Text.Json.Nodes;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;

namespace Sync.Web.Tests.Webhooks;

/// <summary>What a POS asks concerning people's data is kept, for whoever carries it out.</summary>
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
        await StartedAsync(shop);
        await shop.DeliverAsync("a", [redact]);

        var kept = (await RequestsAsync(shop, "a")).ShouldHaveSingleItem();
        kept.Path.Id.ShouldBe("main~hook-1");
        var fields = kept.Body.Read();
        (fields.Text("kind"), fields.Text("customerId"), fields.Text("email"), fields.Text("phone"), fields.Text("connection"))
            .ShouldBe(("erase", "191167", "ada@example.com", "555-625-1199", "main"));
        fields.TextList("orderIds").ShouldBe(["299938", "280263"]);
        fields.Text("state").ShouldBe("started"); // the second delivery does not begin it anew
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

    private static string DomainOf(HookedShop shop) => shop.Pos.Settings["shop"];

    private static Task StartedAsync(HookedShop shop) => shop.Parts.Store.OpenTenant(OrgId.Parse("a")).CommitAsync(
        [DocumentWrite.Merge(new DocumentPath("privacy_requests", "main~hook-1"), DocumentBody.Build(w => w.Text("state", "started")))]);

    private static async Task<List<StoredDocument>> RequestsAsync(HookedShop shop, string org)
    {
        var all = new List<StoredDocument>();
        await foreach (var r in shop.Parts.Store.OpenTenant(OrgId.Parse(org)).QueryAsync(new DocumentQuery { Collection = "privacy_requests" })) all.Add(r);
        return all;
    }
}
