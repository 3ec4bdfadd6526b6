using System.Net;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>Names that people give on the site are of one line and look as they are; the API refuses the same by the same rule.</summary>
public sealed class HostileNameTests
{
    private const string Fault = "holds a line break or another sign that is not seen";

    public static TheoryData<string> Hostile { get; } = ["Shop\r\nOwner: me", "Shop \u202Egnp.exe", "a\u2066b", "tab\there", "bell\u0007", "line\u2028end"];

    [Fact]
    public void GivenHalfOfACharacter_WhenItIsLookedAt_ThenItIsNoText() => OneLine.Is("half" + '\ud83d').ShouldBeFalse();

    [Theory]
    [MemberData(nameof(Hostile))]
    public void GivenATextThatIsNotOneLine_WhenItIsLookedAt_ThenItIsNone(string text) => OneLine.Is(text).ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("Zoë's Café & Söhne")]
    [InlineData("ключ 💥 مفتاح")]
    [InlineData("שלום\u200F!")]
    public void GivenAnHonestName_WhenItIsLookedAt_ThenItIsOne(string text) => OneLine.Is(text).ShouldBeTrue();

    [Theory]
    [InlineData("Shop\r\nOwner: me")]
    [InlineData("Shop \u202Egnp.exe")]
    public async Task GivenAHostileName_WhenAnOrgAKeyOrAConnectionTakesIt_ThenItsFieldSaysSoAndNothingChanges(string name)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));

        const string settings = "/orgs/a/settings";
        var fields = await owner.FieldsAsync(settings);
        fields["name"] = name;
        await RefusedAsync(await owner.SubmitAsync(settings, settings, fields), $"<p id=\"name-wrong\" class=\"field-wrong\">The name {Fault}", name);
        (await Engine.Orgs.OrgDirectory.GetAsync(tenant)).Name.ShouldBe("Shop a");

        const string keys = "/orgs/a/settings/keys";
        await RefusedAsync(await owner.SubmitAsync(keys, keys, new() { ["name"] = name, ["scope"] = "data:read" }), $"<p id=\"name-wrong\" class=\"field-wrong\">The name {Fault}", name);
        (await ApiKeyDirectory.ListAsync(tenant)).ShouldBeEmpty();

        const string connect = "/orgs/a/connect/alleaves";
        var form = pos.Settings().ToDictionary(s => "s-" + s.Key, s => s.Value);
        form["s-username"] = name;
        using var refused = await owner.SubmitAsync(connect, connect + "/check", form);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.BodyAsync()).ShouldContain("<p id=\"form-username-wrong\" class=\"wrong\">'User name' holds a line break");
        pos.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAnInvitation_WhenItIsAcceptedUnderAHostileName_ThenTheFieldSaysSoAndNoAccountIsMade()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "a", Role.Owner, "owner@a.example");
        var token = await new InvitationDirectory(service.Parts.Store.OpenTenant(OrgId.Parse("a")), service.Parts.Accounts, service.Parts.Time).InviteAsync("new@a.example", Role.Viewer, Actor.Operator);
        using var browser = new Browserish(service.Url);
        var page = "/invitations/" + token;
        const string name = "Ann \u202Egnp.exe";
        await RefusedAsync(await browser.SubmitAsync(page, page, new() { ["name"] = name, ["password"] = Browserish.Password }), $"<p id=\"name-wrong\" class=\"field-wrong\">The name {Fault}", name);
        (await service.Parts.Accounts.FindByEmailAsync("new@a.example")).ShouldBeNull();
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string words, string name)
    {
        using (answer)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var page = await answer.BodyAsync();
            page.ShouldContain(words);
            page.ShouldNotContain($">{name}<");
        }
    }
}
