using System.Net;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Connect;

namespace Sync.Web.Tests.Site;

/// <summary>What a new connection shows of its sales is what the till shows, whatever the org's settings are.</summary>
public sealed class FoundSalesTests
{
    private const string Org = "corner-shop";
    private const string Confirm = $"/orgs/{Org}/connections/square/confirm";

    [Theory]
    [InlineData("clover")]
    [InlineData("lightspeed")]
    [InlineData("rest")]
    [InlineData("shopify")]
    [InlineData("square")]
    [InlineData("toast")]
    public async Task GivenAnOrgThatCountsInAnotherCurrency_WhenAShopIsPreviewed_ThenItsSalesAreShownInItsOwnAndTheDifferenceIsSaid(string connector)
    {
        var time = TimeProvider.System;
        var kind = FakePosCatalog.All[connector];
        await using var pos = await kind.Start(PosTruth.Generate(kind.Shape(new TruthPlan { Customers = 8, Orders = 20, Products = 6, Days = 5, Now = time.GetUtcNow() })), new FakePosOptions { Time = time });
        await using var service = await Service.StartWithAsync(s => s, time);
        var settings = ConnectionSettings.From(service.Parts.Connectors.Find(connector).Descriptor, pos.Settings);
        var euro = new OrgSettings { Name = "Corner Shop", TimeZone = "UTC", Currency = "EUR" };

        var preview = await service.Parts.Previewer.PreviewAsync(connector, connector, settings, euro, null);
        var same = await service.Parts.Previewer.PreviewAsync(connector, connector, settings, euro with { Currency = "USD" }, null);

        preview.Orders.Count.ShouldBe(3);
        preview.Orders.ShouldBe(same.Orders, new SameOrder());
        preview.Totals.ShouldBe(same.Totals);
        preview.Totals.Sum(t => t.Orders).ShouldBeGreaterThan(0);
        preview.OtherCurrency.ShouldNotBeNull().ShouldContain("sells in USD, but this shop counts in EUR");
        same.OtherCurrency.ShouldBeNull();
    }

    [Fact]
    public async Task GivenASignInThatWaits_WhenTheOrgCountsInAnotherCurrency_ThenThePageShowsTheTillsSalesAndSaysSo()
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ConfirmTests.ReachConfirmAsync(shop, admin);
        (await admin.TextAsync(Confirm)).ShouldNotContain("this shop counts in");
        await CountInEurosAsync(shop);

        var page = await admin.TextAsync(Confirm);

        page.ShouldContain("This account sells in USD, but this shop counts in EUR.");
        page.ShouldContain("Count this shop in USD from now on, not in EUR");
        page.ShouldContain(shop.Pos.Truth.Orders.OrderByDescending(o => o.CreatedAt).First().Id);
        page.ShouldNotContain("No sale was found");
        page.ShouldNotMatch("\\d EUR");
    }

    [Fact]
    public async Task GivenTheFirstConnection_WhenTheOrgCountsInAnotherCurrency_ThenTheBoxTakesItsOverAndTheImportBringsItsSales()
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        await CountInEurosAsync(shop);
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ConfirmTests.ReachConfirmAsync(shop, admin);
        var fields = await admin.FieldsAsync(Confirm);
        fields["newCurrency"].ShouldBe("USD");

        using var started = await admin.SubmitAsync(Confirm, Confirm, fields);

        started.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await started.BodyAsync());
        (await OrgDirectory.GetAsync(shop.Tenant)).Currency.ShouldBe("USD");
        await Eventually.TrueAsync(async () => (await admin.TextAsync($"/orgs/{Org}")).Contains("Up to date"), "the import ends");
        (await shop.Tenant.QueryAsync(new DocumentQuery { Collection = "orders" }).CountAsync()).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task GivenAnotherConnection_WhenTheOrgCountsInAnotherCurrency_ThenItIsNotTakenOver()
    {
        await using var pos = await Shops.OpenAsync();
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        await CountInEurosAsync(shop);
        var alleaves = ConnectionSettings.From(shop.Service.Parts.Connectors.Find("alleaves").Descriptor, pos.Settings());
        await shop.Service.Parts.Connections.SaveAsync(shop.Tenant, "alleaves", "alleaves", alleaves, []);
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ConfirmTests.ReachConfirmAsync(shop, admin);
        var fields = await admin.FieldsAsync(Confirm);
        fields.ShouldNotContainKey("newCurrency");
        fields["newCurrency"] = "USD";

        using var refused = await admin.SubmitAsync(Confirm, Confirm, fields);

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.BodyAsync()).ShouldContain("another connection's sales are counted in it");
        (await OrgDirectory.GetAsync(shop.Tenant)).Currency.ShouldBe("EUR");
        (await shop.SavedAsync())!.Unconfirmed.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Cancelled, counts nowhere")]
    [InlineData("Not finished yet, counts nowhere until it is")]
    [InlineData("Return, counts against the sales")]
    public async Task GivenAnOrderThatIsNoPlainSale_WhenTheLastOnesAreShown_ThenItIsMarkedInWords(string words)
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        var last = shop.Pos.Truth.Orders.OrderByDescending(o => o.CreatedAt).First();
        shop.Pos.Truth.Orders.Remove(last);
        shop.Pos.Truth.Orders.Add(words[0] switch
        {
            'C' => last with { Status = TruthStatus.Cancelled },
            'N' => last with { Status = TruthStatus.Open },
            _ => last with { Status = TruthStatus.Completed, Refunded = last.Total, UpdatedAt = last.CreatedAt.AddHours(1) },
        });
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ConfirmTests.ReachConfirmAsync(shop, admin);
        (await admin.TextAsync(Confirm)).ShouldContain(words);
    }

    [Theory]
    [InlineData("place-0", "L-invented")]
    [InlineData("place-2", "L-invented")]
    [InlineData("place-7", "L-invented")]
    [InlineData("places", "")]
    public async Task GivenASignInThatWaits_WhenTheFormNamesLocationsThatAreNotThere_ThenItIsRefusedAndNothingChanges(string field, string value)
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ConfirmTests.ReachConfirmAsync(shop, admin);
        var fields = await admin.FieldsAsync(Confirm);
        fields["zone-0"] = "Pacific/Kiritimati";
        fields[field] = value;
        fields["zone-" + field[^1]] = "Europe/Paris";

        using var refused = await admin.SubmitAsync(Confirm, Confirm, fields);

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.BodyAsync()).ShouldContain("names locations other than those that were found");
        var saved = (await shop.SavedAsync())!;
        (saved.Unconfirmed, saved.Zones.Count).ShouldBe((true, 0));
    }

    private static async Task CountInEurosAsync(SignInShop shop)
    {
        var stored = await OrgDirectory.ReadAsync(shop.Tenant);
        (await shop.Service.Parts.Orgs.ChangeAsync(shop.Tenant, stored.Settings with { Currency = "EUR" }, stored.Version, Engine.Audit.Actor.Operator)).ShouldBeTrue();
    }

    private sealed class SameOrder : IEqualityComparer<Engine.Connections.PreviewOrder>
    {
        public bool Equals(Engine.Connections.PreviewOrder? x, Engine.Connections.PreviewOrder? y) => (x?.Id, x?.At, x?.Total) == (y?.Id, y?.At, y?.Total);

        public int GetHashCode(Engine.Connections.PreviewOrder obj) => obj.Id.GetHashCode(StringComparison.Ordinal);
    }
}
