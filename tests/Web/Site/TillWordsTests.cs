using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Web.Site.Connect;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>People see their own POS's name and amounts as a till writes them.</summary>
public sealed class TillWordsTests
{
    [Theory]
    [InlineData("\"Corner POS\"", "Corner POS")]
    [InlineData(null, "Generic REST")]
    public async Task GivenARestConnection_WhenItsCardIsShown_ThenItIsCalledAsItsDefinitionSays(string? name, string shown)
    {
        var kind = FakePosCatalog.All["rest"];
        await using var pos = await kind.Start(PosTruth.Generate(kind.Shape(new TruthPlan { Customers = 2, Orders = 3, Products = 2, Now = TimeProvider.System.GetUtcNow() })), new FakePosOptions());
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var given = pos.Settings.ToDictionary(s => s.Key, s => s.Value);
        given["definition"].ShouldContain("\"name\": \"Corner POS\",");
        if (name is null) given["definition"] = given["definition"].Replace("\"name\": \"Corner POS\",", "", StringComparison.Ordinal);
        var settings = ConnectionSettings.From(service.Parts.Connectors.Find("rest").Descriptor, given);
        await service.Parts.Connections.SaveAsync(service.Parts.Store.OpenTenant(OrgId.Parse("a")), "rest", "rest", settings, []);

        (await admin.TextAsync("/orgs/a")).ShouldContain($"<h2 id=\"c-rest\"><a href=\"/orgs/a/connections/rest\">{shown}</a></h2>");
        (await admin.TextAsync("/orgs/a/connections/rest/confirm")).ShouldContain($"<h1>{shown}: does this match your till?</h1>");
    }

    [Theory]
    [InlineData(123_456_789, "USD", "1,234,567.89 USD")]
    [InlineData(-123_450, "USD", "-1,234.50 USD")]
    [InlineData(123_456, "JPY", "123,456 JPY")]
    public void GivenAnAmount_WhenItIsShownBesideTheTill_ThenItsThousandsAreParted(long minor, string currency, string shown) =>
        Previews.Amount(new Money(minor, Currency.Of(currency))).ShouldBe(shown);
}
