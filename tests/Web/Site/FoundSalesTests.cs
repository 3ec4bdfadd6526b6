using System.Net;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Simulator.Kit;
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
        var stored = await OrgDirectory.ReadAsync(shop.Tenant);
        (await shop.Service.Parts.Orgs.ChangeAsync(shop.Tenant, stored.Settings with { Currency = "EUR" }, stored.Version, Engine.Audit.Actor.Operator)).ShouldBeTrue();

        var page = await admin.TextAsync(Confirm);

        page.ShouldContain("This account sells in USD, but this shop counts in EUR.");
        page.ShouldContain("Change the shop's currency under Settings");
        page.ShouldContain(shop.Pos.Truth.Orders.OrderByDescending(o => o.CreatedAt).First().Id);
        page.ShouldNotContain("No sale was found");
        page.ShouldNotMatch("\\d EUR");
    }

    [Fact]
    public async Task GivenOrdersThatAreNoPlainSales_WhenTheLastOnesAreShown_ThenEachIsMarkedInWords()
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        var last = shop.Pos.Truth.Orders.OrderByDescending(o => o.CreatedAt).First();
        shop.Pos.Truth.Orders.Remove(last);
        shop.Pos.Truth.Orders.Add(last with { Status = TruthStatus.Cancelled });
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ConfirmTests.ReachConfirmAsync(shop, admin);
        (await admin.TextAsync(Confirm)).ShouldContain("Cancelled, counts nowhere");
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

    private sealed class SameOrder : IEqualityComparer<Engine.Connections.PreviewOrder>
    {
        public bool Equals(Engine.Connections.PreviewOrder? x, Engine.Connections.PreviewOrder? y) => (x?.Id, x?.At, x?.Total) == (y?.Id, y?.At, y?.Total);

        public int GetHashCode(Engine.Connections.PreviewOrder obj) => obj.Id.GetHashCode(StringComparison.Ordinal);
    }
}
