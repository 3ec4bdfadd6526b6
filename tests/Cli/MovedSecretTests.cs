using Sync.Simulator.Kit;

namespace Sync.Cli.Tests;

/// <summary><c>connect</c> for a connection that is there, with another address.</summary>
public sealed class MovedSecretTests
{
    private const string Key = "k-s3cret";

    [Fact]
    public async Task Given_a_saved_key_When_another_definition_is_given_without_one_Then_it_is_refused_and_the_key_goes_nowhere()
    {
        await using var place = new Workplace();
        await using var mine = await FakeServer.StartAsync((_, _) => new FakeAnswer(200, "[]"u8.ToArray()));
        await using var theirs = await FakeServer.StartAsync((_, _) => new FakeAnswer(200, "[]"u8.ToArray()));
        place.With("SYNC_ALLOW_PRIVATE_HOSTS", FakeServer.Host);
        await place.DoAsync("org", "add", Workplace.Org);
        await place.DoAsync("connect", Workplace.Org, "rest", "--set", "definition=@" + place.Write("a.json", Definition(mine)), "apiKey=" + Key);
        var other = "definition=@" + place.Write("b.json", Definition(theirs));

        var refused = await place.RunAsync("connect", Workplace.Org, "rest", "--set", other);

        refused.Code.ShouldBe(2);
        refused.Err.ShouldContain("'definition' changes where requests go, so give 'apiKey' anew");
        theirs.Requests.ShouldBeEmpty();
        await place.DoAsync("connect", Workplace.Org, "rest", "--set", "historyDays=30");
        await place.DoAsync("connect", Workplace.Org, "rest", "--set", other, "apiKey=another");
        theirs.Requests.Count.ShouldBe(1);
    }

    private static string Definition(FakeServer pos) => $$"""
        { "baseUrl": "{{pos.Url}}", "auth": { "kind": "header", "header": "X-Key" },
          "streams": { "customers": { "path": "/c", "records": "$", "fields": { "id": "id" } } } }
        """;
}
