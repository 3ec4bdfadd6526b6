using System.Net;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Clover;
using Sync.Simulator.Lightspeed;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Api;
using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Connect;

/// <summary>The tokens of a connection that was signed in outlive every change of its other settings: a refresh token is good once.</summary>
public sealed class KeptGrantTests
{
    private static readonly string Connections = $"/api/orgs/{SignInShop.Org}/connections/";

    [Theory]
    [InlineData("lightspeed")]
    [InlineData("clover")]
    public async Task GivenATokenThatHasEnded_WhenAChangeIsRefused_ThenWhatWasRenewedForTheTryIsKept(string connector)
    {
        await using var shop = await SignedInAsync(connector);
        using var user = await ApiUser.WithKeyAsync(shop.Service, SignInShop.Org.Value);
        var before = await GrantAsync(shop);
        var tag = (await user.GetAsync(Connections + connector)).ShouldBe(200).Tag;
        shop.Pos.ExpireTokens();
        shop.Pos.Forbid("orders");

        (await user.SendAsync("PATCH", Connections + connector, """{"settings":{"historyDays":"30"}}""", ("If-Match", tag))).ShouldBe(422);

        Allow(shop);
        (await GrantAsync(shop)).ShouldNotBe(before); // the former is spent
        (await shop.SavedAsync())!.Given.GetValueOrDefault("historyDays").ShouldBeNull();
        await RunsAsync(shop);
    }

    [Theory]
    [InlineData("lightspeed")]
    [InlineData("clover")]
    public async Task GivenATokenThatHasEnded_WhenASettingIsChanged_ThenTheRenewedOneIsSavedWithIt(string connector)
    {
        await using var shop = await SignedInAsync(connector);
        using var user = await ApiUser.WithKeyAsync(shop.Service, SignInShop.Org.Value);
        var tag = (await user.GetAsync(Connections + connector)).ShouldBe(200).Tag;
        shop.Pos.ExpireTokens();

        (await user.SendAsync("PATCH", Connections + connector, """{"settings":{"historyDays":"30"}}""", ("If-Match", tag))).ShouldBe(200);

        (await shop.SavedAsync())!.Given["historyDays"].ShouldBe("30");
        shop.Pos.ExpireTokens();
        await RunsAsync(shop);
    }

    [Theory]
    [InlineData("lightspeed", false)]
    [InlineData("lightspeed", true)]
    [InlineData("clover", false)]
    public async Task GivenACheckOnTheSite_WhenARunRenewsBeforeItIsSaved_ThenTheRunsTokensStay(string connector, bool endedBefore)
    {
        await using var shop = await SignedInAsync(connector);
        using var admin = await Browserish.SignedInAsync(shop.Service, SignInShop.Org.Value, Role.Admin);
        var form = $"/orgs/{SignInShop.Org}/connect/{connector}";
        var asked = (await shop.SavedAsync())!.Given.ToDictionary(g => "s-" + g.Key, g => g.Value);
        asked["connection"] = connector;
        asked["s-historyDays"] = "30";
        if (endedBefore) shop.Pos.ExpireTokens();
        using var check = await admin.SubmitAsync(form, form + "/check", asked);
        check.StatusCode.ShouldBe(HttpStatusCode.OK, await check.BodyAsync());
        var parked = await shop.Service.Parts.PendingConnections.FindAsync(
            shop.Tenant, ConnectTests.PendingOf(await check.BodyAsync()), (await shop.Service.Parts.Accounts.FindByEmailAsync($"admin@{SignInShop.Org}.example"))!.Id);
        parked.ShouldNotBeNull().Settings.Secrets.Keys.ShouldNotContain(name => ConnectorKit.OAuth.OAuthFields.Grant.Contains(name));
        var page = SiteForm.FieldsOf(await check.BodyAsync());
        shop.Pos.ExpireTokens();
        await RunsAsync(shop);
        var renewed = await GrantAsync(shop);

        if (endedBefore) page["pending"] = await LookAgainAsync(admin, form, page);
        using var save = await admin.SubmitAsync(form, form + "/save", new() { ["pending"] = page["pending"] });
        save.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await save.BodyAsync());
        await Eventually.TrueAsync(() => shop.Service.Live.Find(SignInShop.Org) is { Outcome: not null }, "the import ends");

        (await GrantAsync(shop)).ShouldBe(renewed);
        (await shop.SavedAsync())!.Given["historyDays"].ShouldBe("30");
        shop.Pos.ExpireTokens();
        await RunsAsync(shop);
    }

    [Fact]
    public async Task GivenTokensOfAnOwner_WhenTheyAreGivenAnew_ThenTheyTakeThePlaceOfTheSavedOnes()
    {
        await using var shop = await SignedInAsync("lightspeed");
        using var user = await ApiUser.WithKeyAsync(shop.Service, SignInShop.Org.Value);
        var tag = (await user.GetAsync(Connections + "lightspeed")).ShouldBe(200).Tag;
        var (access, refresh) = await GrantAsync(shop);
        var saved = await shop.SettingsAsync();
        await shop.Service.Parts.Connections.KeepSecretsAsync(shop.Tenant, "lightspeed", new Dictionary<string, Secret> { ["accessToken"] = new("worthless"), ["refreshToken"] = new("worthless") });
        saved.Secret("accessToken")!.Reveal().ShouldBe(access);

        var change = $$$"""{"settings":{"accessToken":"{{{access}}}","refreshToken":"{{{refresh}}}"}}""";
        (await user.SendAsync("PATCH", Connections + "lightspeed", change, ("If-Match", tag))).ShouldBe(200);

        (await GrantAsync(shop)).ShouldBe((access, refresh));
        await RunsAsync(shop);
    }

    // A time zone that is none shows the page once more, with what is renewed by then.
    private static async Task<string> LookAgainAsync(Browserish admin, string form, Dictionary<string, string> page)
    {
        page["orgZone"] = "Europe/Nowhere";
        using var again = await admin.SubmitAsync(form, form + "/save", page);
        again.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        return ConnectTests.PendingOf(await again.BodyAsync());
    }

    private static async Task<SignInShop> SignedInAsync(string connector)
    {
        var shop = await SignInShop.OpenAsync(connector);
        (await shop.SignInAsync()).Status.ShouldBe(HttpStatusCode.OK);
        await RunsAsync(shop);
        return shop;
    }

    private static void Allow(SignInShop shop)
    {
        if (shop.Pos is FakeLightspeed lightspeed) lightspeed.Denied.Clear();
        else ((FakeClover)shop.Pos).Withheld.Clear();
    }

    private static async Task RunsAsync(SignInShop shop)
    {
        var run = (await shop.RunAsync()).Runs.ShouldHaveSingleItem();
        run.Result.ShouldBe(RunResult.Done, run.ErrorDetail ?? run.Error);
    }

    private static async Task<(string? Access, string? Refresh)> GrantAsync(SignInShop shop)
    {
        var settings = await shop.SettingsAsync();
        return (settings.Secret("accessToken")?.Reveal(), settings.Secret("refreshToken")?.Reveal());
    }
}
