namespace Sync.Cli.Tests;

/// <summary><c>connect --oauth</c>: a link to sign in at the POS.</summary>
public sealed class SignInLinkTests
{
    [Fact]
    public async Task Given_an_app_of_the_operators_When_a_link_is_made_Then_it_holds_what_was_asked_and_a_ticket()
    {
        await using var place = Operated();
        await place.DoAsync("org", "add", Workplace.Org);

        var link = await place.DoAsync("connect", Workplace.Org, "shopify", "--oauth", "--id", "web-shop", "--set", "shop=my-shop.myshopify.com");

        link.Out.ShouldContain("https://sync.example.com/connect/shopify/start?org=shop-1&connection=web-shop&shop=my-shop.myshopify.com&ticket=");
        link.Said.ShouldNotContain("app-secret-xyzzy");
    }

    [Theory]
    [InlineData("shopify", "'shop' is missing", "")]
    [InlineData("shopify", "my-shop.myshopify.com", "shop=evil.com/.myshopify.com")]
    [InlineData("shopify", "cannot be given here", "accessToken=abc")]
    [InlineData("square", "SYNC_SQUARE_CLIENT_ID", "")]
    [InlineData("alleaves", "has no sign-in", "")]
    [InlineData("nothing", "There is no connector", "")]
    public async Task Given_something_missing_or_wrong_When_a_link_is_asked_for_Then_none_is_made(string connector, string said, string set)
    {
        await using var place = Operated();
        await place.DoAsync("org", "add", Workplace.Org);
        var outcome = await place.RunAsync(["connect", Workplace.Org, connector, "--oauth", .. set.Length > 0 ? new[] { "--set", set } : []]);
        outcome.Code.ShouldBe(2);
        outcome.Err.ShouldContain(said);
        outcome.Out.ShouldNotContain("ticket");
    }

    [Theory]
    [InlineData("SYNC_PUBLIC_URL", "https://sync.example.com/path")]
    [InlineData("SYNC_CLOVER_CLIENT_SECRET", "a secret without an id")]
    public async Task Given_an_environment_that_is_wrong_When_a_command_runs_Then_the_variable_is_named(string variable, string value)
    {
        await using var place = Operated().With(variable, value);
        var outcome = await place.RunAsync("org", "list");
        outcome.Code.ShouldBe(2);
        outcome.Err.ShouldContain(variable);
    }

    [Fact]
    public async Task Given_credentials_that_are_refused_When_the_status_is_asked_for_Then_it_says_how_to_connect_again_until_a_run_is_let_in()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        await place.DoAsync("org", "add", Workplace.Org);
        await place.DoAsync(["connect", Workplace.Org, "alleaves", .. place.Form()]);
        place.Pos.Faults.Status("/auth", 401);

        var refused = await place.RunAsync("run", Workplace.Org);
        var status = await place.DoAsync("status", Workplace.Org);
        place.Pos.Faults.Clear();
        await place.DoAsync("run", Workplace.Org);
        var later = await place.DoAsync("status", Workplace.Org);

        refused.Out.ShouldContain("/orgs/shop-1/connections/alleaves");
        status.Out.ShouldContain("reconnect needed since");
        status.Out.ShouldContain("/orgs/shop-1/connections/alleaves");
        later.Out.ShouldNotContain("reconnect");
    }

    private static Workplace Operated() => new Workplace()
        .With("SYNC_PUBLIC_URL", "https://sync.example.com")
        .With("SYNC_SHOPIFY_CLIENT_ID", "app")
        .With("SYNC_SHOPIFY_CLIENT_SECRET", "app-secret-xyzzy");
}
