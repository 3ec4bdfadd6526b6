using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.Engine.Orgs;
using Sync.Simulator.GenericRest;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What a POS described by settings counts as one account, so that nobody's sales are counted twice.</summary>
[Trait("Category", "Conformance")]
public sealed class RestAccountTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start, autoAdvance: true);
    private readonly PosTruth truth = PosTruth.Generate(new TruthPlan { Now = Start, Customers = 5, Orders = 5, Products = 5 });

    [Theory]
    [InlineData(RestAuth.Header)]
    [InlineData(RestAuth.Basic)]
    [InlineData(RestAuth.Bearer)]
    [InlineData(RestAuth.ClientCredentials)]
    public async Task Given_the_same_address_and_credentials_When_connected_a_second_time_Then_it_is_refused_and_no_account_shows_a_secret(RestAuth auth)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Page, auth);
        await using var shop = new StoredShop(time);
        await shop.PrepareAsync(pos);
        var accounts = await AccountsAsync(pos);
        await shop.SaveAsync("main", pos, accounts);

        var renamed = await AccountsAsync(pos, definition: d => d["name"] = "The same in other words");
        var refusal = await Should.ThrowAsync<OrgException>(shop.SaveAsync("second", pos, renamed));

        refusal.Message.ShouldContain("'main'");
        refusal.Message.ShouldContain("counted twice");
        accounts.Count.ShouldBe(4); // one for each list
        accounts.ShouldAllBe(a => a.StartsWith(pos.Url) && !a.Contains(FakeRestPos.Secret));
    }

    [Theory]
    [InlineData("https://api.corner.example/v1", "https://api.corner.example/v1")]
    [InlineData("HTTPS://API.Corner.Example:443/v1/", "https://api.corner.example/v1")]
    [InlineData("https://api.corner.example./%761", "https://api.corner.example/v1")]
    [InlineData("https://api.corner.example", "https://api.corner.example")]
    [InlineData("http://127.0.0.01:7302", "http://127.0.0.1:7302")]
    [InlineData("http://2130706433:7302", "http://127.0.0.1:7302")]
    public async Task Given_an_address_in_other_letters_When_connected_a_second_time_Then_it_is_the_same_account(string written, string plain)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Page, RestAuth.Header);

        var one = await AccountsAsync(pos, definition: d => d["baseUrl"] = written);
        var other = await AccountsAsync(pos, definition: d => d["baseUrl"] = plain);

        one.ShouldBe(other);
        one.ShouldAllBe(a => a.StartsWith(plain + "/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("apiKey")]
    [InlineData("query")]
    [InlineData("headers")]
    [InlineData("path")]
    public async Task Given_what_tells_another_shop_of_the_same_POS_When_connected_Then_it_is_another_account(string what)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Page, RestAuth.Header);
        var one = await AccountsAsync(pos);

        var other = await AccountsAsync(pos, apiKey: what == "apiKey" ? "another" : null, definition: d =>
        {
            if (what == "headers") d["headers"] = new JsonObject { ["X-Store"] = "2" };
            foreach (var (_, rules) in d["streams"]!.AsObject())
            {
                if (what == "query") rules!["query"] = new JsonObject { ["store"] = "2" };
                if (what == "path") rules!["path"] = "/stores/2" + rules["path"];
            }
        });

        one.Intersect(other).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_definition_of_one_list_alone_When_another_reads_that_list_too_Then_they_have_it_in_common()
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Page, RestAuth.Header);
        var all = await AccountsAsync(pos);

        var orders = await AccountsAsync(pos, definition: d => Keep(d, "orders"));
        var products = await AccountsAsync(pos, definition: d => Keep(d, "products"));

        orders.ShouldHaveSingleItem().ShouldBeOneOf([.. all]);
        products.Intersect(orders).ShouldBeEmpty();

        static void Keep(JsonObject definition, string stream)
        {
            var streams = definition["streams"]!.AsObject();
            foreach (var name in streams.Select(s => s.Key).Where(n => n != stream).ToList()) streams.Remove(name);
        }
    }

    private async Task<IReadOnlyList<string>> AccountsAsync(FakeRestPos pos, string? apiKey = null, Action<JsonObject>? definition = null)
    {
        var settings = new Dictionary<string, string>(pos.Settings);
        if (apiKey is not null) settings["apiKey"] = apiKey;
        if (definition is not null)
        {
            var changed = JsonNode.Parse(settings["definition"], documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
            definition(changed);
            settings["definition"] = changed.ToJsonString();
        }

        using var reading = new ConformanceReading(pos, time, settings: _ => ConnectionSettings.From(new Connectors.GenericRest.GenericRestConnector().Descriptor, settings));
        return new Connectors.GenericRest.RestClient(reading.Context).Accounts();
    }

    private FakePosOptions Options() => new() { Time = time };
}
