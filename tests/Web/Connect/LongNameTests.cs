using System.Net;
using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Api;
using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Connect;

/// <summary>A shop's name that is longer than a part of a host's name may be.</summary>
public sealed class LongNameTests
{
    private static readonly string Long = new('a', 300);

    [Theory]
    [InlineData("shopify", "shop")]
    [InlineData("lightspeed", "domainPrefix")]
    public async Task GivenANameThatIsTooLongForAHost_WhenItIsTriedOrSaved_ThenTheFieldIsNamed_AndNothingIsSaved(string connector, string field)
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a");
        foreach (var name in (string[])[Long, new string('a', 64), Long + ".myshopify.com"])
        {
            var body = JsonSerializer.Serialize(new { connector, settings = new Dictionary<string, string> { [field] = name, ["accessToken"] = "t" } });
            foreach (var path in (string[])["", "/test", "/preview"])
                (await user.PostAsync("/api/orgs/a/connections" + path, body)).ShouldBe(400).Error("settings." + field).ShouldStartWith("Enter ");
        }

        (await ConnectionDirectory.ListAsync(service.Parts.Store.OpenTenant(OrgId.Parse("a")))).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAnAddressWhoseHostIsTooLong_WhenItIsTried_ThenTheFieldIsNamed()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a");
        var address = $"https://{string.Join('.', Enumerable.Repeat(new string('a', 50), 6))}.example";
        var body = JsonSerializer.Serialize(new { connector = "square", settings = new { baseUrl = address, accessToken = "t" } });

        (await user.PostAsync("/api/orgs/a/connections/test", body)).ShouldBe(400).Error("settings.baseUrl").ShouldContain("253");
    }

    [Theory]
    [InlineData("shopify", "shop")]
    [InlineData("lightspeed", "domainPrefix")]
    public async Task GivenANameThatIsTooLongForAHost_WhenTheFormIsSent_ThenItSaysSoAtTheField(string connector, string field)
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var form = "/orgs/a/connect/" + connector;

        using var refused = await admin.SubmitAsync(form, form + "/check", new() { ["connection"] = connector, ["s-" + field] = Long, ["s-accessToken"] = "t" });

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.BodyAsync()).ShouldMatch($"id=\"form-{field}-wrong\"[^>]*>[^<]*Enter ");
    }

    [Fact]
    public async Task GivenANameThatIsTooLongForAHost_WhenASignInBegins_ThenItIsRefusedInWords()
    {
        await using var shop = await SignInShop.OpenAsync("shopify");
        var given = new Dictionary<string, string> { ["shop"] = Long };
        using var browser = new Browser();

        using var link = await browser.OpenAsync(await shop.LinkAsync(shop.Ask(given: given)));

        link.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await link.BodyAsync()).ShouldContain("Enter the shop's own address");
    }
}
