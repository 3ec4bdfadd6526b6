using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Sync.Web.Tests.Api;

/// <summary>What is refused, and how: always problem details, never how it looks inside.</summary>
public sealed class ErrorTests
{
    [Fact]
    public async Task GivenNoRoute_OrAnotherMethod_WhenAsked_ThenProblemDetailsSaySo()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        using var none = await user.Client.GetAsync("/api/nothing/here");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        none.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var put = (await user.SendAsync("PUT", "/api/orgs/shop/orders")).ShouldBe(405);
        put.Headers["Content-Type"].ShouldStartWith("application/problem+json");
        put.Headers["Allow"].ShouldBe("GET, HEAD");
    }

    [Fact]
    public async Task GivenOptionsAndHead_WhenAsked_ThenMethodsAreToldAndNoBodyComes()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        (await user.SendAsync("OPTIONS", "/api/orgs/shop/orders")).ShouldBe(204).Headers["Allow"].ShouldBe("GET, HEAD");
        var (get, head) = (await user.GetAsync("/api/orgs/shop/orders"), await user.SendAsync("HEAD", "/api/orgs/shop/orders"));
        head.ShouldBe(200).Body.ShouldBeEmpty();
        head.Tag.ShouldBe(get.Tag);
        head.Headers["Content-Length"].ShouldBe(get.Headers["Content-Length"]);
    }

    [Fact]
    public async Task GivenAnotherSitesPage_WhenItsBrowserAsksWhetherItMay_ThenNothingSaysYes()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var preflight = await user.SendAsync("OPTIONS", "/api/orgs/shop", null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "authorization"));
        preflight.Headers.Keys.ShouldNotContain(k => k.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        var read = await user.GetAsync("/api/orgs/shop", ("Origin", "https://evil.example"));
        read.ShouldBe(200).Headers.Keys.ShouldNotContain(k => k.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\"scopes\":[\"data:read\"],\"colour\":\"red\"}", "colour")]
    [InlineData("{\"name\":5,\"scopes\":[\"data:read\"]}", "name")]
    [InlineData("{\"scopes\":[\"data:read\"]}", "name")]
    [InlineData("{\"name\":\"x\",\"scopes\":[\"everything\"]}", "scopes")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\",\"scopes\":[]}", "")]
    [InlineData("[1]", "")]
    [InlineData("{", "")]
    [InlineData("", "")]
    public async Task GivenABodyThatIsNotAsItShould_WhenSent_ThenTheFieldIsNamed(string json, string field)
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        (await user.PostAsync("/api/orgs/shop/keys", json)).ShouldBe(400).Error(field).ShouldNotBeEmpty();
        (await user.GetAsync("/api/orgs/shop/keys")).Ids.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=5&limit=6", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-02-01&to=2026-01-01", "to")]
    [InlineData("from=1/2/2026", "from")]
    [InlineData("from=2026-1-2", "from")]
    [InlineData("to=2026-01-31T09:30:00", "to")]
    [InlineData("to=2026-01-31%2009:30:00Z", "to")]
    [InlineData("to=2026-02-30", "to")]
    [InlineData("to=2026", "to")]
    [InlineData("colour=red", "colour")]
    public async Task GivenAQueryThatIsNotAsItShould_WhenSent_ThenTheParameterIsNamed(string query, string field)
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        (await user.GetAsync("/api/orgs/shop/orders?" + query)).ShouldBe(400).Error(field).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task GivenABodyThatNamesAFieldTwice_WhenSent_ThenItIsSaidSo()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        (await user.PostAsync("/api/orgs/shop/keys", """{"name":"a","name":"b"}""")).ShouldBe(400).Error("").ShouldBe("The body names a field twice.");
        (await user.PostAsync("/api/orgs/shop/keys", "{\n\"name\"\n}")).ShouldBe(400).Error("").ShouldBe("The body is not sound JSON (line 3).");
    }

    [Theory]
    [InlineData("2026-01-31")]
    [InlineData("2026-01-31T09:30:00Z")]
    [InlineData("2026-01-31t09:30:00.123456789z")]
    [InlineData("2026-01-31T09:30:00.5%2B02:00")]
    [InlineData("2026-01-31T09:30:00-08:00")]
    public async Task GivenADateOrAnInstant_WhenAListIsAskedForFromThere_ThenItIsTaken(string from)
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        foreach (var list in (string[])["orders", "runs", "runs.ndjson", "audit"]) (await user.GetAsync($"/api/orgs/shop/{list}?from={from}")).ShouldBe(200);
    }

    [Fact]
    public async Task GivenABodyThatIsTooLarge_OrNoJson_WhenSent_ThenItIsRefused()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        (await user.PostAsync("/api/orgs/shop/keys", $"{{\"name\":\"{new string('x', 300_000)}\"}}")).ShouldBe(413);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orgs/shop/keys") { Content = new StringContent("name=x", Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Key);
        (await user.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task GivenNoKey_OrOneWithoutTheScope_WhenAsked_ThenTheAnswerNamesWhatIsNeeded()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop", "data:read");
        (await user.GetAsync("/api/orgs/shop/audit")).ShouldBe(403).Body.ShouldContain("audit:read");
        (await user.GetAsync("/api/orgs/other/orders")).ShouldBe(404);
        using var nobody = await ApiUser.WithAsync(service, null);
        (await nobody.GetAsync("/api/orgs/shop/orders")).ShouldBe(401).Headers["WWW-Authenticate"].ShouldBe("Bearer");
    }

    [Fact]
    public async Task GivenAKey_WhenItAsksTooOften_ThenItIsToldToWaitAndOthersAreNot()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        using var other = await ApiUser.WithKeyAsync(service, "shop");
        ApiReply? refused = null;
        for (var i = 0; i < 2_000 && refused is null; i++)
            if (await user.GetAsync("/api/orgs/shop/sync-status") is { Status: 429 } reply) refused = reply;
        int.Parse(refused.ShouldNotBeNull().Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        refused.Headers["Content-Type"].ShouldStartWith("application/problem+json");
        (await other.GetAsync("/api/orgs/shop/sync-status")).ShouldBe(200);
    }

    [Fact]
    public async Task GivenSomebodyWhoKnowsAKeysOrgAndId_WhenTheyAskTooOftenWithoutItsSecret_ThenTheyAreToldToWaitAndTheKeyIsNot()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        using var guesser = await ApiUser.WithAsync(service, user.Key![..(user.Key!.LastIndexOf('.') + 1)] + "guessed");
        (await guesser.GetAsync("/api/orgs/shop/sync-status")).ShouldBe(401);
        var refused = false;
        for (var i = 0; i < 2_000 && !refused; i++) refused = await guesser.GetAsync("/api/orgs/shop/sync-status") is { Status: 429 };
        refused.ShouldBeTrue();
        (await user.GetAsync("/api/orgs/shop/sync-status")).ShouldBe(200);
    }

    [Fact]
    public async Task GivenAStoreThatIsAway_WhenAsked_ThenTheAnswerSaysNothingOfItsInside()
    {
        using var folder = new TempFolder();
        var (service, store) = await Service.OverBreakableAsync(folder.Store);
        await using var _ = service;
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        store.Broken = true;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/orgs/shop/orders");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Key);
        using var answer = await user.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var body = await answer.Content.ReadAsStringAsync();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        body.ShouldNotContain("Exception");
        body.ShouldNotContain(BrokenStore.Reason);
    }
}
