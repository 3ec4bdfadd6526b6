using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Tests.Connect;

/// <summary>What is stored of one account is never gone on with from another.</summary>
public sealed class OtherAccountTests
{
    [Theory]
    [InlineData("square", "MERCHANT1", "MERCHANT2")]
    [InlineData("shopify", "one.myshopify.com", "two.myshopify.com")]
    [InlineData("toast", "restaurant-1", "restaurant-2")]
    [InlineData("lightspeed", "one", "two")]
    [InlineData("clover", "M1", "M2")]
    [InlineData("alleaves", "https://app.alleaves.com/1000", "https://app.alleaves.com/1001")]
    public async Task GivenAConnection_WhenAnotherAccountIsSavedUnderItsId_ThenItIsRefusedAndNothingChanges(string connector, string before, string other)
    {
        await using var service = await Service.StartAsync();
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("shop"));
        var settings = SettingsOf(service, connector);
        await service.Parts.Connections.SaveAsync(tenant, "till", connector, settings, [before]);

        var refused = await Should.ThrowAsync<OrgException>(() => service.Parts.Connections.SaveAsync(tenant, "till", connector, settings, [other]));

        refused.Message.ShouldContain("Nothing was saved");
        (await ConnectionDirectory.FindAsync(tenant, "till"))!.Accounts.ShouldBe([before]);
        (await service.Parts.Connections.SaveAsync(tenant, "till", connector, settings, [before])).Accounts.ShouldBe([before]); // a new password
        (await service.Parts.Connections.SaveAsync(tenant, "beside", connector, settings, [other])).Accounts.ShouldBe([other]);
        await service.Parts.Connections.SaveAsync(tenant, "till", connector, settings, []); // where the POS does not tell
    }

    [Fact]
    public async Task GivenAStoreWhoseAddressAnotherStoreHasNow_WhenThatOneIsSavedUnderItsId_ThenTheIdsTellThemApart()
    {
        await using var service = await Service.StartAsync();
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("shop"));
        var settings = SettingsOf(service, "lightspeed");
        await service.Parts.Connections.SaveAsync(tenant, "till", "lightspeed", settings, ["id-of-one", "corner"]);

        var refused = await Should.ThrowAsync<OrgException>(() => service.Parts.Connections.SaveAsync(tenant, "till", "lightspeed", settings, ["id-of-two", "corner"]));

        refused.Message.ShouldContain("Nothing was saved");
        (await service.Parts.Connections.SaveAsync(tenant, "till", "lightspeed", settings, ["id-of-one", "high-street"])).Accounts.ShouldBe(["id-of-one", "high-street"]);
    }

    [Theory]
    [InlineData("toast", "restaurant-1", "restaurant-1|restaurant-2")]
    [InlineData("lightspeed", "one", "id-of-one|one")]
    [InlineData("alleaves", "https://app.alleaves.com/1000", "https://new.alleaves.com/1000")]
    [InlineData("rest", "https://pos.example/orders 0011", "https://pos.example/orders 2233")]
    public async Task GivenAConnection_WhenTheSameAccountIsToldInOtherWords_ThenItIsSaved(string connector, string before, string now)
    {
        await using var service = await Service.StartAsync();
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("shop"));
        var settings = SettingsOf(service, connector);
        await service.Parts.Connections.SaveAsync(tenant, "till", connector, settings, [before]);

        (await service.Parts.Connections.SaveAsync(tenant, "till", connector, settings, now.Split('|'))).Accounts.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task GivenAChangeThatWasPlanned_WhenSomebodyElseWasFaster_ThenTheirsStays()
    {
        await using var service = await Service.StartAsync();
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("shop"));
        var settings = SettingsOf(service, "alleaves");
        var made = await service.Parts.Connections.SaveAsync(tenant, "till", "alleaves", settings, [], seen: new ConnectionSeen(null));
        await service.Parts.Connections.SaveAsync(tenant, "till", "alleaves", settings.With("historyDays", "30"), [], seen: new ConnectionSeen(made));

        await Should.ThrowAsync<ConnectionChangedException>(() =>
            service.Parts.Connections.SaveAsync(tenant, "till", "alleaves", settings.With("lookBackDays", "3"), [], seen: new ConnectionSeen(made)));
        await Should.ThrowAsync<ConnectionChangedException>(() =>
            service.Parts.Connections.SaveAsync(tenant, "till", "alleaves", settings, [], seen: new ConnectionSeen(null)));

        (await ConnectionDirectory.FindAsync(tenant, "till"))!.Given["historyDays"].ShouldBe("30");
    }

    private static ConnectionSettings SettingsOf(Service service, string connector)
    {
        var descriptor = service.Parts.Connectors.Find(connector).Descriptor;
        var given = descriptor.Fields.Where(f => f.Required && f.Default is null && !f.Managed).ToDictionary(f => f.Name, f => f.Choices is [var first, ..] ? first : "a-b");
        return ConnectionSettings.From(descriptor, given);
    }
}
