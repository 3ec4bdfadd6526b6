using System.Net;
using Sync.Engine.Runs;
using Sync.Simulator;

namespace Sync.Web.Tests.Connect;

/// <summary>A sign-in may end what the POS granted before it: a connection that was read keeps whichever grant is good.</summary>
public sealed class WorkingGrantTests
{
    [Theory]
    [InlineData("square", 500)]
    [InlineData("shopify", 500)]
    [InlineData("lightspeed", 500)]
    [InlineData("clover", 500)]
    [InlineData("square", 429)]
    [InlineData("shopify", 429)]
    [InlineData("lightspeed", 429)]
    [InlineData("clover", 429)]
    [InlineData("shopify", 402)]
    [InlineData("shopify", 401)] // the former one is ended for certain
    public async Task GivenAConnectionThatIsRead_WhenItsOwnerSignsInAgainAndItCannotBeTried_ThenTheNewGrantIsKeptAndThePageSaysSo(string connector, int trouble)
    {
        await using var shop = await SignedInAsync(connector);
        var accounts = (await shop.SavedAsync())!.Accounts;
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        shop.Pos.Faults.Add(new Fault { Path = "", When = IsNoSignIn, Kind = FaultKind.Status, Status = trouble });

        var (status, page) = await browser.FollowAsync(callback);

        status.ShouldBe(HttpStatusCode.OK, page);
        page.ShouldContain("could not be read");
        page.ShouldNotContain("nothing was saved");
        (await shop.SavedAsync())!.Accounts.ShouldBe(accounts);
        shop.Pos.Faults.Clear();
        await RunsAsync(shop);
        shop.Pos.ExpireTokens();
        await RunsAsync(shop);
    }

    [Theory]
    [InlineData("square")]
    [InlineData("lightspeed")]
    [InlineData("clover")]
    public async Task GivenAConnectionThatIsRead_WhenTheNewGrantIsRefused_ThenTheFormerOneIsKept(string connector)
    {
        await using var shop = await SignedInAsync(connector);
        var before = await GrantAsync(shop);
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        shop.Pos.Faults.Add(new Fault { Path = "", When = IsNoSignIn, Kind = FaultKind.Status, Status = 401 });

        var (status, page) = await browser.FollowAsync(callback);

        status.ShouldBe(HttpStatusCode.BadRequest, page);
        page.ShouldContain("nothing was saved");
        (await GrantAsync(shop)).ShouldBe(before);
    }

    [Theory]
    [InlineData("square")]
    [InlineData("shopify")]
    [InlineData("lightspeed")]
    [InlineData("clover")]
    public async Task GivenAShopThatIsNotConnected_WhenItCannotBeTried_ThenNothingIsSavedAndNobodyIsToldThatItIsRefused(string connector)
    {
        await using var shop = await SignInShop.OpenAsync(connector);
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        shop.Pos.Faults.Add(new Fault { Path = "", When = IsNoSignIn, Kind = FaultKind.Status, Status = 500 });

        var (status, page) = await browser.FollowAsync(callback);

        status.ShouldBe(HttpStatusCode.BadGateway, page);
        page.ShouldContain("could not be read");
        page.ShouldNotContain("does not work");
        (await shop.SavedAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task GivenAConnectionThatIsRead_WhenItsOwnerClosesThePageOnceTheCodeIsExchanged_ThenTheNewGrantIsKept()
    {
        await using var shop = await SignedInAsync("shopify");
        var before = await GrantAsync(shop);
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        using var closed = new CancellationTokenSource();
        shop.Pos.Faults.Add(new Fault { Path = "", When = IsNoSignIn, Kind = FaultKind.Before, Before = closed.Cancel });

        await Should.ThrowAsync<OperationCanceledException>(() => browser.OpenAsync(callback, closed.Token));

        await Eventually.TrueAsync(async () => await GrantAsync(shop) != before, "the new grant is saved");
        shop.Pos.Faults.Clear();
        await RunsAsync(shop);
    }

    [Theory]
    [InlineData("square")]
    [InlineData("shopify")]
    [InlineData("lightspeed")]
    [InlineData("clover")]
    public async Task GivenAConnectionThatIsRead_WhenItsShopIsSignedInToForAnotherOne_ThenThatIsRefusedAndTheFirstIsReadOn(string connector)
    {
        await using var shop = await SignedInAsync(connector);

        var (status, page) = await shop.SignInAsync(shop.Ask(connection: "second"));

        status.ShouldBe(HttpStatusCode.BadRequest, page);
        page.ShouldContain("already reads this");
        (await shop.SavedAsync("second")).ShouldBeNull();
        if (connector != "square") shop.SignIn.Redeemed.ShouldBe(1); // Square tells whose it is with the token, and ends no other
        shop.Pos.ExpireTokens();
        await RunsAsync(shop);
    }

    // The sign-in itself goes well: what fails is what is asked with the token that it brought.
    private static bool IsNoSignIn(SeenRequest request) =>
        !request.Path.EndsWith("/token", StringComparison.Ordinal) && !request.Path.EndsWith("/access_token", StringComparison.Ordinal);

    private static async Task<SignInShop> SignedInAsync(string connector)
    {
        var shop = await SignInShop.OpenAsync(connector);
        var (status, page) = await shop.SignInAsync();
        status.ShouldBe(HttpStatusCode.OK, page);
        await RunsAsync(shop);
        return shop;
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
