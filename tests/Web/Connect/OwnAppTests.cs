using System.Net;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.Web.Connect;

namespace Sync.Web.Tests.Connect;

/// <summary>An owner signs in again with an app of their own, whose secret is saved with the connection.</summary>
public sealed class OwnAppTests
{
    private const string OwnSecret = "the-secret-of-the-owners-app";

    [Fact]
    public async Task GivenASavedAppSecret_WhenASignInIsAskedForAtAnotherAddress_ThenThatNeverGetsIt()
    {
        await using var shop = await SavedAsync();
        await using var other = await FakeSquare.StartAsync(shop.Pos.Truth, new FakePosOptions { Time = shop.Time });
        other.SignIn.Redirects.Add(ConnectLinks.Callback(shop.Service.Parts.PublicUrl, "square"));
        var ask = shop.Ask(given: new() { ["baseUrl"] = other.Settings["baseUrl"] });

        var plan = await SignInPlan.MakeAsync(shop.Service.Parts, shop.Tenant, ask);
        plan.App.ClientSecret.ShouldBeNull();
        plan.Settings.Secrets.ShouldBeEmpty();
        plan.Given.Keys.ShouldNotContain(OAuthFields.ClientSecret);
        await shop.SignInAsync(ask);

        other.SignIn.Redeemed.ShouldBe(1); // by PKCE, as an app without a secret does
        other.Requests.ShouldNotContain(r => r.Body.Contains(OwnSecret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task GivenASavedAppSecret_WhenASignInIsAskedForAtTheSameAddress_ThenItIsUsed()
    {
        await using var shop = await SavedAsync();
        foreach (var given in new[] { shop.Given(), [] })
            (await SignInPlan.MakeAsync(shop.Service.Parts, shop.Tenant, shop.Ask(given: given))).App.ClientSecret!.Reveal().ShouldBe(OwnSecret);
        (await shop.SignInAsync()).Status.ShouldNotBe(HttpStatusCode.OK); // the fake knows another secret
        shop.Pos.Requests.ShouldContain(r => r.Body.Contains(OwnSecret, StringComparison.Ordinal));
    }

    private static async Task<SignInShop> SavedAsync()
    {
        var shop = await SignInShop.OpenAsync("square", registered: false);
        var settings = ((FakeSquare)shop.Pos).SettingsWith((OAuthFields.ClientSecret, OwnSecret));
        await shop.Service.Parts.Connections.SaveAsync(
            shop.Tenant, "square", "square", ConnectionSettings.From(shop.Service.Parts.Connectors.Find("square").Descriptor, settings), []);
        return shop;
    }
}
