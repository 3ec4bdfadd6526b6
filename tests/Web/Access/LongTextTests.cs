using System.Net;
using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Web.Tests.Api;

namespace Sync.Web.Tests.Access;

/// <summary>Text that is far longer than anybody's: refused in words, never by an error of the service.</summary>
public sealed class LongTextTests
{
    private const string Members = "/orgs/shop/settings/members";
    private static readonly OrgId Org = OrgId.Parse("shop");
    private static readonly string LongAddress = new string('a', 3_000) + "@shop.example";

    [Fact]
    public async Task GivenALongAddress_WhenSomebodySignsIn_ThenTheAnswerIsThatOfAWrongPassword()
    {
        await using var service = await Service.StartAsync();
        using var browser = new Browserish(service.Url);
        foreach (var email in (string[])[new string('a', 3_000), LongAddress])
        {
            using var answer = await browser.SignInAsync(email);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("Address and password do not fit");
        }
    }

    [Fact]
    public async Task GivenAnInvitation_WhenALongNameIsTyped_ThenThePageSaysSo_AndTheLinkIsStillGood()
    {
        await using var service = await Service.StartAsync();
        await Browserish.MemberAsync(service, "shop", Role.Owner, "owner@shop.example");
        var token = await Invitations(service).InviteAsync("new@shop.example", Role.Viewer, Actor.Operator);
        using var browser = new Browserish(service.Url);
        var path = "/invitations/" + token;
        using var refused = await browser.SubmitAsync(path, path, new() { ["name"] = new string('x', 5_000), ["password"] = "a long enough password" });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("A name has at most 200 characters; this one has 5,000.");
        using var joined = await browser.SubmitAsync(path, path, new() { ["name"] = new string('x', 200), ["password"] = "a long enough password" });
        joined.Headers.Location!.ToString().ShouldBe("/orgs/shop");
    }

    [Fact]
    public async Task GivenALongAddress_WhenSomebodyIsInvited_ThenItIsRefusedAndNobodyIs()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "shop", Role.Owner);
        using var refused = await owner.SubmitAsync(Members, Members, new() { ["email"] = LongAddress, ["role"] = "viewer" });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("An e-mail address has at most 254 characters; this one has 3,013. Nobody was invited.");

        using var program = await ApiUser.WithKeyAsync(service, "shop", "data:read", "members:write");
        (await program.PostAsync("/api/orgs/shop/invitations", JsonSerializer.Serialize(new { email = LongAddress, role = "viewer" }))).ShouldBe(400).Error("email").ShouldContain("254");
        // What the command line comes to as well.
        foreach (var email in (string[])[LongAddress, "Ann <ann@shop.example>", "ann\u0085@shop.example"])
            (await Should.ThrowAsync<OrgException>(() => Invitations(service).InviteAsync(email, Role.Viewer, Actor.Operator))).Message.ShouldContain("Nobody was invited.");
        (await InvitationDirectory.ListAsync(service.Parts.Store.OpenTenant(Org), TimeProvider.System.GetUtcNow())).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("email", 20_000)]
    [InlineData(null, 3_000)]
    public async Task GivenAFormThatIsTooLarge_WhenItIsSent_ThenAPageSaysSo(string? field, int length)
    {
        await using var service = await Service.StartAsync();
        using var browser = new Browserish(service.Url);
        var text = new string('a', length);
        using var answer = await browser.SubmitAsync("/sign-in", "/sign-in", new() { [field ?? text] = text });
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("This form is too large");
    }

    [Fact]
    public async Task GivenAFormWithAZeroByte_WhenItIsSent_ThenAPageSaysThatItCannotBeRead()
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "shop", Role.Owner);
        using var answer = await owner.SubmitAsync("/orgs/shop/settings", "/orgs/shop/settings", new() { ["name"] = "a\0b" });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("This form cannot be read");
    }

    private static InvitationDirectory Invitations(Service service) => new(service.Parts.Store.OpenTenant(Org), service.Parts.Accounts, TimeProvider.System);
}
