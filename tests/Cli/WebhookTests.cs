using Sync.ConnectorKit;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Cli.Tests;

public sealed class WebhookTests
{
    [Fact]
    public async Task Given_a_connection_whose_pos_sends_webhooks_When_asked_Then_its_address_is_told()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        (await place.DoAsync("webhooks", Workplace.Org)).Out.ShouldContain("No connection");
        await ConnectSquareAsync(place);

        var bare = await place.DoAsync("webhooks", Workplace.Org);
        var whole = await place.With("SYNC_PUBLIC_URL", "https://sync.example.com/").DoAsync("webhooks", Workplace.Org);
        var json = (await place.DoAsync("webhooks", Workplace.Org, "--json")).Json;

        bare.Lines[0].ShouldBe("sq (square): /api/webhooks/square/shop-1.sq");
        bare.Out.ShouldContain("SYNC_PUBLIC_URL");
        whole.Lines.ShouldBe(["sq (square): https://sync.example.com/api/webhooks/square/shop-1.sq"]);
        json.GetProperty("webhooks")[0].GetProperty("address").GetString().ShouldBe("https://sync.example.com/api/webhooks/square/shop-1.sq");
        foreach (var said in new[] { bare, whole }) said.Said.ShouldNotContain("the-signature-key");
    }

    [Fact]
    public async Task Given_an_app_of_the_operators_When_asked_Then_its_one_address_is_told_too()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await ConnectSquareAsync(place);
        place.With("SYNC_PUBLIC_URL", "https://sync.example.com").With("SYNC_SQUARE_CLIENT_ID", "the-app");

        var said = await place.DoAsync("webhooks", Workplace.Org);
        var json = (await place.DoAsync("webhooks", Workplace.Org, "--json")).Json;

        said.Lines[1].ShouldEndWith(": https://sync.example.com/api/webhooks/square");
        json.GetProperty("webhooks")[0].GetProperty("appAddress").GetString().ShouldBe("https://sync.example.com/api/webhooks/square");
    }

    [Theory]
    [InlineData("sync.example.com")]
    [InlineData("ftp://sync.example.com")]
    [InlineData("https://sync.example.com/?a=b")]
    public async Task Given_a_public_address_that_is_none_When_anything_is_asked_Then_it_is_refused(string url)
    {
        await using var place = new Workplace();
        var refused = await place.With("SYNC_PUBLIC_URL", url).RunAsync("org", "list");
        refused.Code.ShouldBe(2);
        refused.Err.ShouldContain("SYNC_PUBLIC_URL");
    }

    private static async Task ConnectSquareAsync(Workplace place)
    {
        await using var services = await SyncServices.OpenAsync(new SyncSettings { Store = StoreLocation.Parse(place.Store) }, TimeProvider.System);
        var settings = ConnectionSettings.From(services.Connectors.Find("square").Descriptor, new Dictionary<string, string> { ["accessToken"] = "t", ["webhookKey"] = "the-signature-key" });
        await services.Connections.SaveAsync(services.Store.OpenTenant(OrgId.Parse(Workplace.Org)), "sq", "square", settings, []);
    }
}
