using System.Net;
using System.Text;
using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.Web.Connect;

namespace Sync.Web.Tests.Connect;

/// <summary>An owner signs in at the POS, and the org is connected.</summary>
public sealed class SignInTests
{
    [Theory]
    [InlineData("square")]
    [InlineData("shopify")]
    [InlineData("lightspeed")]
    [InlineData("clover")]
    public async Task GivenALink_WhenTheOwnerAllowsIt_ThenTheConnectionIsSavedAndTheFirstSyncReadsAll(string connector)
    {
        await using var shop = await SignInShop.OpenAsync(connector);

        var (status, page) = await shop.SignInAsync();

        status.ShouldBe(HttpStatusCode.OK, page);
        page.ShouldContain("is connected");
        page.ShouldContain("<li><strong>");
        var settings = await shop.SettingsAsync();
        settings.Secret("accessToken").ShouldNotBeNull();
        settings.Secret("refreshToken").ShouldNotBeNull();
        DateTimeOffset.Parse(settings.Secret("accessTokenExpires")!.Reveal()).ShouldBeGreaterThan(shop.Time.GetUtcNow());
        (settings.Text("clientId"), settings.Secret("clientSecret")).ShouldBe((null, null)); // the operator's stay the operator's
        var report = await shop.RunAsync();
        report.Result.ShouldBe(RunResult.Done, string.Join("; ", report.Runs[0].Streams.Select(s => $"{s.Key} {s.Value.ErrorDetail}")));
        report.Runs[0].Streams[PosStream.Products].Created.ShouldBe(shop.Pos.Truth.Products.Count);
    }

    [Theory]
    [InlineData("square", "merchantId", "MERCHANT1")]
    [InlineData("shopify", "shop", "demo.myshopify.com")]
    [InlineData("lightspeed", "domainPrefix", "example")]
    [InlineData("clover", "merchantId", null)]
    public async Task GivenASignIn_WhenItEnds_ThenTheAccountIsKnown(string connector, string setting, string? expected)
    {
        await using var shop = await SignInShop.OpenAsync(connector);
        await shop.SignInAsync();
        (await shop.SettingsAsync()).Text(setting).ShouldBe(expected ?? shop.Pos.Truth.Locations[0].Id);
    }

    [Fact]
    public async Task GivenASignInAtLightspeed_WhenItEnds_ThenWhatItMayReadIsEnoughForTheStoresIdAndForCosts()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");

        await shop.SignInAsync();
        await shop.RunAsync();

        (await shop.SavedAsync())!.Accounts.Count.ShouldBe(2); // the id, and the address
        var products = await shop.Tenant.QueryAsync(new DocumentQuery { Collection = "products" }).ToListAsync();
        products.ShouldNotBeEmpty();
        products.ShouldAllBe(p => p.Body.Read().Has("cost"));
    }

    [Theory]
    [InlineData("square", "MERCHANT_PROFILE_READ CUSTOMERS_READ ORDERS_READ PAYMENTS_READ ITEMS_READ INVENTORY_READ LOYALTY_READ")]
    [InlineData("shopify", "read_orders,read_customers,read_products,read_inventory,read_locations")]
    [InlineData("lightspeed", "customers:read sales:read products:read inventory:read outlets:read retailer:read payment_types:read product:cost:view")]
    [InlineData("clover", "")]
    public async Task GivenADescriptor_WhenTheOwnerIsSentAway_ThenItsScopesAreAskedFor(string connector, string scopes)
    {
        await using var shop = await SignInShop.OpenAsync(connector);
        using var browser = new Browser();
        await shop.ReachCallbackAsync(browser);
        shop.SignIn.AskedScopes.ShouldBe(scopes);
    }

    [Fact]
    public async Task GivenAnAppThatShopifyHasApproved_WhenTheOwnerIsSentAway_ThenAllOrdersAreAskedFor()
    {
        await using var shop = await SignInShop.OpenAsync("shopify", approved: ["read_all_orders"]);
        using var browser = new Browser();
        await shop.ReachCallbackAsync(browser);
        shop.SignIn.AskedScopes.ShouldBe("read_orders,read_all_orders,read_customers,read_products,read_inventory,read_locations");
    }

    [Theory]
    [InlineData("clover")]
    [InlineData("square")]
    public async Task GivenAnAppWithoutASecret_WhenTheOwnerSignsIn_ThenPkceProvesWhoAsks(string connector)
    {
        await using var shop = await SignInShop.OpenAsync(connector, publicClient: true);
        using var browser = new Browser();
        var away = await browser.RedirectAsync(await shop.LinkAsync());
        away.ShouldContain("code_challenge_method=S256");

        var (status, page) = await browser.FollowAsync(away);

        status.ShouldBe(HttpStatusCode.OK, page);
        shop.SignIn.Redeemed.ShouldBe(1);
        shop.Pos.Requests.ShouldContain(r => r.Body.Contains("code_verifier", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("shopify")]
    [InlineData("lightspeed")]
    public async Task GivenAPosWithoutPkce_WhenTheAppHasNoSecret_ThenNobodyIsSentAway(string connector)
    {
        await using var shop = await SignInShop.OpenAsync(connector, publicClient: true);
        await Should.ThrowAsync<Engine.Orgs.OrgException>(() => SignInPlan.MakeAsync(shop.Service.Parts, shop.Tenant, shop.Ask()));
        var (status, page) = await shop.SignInAsync();
        status.ShouldBe(HttpStatusCode.BadRequest);
        page.ShouldContain($"SYNC_{connector.ToUpperInvariant()}_CLIENT_SECRET");
    }

    [Fact]
    public async Task GivenNoApp_WhenSomebodyWantsToSignIn_ThenThePageSaysWhatTheOperatorDoes()
    {
        await using var shop = await SignInShop.OpenAsync("square", registered: false);
        var (status, page) = await shop.SignInAsync();
        status.ShouldBe(HttpStatusCode.BadRequest);
        page.ShouldContain("SYNC_SQUARE_CLIENT_ID");
    }

    [Fact]
    public async Task GivenAnAddressThatTheOperatorDidNotAllow_WhenSomebodyWantsToSignIn_ThenTheOperatorsSecretStaysHome()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        var (status, page) = await shop.SignInAsync(shop.Ask(given: new Dictionary<string, string> { ["baseUrl"] = "https://thief.example.com" }));
        status.ShouldBe(HttpStatusCode.BadRequest);
        page.ShouldContain("SYNC_ALLOW_PRIVATE_HOSTS");
        shop.Pos.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAPermissionThatWasNotGiven_WhenTheOwnerSignsIn_ThenTheConnectionIsSavedAndThatStreamSaysSo()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        ((Simulator.Square.FakeSquare)shop.Pos).Scopes.Remove("CUSTOMERS_READ");

        var (status, page) = await shop.SignInAsync();

        status.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("CUSTOMERS_READ");
        (await shop.SavedAsync()).ShouldNotBeNull();
    }

    [Fact]
    public async Task GivenASignInWithWhichNothingCanBeRead_WhenItIsChecked_ThenNothingIsSaved()
    {
        await using var shop = await SignInShop.OpenAsync("clover");
        shop.Pos.Faults.Status("/" + shop.Pos.Truth.Locations[0].Id, 401, times: 10);

        var (status, page) = await shop.SignInAsync();

        status.ShouldBe(HttpStatusCode.BadRequest);
        page.ShouldContain("nothing was saved");
        (await shop.SavedAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task GivenACodeWhoseAnswerIsLost_WhenItWasExchanged_ThenItIsNotExchangedAgainAndNothingIsSaved()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        shop.Pos.Faults.Add(new Simulator.Fault { Path = "/token", Times = 1, Kind = Simulator.FaultKind.CutBody });

        var (status, _) = await shop.SignInAsync();

        status.ShouldBe(HttpStatusCode.BadGateway);
        shop.Pos.Requests.Count(r => r.Path.EndsWith("/token", StringComparison.Ordinal)).ShouldBe(1);
        (await shop.SavedAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task GivenASignIn_WhenAllDocumentsAreRead_ThenNoSecretOfItIsThereInClear()
    {
        await using var shop = await SignInShop.OpenAsync("clover", publicClient: true);
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        var state = QueryOf(callback)["state"];
        var pending = await TextsAsync(shop);
        pending.ShouldContain("connect_states");
        foreach (var secret in new[] { state, state.Split('.')[1] }) pending.ShouldNotContain(secret);

        await browser.FollowAsync(callback);

        var texts = await TextsAsync(shop);
        var settings = await shop.SettingsAsync();
        foreach (var secret in settings.Secrets.Values) texts.ShouldNotContain(secret.Reveal());
        var verifier = shop.Pos.Requests.Select(r => r.Body).Single(b => b.Contains("code_verifier")).Split("\"code_verifier\":\"")[1].Split('"')[0];
        verifier.Length.ShouldBe(43);
        (pending + texts).ShouldNotContain(verifier);
    }

    private static Dictionary<string, string> QueryOf(string address) => new Uri(address).Query.TrimStart('?').Split('&')
        .Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));

    private static async Task<string> TextsAsync(SignInShop shop)
    {
        var texts = new StringBuilder();
        await foreach (var collection in shop.Tenant.ListCollectionsAsync())
            await foreach (var document in shop.Tenant.QueryAsync(new DocumentQuery { Collection = collection }))
                texts.Append(document.Path).Append(' ').Append(document.Body).Append('\n');
        return texts.ToString();
    }
}
