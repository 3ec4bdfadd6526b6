using System.Net;
using System.Security.Cryptography;
using System.Text;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Store;
using Sync.Web.Connect;

namespace Sync.Web.Tests.Connect;

/// <summary>Links, states and callbacks that are not what they should be.</summary>
public sealed class RefusedSignInTests
{
    [Theory]
    [InlineData("")]
    [InlineData("&ticket=")]
    [InlineData("&ticket=9999999999.AAAA")]
    [InlineData("&ticket=9999999999")]
    public async Task GivenNoGoodTicket_WhenALinkIsOpened_ThenThePageSaysHowToGetOne(string ticket)
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var browser = new Browser();

        var (status, page) = await browser.FollowAsync(ConnectLinks.Start(shop.Service.Parts.PublicUrl, shop.Ask(), null) + ticket);

        status.ShouldBe(HttpStatusCode.Forbidden);
        page.ShouldContain("Sign in to the site, open Connect");
        page.ShouldContain("href=\"/orgs/corner-shop/connect/square?connection=square\"");
        page.ShouldContain("possync connect corner-shop square --oauth");
        page.IndexOf("open Connect", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("possync", StringComparison.Ordinal));
        await NothingHappenedAsync(shop);
    }

    [Theory]
    [InlineData("org=corner-shop", "org=other-shop")]
    [InlineData("connection=square", "connection=square2")]
    [InlineData("/connect/square/", "/connect/clover/")]
    [InlineData("baseUrl=", "baseUrl=https%3A%2F%2Fthief.example.com%2F")]
    [InlineData("&ticket=", "&apiVersion=2020-01-01&ticket=")]
    public async Task GivenATicket_WhenTheLinkIsChanged_ThenItIsGoodForNothing(string from, string to)
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var browser = new Browser();
        var link = (await shop.LinkAsync()).Replace(from, to, StringComparison.Ordinal);
        (await browser.FollowAsync(link)).Status.ShouldBe(HttpStatusCode.Forbidden);
        await NothingHappenedAsync(shop);
    }

    [Fact]
    public async Task GivenATicket_WhenFifteenMinutesHavePassed_ThenItIsOver()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var browser = new Browser();
        var link = await shop.LinkAsync();
        shop.Time.Advance(TimeSpan.FromMinutes(15));
        (await browser.FollowAsync(link)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task GivenWordsThatAreMarkup_WhenTheyAreShown_ThenTheyAreText()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var browser = new Browser();
        using var response = await browser.OpenAsync(shop.Service.Parts.PublicUrl + "/connect/square/start?org=corner-shop&connection=%3Cscript%3Ealert(1)%3C/script%3E");
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("<script");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
    }

    [Fact]
    public async Task GivenALink_WhenItIsOpened_ThenTheCookieIsOutOfReachAndTheHostIsThePoss()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var browser = new Browser();
        using var response = await browser.OpenAsync(await shop.LinkAsync());
        var cookie = response.Headers.GetValues("Set-Cookie").Where(c => c.Contains("path=/connect/square/callback", StringComparison.Ordinal)).ShouldHaveSingleItem();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
        cookie.ShouldContain("path=/connect/square/callback");
        ConnectStart.CookieFor("https://sync.example.com/connect/square/callback").Secure.ShouldBeTrue();
        response.Headers.Location!.OriginalString.ShouldStartWith(shop.Pos.Settings["baseUrl"] + "/oauth2/authorize?");
    }

    [Fact]
    public async Task GivenALinkOfTheOperators_WhenItIsOpened_ThenAPageSaysWhoWouldReadTheShopFirst_AndNoLinkSkipsIt()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var browser = new Browser();
        var link = await shop.LinkAsync();
        foreach (var address in (string[])[link + "&go=yes", link])
        {
            using var response = await browser.LookAsync(address);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var page = await response.Content.ReadAsStringAsync();
            page.ShouldContain("lets Corner Shop (&#x27;corner-shop&#x27; in Sync) read that account");
            page.ShouldContain("Continue to Square");
            Browser.OnIn(page).ShouldNotBeNull();
        }

        (await shop.Tenant.QueryAsync(new DocumentQuery { Collection = "connect_states" }).AnyAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("evil.com/.myshopify.com")]
    [InlineData("evil.com")]
    [InlineData("evil.com#.myshopify.com")]
    [InlineData("-x.myshopify.com")]
    public async Task GivenANameThatIsNoShops_WhenALinkIsOpened_ThenNobodyIsSentThere(string name)
    {
        await using var shop = await SignInShop.OpenAsync("shopify");
        foreach (var given in new[] { new Dictionary<string, string> { ["shop"] = name }, new Dictionary<string, string>(shop.Given()) { ["shop"] = name } })
        {
            var (status, page) = await shop.SignInAsync(shop.Ask(given: given));
            status.ShouldBe(HttpStatusCode.BadRequest);
            page.ShouldContain("my-shop.myshopify.com");
        }

        await NothingHappenedAsync(shop);
    }

    [Fact]
    public async Task GivenAnOwnerWhoRefuses_WhenTheyComeBack_ThenThePageSaysSoAndTheStateIsUsedUp()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var browser = new Browser();
        shop.SignIn.Denied = true;
        var callback = await shop.ReachCallbackAsync(browser);

        var (status, page) = await browser.FollowAsync(callback);

        status.ShouldBe(HttpStatusCode.BadRequest);
        page.ShouldContain("You did not allow");
        (await browser.FollowAsync(callback)).Page.ShouldContain("This sign-in is over");
        (await shop.SavedAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("state=corner-shop.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&code=code-1")]
    [InlineData("state=nobody.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&code=code-1")]
    [InlineData("state=..%2Fcorner-shop.AAAA&code=code-1")]
    [InlineData("state=corner-shop.&code=code-1")]
    [InlineData("code=code-1")]
    public async Task GivenAStateThatNobodyMade_WhenItComesBack_ThenItIsRefused(string query)
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var browser = new Browser();
        (await browser.FollowAsync($"{shop.Service.Parts.PublicUrl}/connect/square/callback?{query}")).Status.ShouldBe(HttpStatusCode.BadRequest);
        await NothingHappenedAsync(shop);
        (await shop.Service.Parts.Store.ListTenantsAsync().ToListAsync()).ShouldBe([SignInShop.Org]);
    }

    [Fact]
    public async Task GivenAState_WhenItComesBackTwice_ThenTheSecondTimeIsRefused()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        // The browser keeps its cookie, as one does that never saw the first answer.
        var cookies = browser.Cookies.GetAllCookies().ToList();
        (await browser.FollowAsync(callback)).Status.ShouldBe(HttpStatusCode.OK);
        cookies.ForEach(browser.Cookies.Add);

        (await browser.FollowAsync(callback)).Status.ShouldBe(HttpStatusCode.BadRequest);
        shop.SignIn.Redeemed.ShouldBe(1);
    }

    [Fact]
    public async Task GivenAState_WhenItComesBackManyTimesAtOnce_ThenItIsUsedOnce()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.FollowAsync(callback)));

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(1);
        shop.Pos.Requests.Count(r => r.Path.EndsWith("/token", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task GivenAState_WhenTenMinutesHavePassed_ThenItIsRefused()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        shop.Time.Advance(SignInStates.Life);
        (await browser.FollowAsync(callback)).Status.ShouldBe(HttpStatusCode.BadRequest);
        shop.SignIn.Redeemed.ShouldBe(0);
    }

    [Fact]
    public async Task GivenACallback_WhenAnotherBrowserOpensIt_ThenItIsRefusedAndTheFirstOneMayStillEnd()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        using var browser = new Browser();
        using var other = new Browser();
        using var third = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        await shop.ReachCallbackAsync(third); // has a cookie, of another sign-in
        foreach (var stranger in new[] { other, third }) (await stranger.FollowAsync(callback)).Status.ShouldBe(HttpStatusCode.BadRequest);

        // The right name with another one's value helps no more.
        var state = StateOf(callback);
        other.Cookies.Add(new Cookie(SignInStates.CookieNameOf(state), "guessed", "/connect/lightspeed/callback", "127.0.0.1"));
        (await other.FollowAsync(callback)).Status.ShouldBe(HttpStatusCode.BadRequest);
        shop.SignIn.Redeemed.ShouldBe(0);

        (await browser.FollowAsync(callback)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenAStateOfOneOrg_WhenItIsRenamedToAnother_ThenNeitherIsConnected()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        var other = OrgId.Parse("other-shop");
        await shop.Service.Parts.Orgs.AddAsync(other, new OrgSettings { Name = "Other", Currency = "USD" });
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        var cookie = browser.Cookies.GetAllCookies().Single();
        var renamed = callback.Replace("state=corner-shop", "state=other-shop", StringComparison.Ordinal);
        browser.Cookies.Add(new Cookie(SignInStates.CookieNameOf(StateOf(renamed)), cookie.Value, cookie.Path, cookie.Domain));

        (await browser.FollowAsync(renamed)).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await ConnectionDirectory.ListAsync(shop.Service.Parts.Store.OpenTenant(other))).ShouldBeEmpty();
        (await shop.SavedAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task GivenAStateOfOneConnector_WhenAnotherOnesCallbackIsOpened_ThenItIsRefused()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        using var browser = new Browser();
        var callback = (await shop.ReachCallbackAsync(browser)).Replace("/lightspeed/", "/square/", StringComparison.Ordinal);
        var cookie = browser.Cookies.GetAllCookies().Single();
        browser.Cookies.Add(new Cookie(cookie.Name, cookie.Value, "/connect/square/callback", cookie.Domain));
        (await browser.FollowAsync(callback)).Status.ShouldBe(HttpStatusCode.BadRequest);
        shop.SignIn.Redeemed.ShouldBe(0);
    }

    [Fact]
    public async Task GivenACodeOfAnotherApp_WhenItComesBack_ThenThePosRefusesItAndNothingIsSaved()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var browser = new Browser();
        var callback = (await shop.ReachCallbackAsync(browser)).Replace("code=code-1", "code=code-2", StringComparison.Ordinal);
        var (status, page) = await browser.FollowAsync(callback);
        status.ShouldBe(HttpStatusCode.BadRequest);
        page.ShouldContain("Nothing was saved");
        (await shop.SavedAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("domain_prefix=example", "domain_prefix=evil.com%2F")]
    [InlineData("domain_prefix=example", "domain_prefix=evil.com%23")]
    [InlineData("domain_prefix=example", "domain_prefix=")]
    public async Task GivenAStoreAddressThatIsNone_WhenItComesBack_ThenTheSecretGoesNowhere(string from, string to)
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        using var browser = new Browser();
        var callback = (await shop.ReachCallbackAsync(browser)).Replace(from, to, StringComparison.Ordinal);
        (await browser.FollowAsync(callback)).Status.ShouldBe(HttpStatusCode.BadRequest);
        shop.Pos.Requests.ShouldNotContain(r => r.Path.EndsWith("/token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GivenAMerchantThatTheTokenIsNotOf_WhenItComesBackFromClover_ThenNothingIsSaved()
    {
        await using var shop = await SignInShop.OpenAsync("clover");
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        var forged = callback.Replace("merchant_id=" + shop.Pos.Truth.Locations[0].Id, "merchant_id=STRANGER00001", StringComparison.Ordinal);
        forged.ShouldNotBe(callback);
        (await browser.FollowAsync(forged)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await shop.SavedAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("shop=demo.myshopify.com", "shop=other.myshopify.com", false)]
    [InlineData("shop=demo.myshopify.com", "shop=other.myshopify.com", true)]
    [InlineData("shop=demo.myshopify.com", "shop=evil.com%2Fdemo.myshopify.com", true)]
    [InlineData("timestamp=1", "timestamp=2", false)]
    [InlineData("hmac=", "hmac=0", false)]
    [InlineData("hmac=", "other=", false)]
    [InlineData("code=code-1", "code=code-1&code=code-2", false)]
    [InlineData("code=code-1", "code=code-1&extra=1", false)]
    public async Task GivenACallbackOfShopify_WhenItIsForged_ThenItIsNotBelieved(string from, string to, bool signed)
    {
        await using var shop = await SignInShop.OpenAsync("shopify");
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        var forged = callback.Replace(from, to, StringComparison.Ordinal);
        forged.ShouldNotBe(callback);
        if (signed) forged = Sign(forged, shop.SignIn.ClientSecret);

        (await browser.FollowAsync(forged)).Status.ShouldBe(HttpStatusCode.BadRequest);
        shop.SignIn.Redeemed.ShouldBe(0);

        (await browser.FollowAsync(callback)).Status.ShouldBe(HttpStatusCode.OK); // nothing was changed
    }

    [Fact]
    public async Task GivenACallbackOfShopify_WhenItIsTwoMinutesOld_ThenItIsNotBelieved()
    {
        await using var shop = await SignInShop.OpenAsync("shopify");
        using var browser = new Browser();
        var callback = await shop.ReachCallbackAsync(browser);
        shop.Time.Advance(TimeSpan.FromMinutes(2));
        (await browser.FollowAsync(callback)).Page.ShouldContain("This answer is not believed");
        shop.SignIn.Redeemed.ShouldBe(0);
    }

    private static string StateOf(string callback) => callback.Split("state=")[1].Split('&')[0];

    private static string Sign(string callback, string secret)
    {
        var (address, query) = (callback.Split('?')[0], callback.Split('?')[1].Split('&').Where(p => !p.StartsWith("hmac=", StringComparison.Ordinal)).ToList());
        var text = string.Join('&', query.Order(StringComparer.Ordinal));
        return $"{address}?{string.Join('&', query)}&hmac={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)))}";
    }

    private static async Task NothingHappenedAsync(SignInShop shop)
    {
        (await shop.SavedAsync()).ShouldBeNull();
        shop.Pos.Requests.ShouldBeEmpty();
        (await shop.Tenant.QueryAsync(new DocumentQuery { Collection = "connect_states" }).CountAsync()).ShouldBe(0);
    }
}
