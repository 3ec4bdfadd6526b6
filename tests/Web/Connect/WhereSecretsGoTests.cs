using Sync.ConnectorKit;
using Sync.Connectors;
using Sync.Web.Connect;

namespace Sync.Web.Tests.Connect;

/// <summary>Which settings decide where secrets are sent: with another value of one, those that were saved are asked for anew.</summary>
public sealed class WhereSecretsGoTests
{
    [Theory]
    [InlineData("alleaves", "profile baseUrl")]
    [InlineData("square", "baseUrl")]
    [InlineData("shopify", "shop baseUrl")]
    [InlineData("toast", "baseUrl")]
    [InlineData("lightspeed", "domainPrefix baseUrl")]
    [InlineData("clover", "region baseUrl signInUrl")]
    [InlineData("rest", "definition baseUrl")]
    [InlineData("files", "")]
    public void GivenAConnector_WhenItsSettingsAreLookedAt_ThenThoseAndNoOthersDecideWhereSecretsGo(string connector, string deciding) =>
        string.Join(' ', Of(connector).Fields.Where(f => f.DecidesWhere).Select(f => f.Name)).ShouldBe(deciding);

    [Fact]
    public void GivenEveryConnector_WhenASettingIsChanged_ThenSecretsAreAskedForWhereItDecidesAndNowhereElse()
    {
        foreach (var descriptor in AllConnectors.List.Select(c => c.Descriptor))
            foreach (var field in descriptor.Fields.Where(f => !f.Secret))
                KeptSecrets.Moved(descriptor, With(field.Name, "https://one.example"), With(field.Name, "https://two.example")!)
                    .ShouldBe(field.DecidesWhere ? field : null, $"{descriptor.Id} {field.Name}");
    }

    [Theory]
    [InlineData("shopify", "shop", "My-Shop.myshopify.com", "my-shop.myshopify.com", false)]
    [InlineData("lightspeed", "domainPrefix", "MyShop", "myshop", false)]
    [InlineData("lightspeed", "domainPrefix", "myshop", "othershop", true)]
    [InlineData("toast", "restaurants", "a", "a,b", false)]
    [InlineData("toast", "clientId", "a", "b", false)]
    [InlineData("clover", "region", "", "na", false)]
    [InlineData("clover", "region", "", "eu", true)]
    [InlineData("alleaves", "profile", "", "live", true)]
    [InlineData("square", "baseUrl", "https://Pos.Example:443/v2/", "https://pos.example/v2", false)]
    [InlineData("square", "baseUrl", "https://pos.example", "http://pos.example", true)]
    [InlineData("square", "baseUrl", "https://pos.example", "https://pos.example:8443", true)]
    [InlineData("square", "baseUrl", "https://pos.example", "https://pos.example@evil.example", true)]
    [InlineData("square", "baseUrl", "https://pos.example", "https://pos.example.evil.example", true)]
    [InlineData("square", "baseUrl", "https://pos.example/a", "https://pos.example/A", true)]
    [InlineData("rest", "definition", "{\"a\":1}", "{\"A\":1}", true)]
    public void GivenASavedSetting_WhenItIsWrittenOtherwise_ThenSecretsAreAskedForOnlyWhereItNamesAnotherPlace(string connector, string field, string before, string now, bool asked) =>
        (KeptSecrets.Moved(Of(connector), With(field, before), With(field, now)!) is not null).ShouldBe(asked);

    private static ConnectorDescriptor Of(string connector) => AllConnectors.List.Single(c => c.Descriptor.Id == connector).Descriptor;

    private static Dictionary<string, string> With(string field, string value) => new() { [field] = value };
}
