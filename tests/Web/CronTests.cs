using System.Net;
using System.Text.Json;
using Sync.Model;
using Sync.TestKit;

namespace Sync.Web.Tests;

/// <summary>What a call of the cron does, and what it answers.</summary>
public sealed class CronTests
{
    [Fact]
    public async Task GivenTwoOrgs_WhenOneHasWrongCredentials_ThenTheOtherIsSynced()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("good", pos);
        await service.ConnectAsync("bad", pos, s => s["password"] = "wrong");

        var outcomes = await service.SyncAsync();

        outcomes.Keys.ShouldBe(["bad", "good"]);
        Result(outcomes["good"]).ShouldBe("done");
        outcomes["good"].GetProperty("streams").GetProperty("customers").GetProperty("created").GetInt64().ShouldBe(30);
        outcomes["good"].GetProperty("store").GetProperty("writes").GetInt64().ShouldBeGreaterThan(0);
        outcomes["good"].GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        Result(outcomes["bad"]).ShouldBe("failed");
        outcomes["bad"].GetProperty("streams").GetProperty("customers").GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task GivenAnOrgWithoutAConnection_WhenTheCronIsCalled_ThenItIsLeftOut()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Orgs.AddAsync(OrgId.Parse("empty"), new OrgSettings { Name = "Empty" });
        (await service.SyncAsync()).Keys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task GivenTwoOrgs_WhenOneIsNamed_ThenOnlyThatOneIsSynced()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.ConnectAsync("b", pos);

        (await service.SyncAsync("?orgId=b")).Keys.ShouldBe(["b"]);

        (await service.RunsAsync("a")).ShouldBe(0);
        (await service.RunsAsync("b")).ShouldBe(1);
    }

    [Theory]
    [InlineData("?orgId=", HttpStatusCode.BadRequest)]
    [InlineData("?orgId=a%2F..%2Fb", HttpStatusCode.BadRequest)]
    [InlineData("?orgId=a&orgId=b", HttpStatusCode.BadRequest)]
    [InlineData("?orgId=unknown", HttpStatusCode.NotFound)]
    [InlineData("?orgId=empty", HttpStatusCode.Conflict)]
    public async Task GivenANameThatCannotBeSynced_WhenTheCronIsCalled_ThenItSaysWhy(string query, HttpStatusCode expected)
    {
        await using var service = await Service.StartAsync();
        await service.Parts.Orgs.AddAsync(OrgId.Parse("empty"), new OrgSettings { Name = "Empty" });
        using var response = await service.CronAsync(query);
        response.StatusCode.ShouldBe(expected);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("status").GetInt32().ShouldBe((int)expected);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("?only=webhook", "only")]
    [InlineData("?only=", "only")]
    [InlineData("?only=webhooks&only=webhooks", "only")]
    [InlineData("?orgid=a", "orgid")]
    [InlineData("?org=a", "org")]
    [InlineData("?only=webhooks&full=true", "full")]
    [InlineData("?only=webhooks&orgId=a", "only")]
    public async Task GivenASlipInTheQuery_WhenTheCronIsCalled_ThenItIsNamedAndNoOrgIsSynced(string query, string named)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);

        using var response = await service.CronAsync(query);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("errors").EnumerateObject().Single().Name.ShouldBe(named);
        pos.Requests.ShouldBeEmpty();
        (await service.RunsAsync("a")).ShouldBe(0);
        using var stranger = await service.CronAsync(query, secret: "wrong");
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task GivenARunThatGoesWell_WhenItIsRepeated_ThenNothingIsWrittenTwice()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.SyncAsync();
        var again = (await service.SyncAsync())["a"];
        Result(again).ShouldBe("done");
        foreach (var stream in again.GetProperty("streams").EnumerateObject())
        {
            stream.Value.GetProperty("created").GetInt64().ShouldBe(0, stream.Name);
            stream.Value.GetProperty("updated").GetInt64().ShouldBe(0, stream.Name);
        }
    }

    [Fact]
    public async Task GivenAnOrgWhoseStoreTimesOut_WhenTheCronIsCalled_ThenTheOthersAreSyncedAndTheAnswerTellsNoCause()
    {
        using var folder = new TempFolder();
        await using var pos = await Shops.OpenAsync();
        var (service, store) = await Service.OverBreakableAsync(folder.Store);
        await using var _ = service;
        await service.ConnectAsync("a", pos);
        await service.ConnectAsync("b", pos);
        store.TimesOutFor = "a";

        var outcomes = await service.SyncAsync();

        Result(outcomes["a"]).ShouldBe("failed");
        outcomes["a"].GetProperty("error").GetString().ShouldNotBeNull().ShouldNotContain(BrokenStore.Reason);
        Result(outcomes["b"]).ShouldBe("done");
    }

    [Fact]
    public async Task GivenAnOrgThatWasSynced_WhenAWeekHasPassed_ThenOneRunIsAFullOne()
    {
        await using var pos = await Shops.OpenAsync();
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var service = await Service.StartAsync(time: time);
        await service.ConnectAsync("a", pos);
        await service.SyncAsync();
        var full = new List<bool>();
        foreach (var days in new[] { 6.9, 0.2, 0.1 })
        {
            time.Advance(TimeSpan.FromDays(days));
            full.Add((await service.SyncAsync())["a"].GetProperty("full").GetBoolean());
        }

        full.ShouldBe([false, true, false]);
    }

    [Fact]
    public async Task GivenGoodAndWrongCredentials_WhenTheCronAnswers_ThenNoSecretIsInIt()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("good", pos);
        await service.ConnectAsync("bad", pos, s => s["password"] = "hunter2-is-wrong");
        using var response = await service.CronAsync();
        var answer = await response.Content.ReadAsStringAsync();
        foreach (var secret in new[] { pos.Options.Password, pos.Options.Username, "hunter2-is-wrong", Service.Secret, "eyJ", "   at " })
            answer.ShouldNotContain(secret);
    }

    private static string? Result(JsonElement outcome) => outcome.GetProperty("result").GetString();
}
