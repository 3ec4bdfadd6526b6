using System.Net;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Api;

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
    [InlineData("\u200b")]
    [InlineData("\u200b\u2060")]
    [InlineData("\u3164")]
    [InlineData("\u115f\u1160")]
    [InlineData("\uffa0")]
    [InlineData("\u2800 \u2800")]
    [InlineData("\u200d")]
    [InlineData("all\u200b")]
    [InlineData("\ufeffall")]
    [InlineData(" all\u00ad ")]
    [InlineData("\ufe0f")]
    [InlineData("a\U000E0061")]
    public void GivenANameThatLooksLikeNothingOrLikeAnother_WhenItIsLookedAt_ThenItIsNone_ThoughAPosMaySayIt(string name) =>
        (OneLine.IsName(name), OneLine.Is(name)).ShouldBe((false, true));

    [Theory]
    [InlineData("")]
    [InlineData("Zoë's Café & Söhne")]
    [InlineData("ключ 💥 مفتاح")]
    [InlineData("שלום\u200F!")]
    [InlineData("می\u200cخواهم")]
    [InlineData("👩\u200d🌾 Farm")]
    [InlineData("Shop ❤\ufe0f")]
    [InlineData("The Scot \U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F")]
    [InlineData("\u0600 12")]
    public void GivenAnHonestNameOfAnyScript_WhenItIsLookedAt_ThenItIsOne(string name) => OneLine.IsName(name).ShouldBeTrue();

    [Fact]
    public async Task GivenANameThatNobodySees_WhenAnOrgOrAKeyTakesItByTheApi_ThenItsFieldSaysSoAndNothingChanges()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");

        (await user.PostAsync("/api/orgs/shop/keys", """{"name":"all\u200b","scopes":["data:read"]}""")).ShouldBe(400).Error("name").ShouldContain(Fault);
        var match = ("If-Match", (await user.GetAsync("/api/orgs/shop")).Tag);
        (await user.SendAsync("PATCH", "/api/orgs/shop", """{"name":"\u200b\u2060"}""", match)).ShouldBe(400).Error("name").ShouldContain(Fault);

        (await user.GetAsync("/api/orgs/shop/keys")).Ids.Count.ShouldBe(1); // the user's own
        (await user.GetAsync("/api/orgs/shop")).Body.ShouldNotContain("200b");
    }

    [Fact]
    public async Task GivenANameThatNobodySees_WhenAnOrgOrAKeyTakesItOnTheSite_ThenItsFieldSaysSoAndNothingChanges()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "a", Role.Owner);
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        const string settings = "/orgs/a/settings", keys = "/orgs/a/settings/keys", unseen = "\u200b\u2060";
        var fields = await owner.FieldsAsync(settings);
        fields["name"] = unseen;

        await RefusedAsync(await owner.SubmitAsync(settings, settings, fields), $"<p id=\"name-wrong\" class=\"field-wrong\">The name {Fault}", unseen);
        await RefusedAsync(await owner.SubmitAsync(keys, keys, new() { ["name"] = "all\u200b", ["scope"] = "data:read" }), $"<p id=\"name-wrong\" class=\"field-wrong\">The name {Fault}", "all\u200b");

        (await Engine.Orgs.OrgDirectory.GetAsync(tenant)).Name.ShouldBe("Shop a");
        (await ApiKeyDirectory.ListAsync(tenant)).ShouldBeEmpty();
    }

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
