using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;

namespace Sync.Web.Tests.Webhooks;

/// <summary>What becomes of a webhook that is sent to the service.</summary>
public sealed class EndpointTests
{
    private const string Path = "/api/webhooks/square/a.main";

    [Fact]
    public async Task GivenAGenuineWebhook_WhenItIsSent_ThenItIsStoredBeforeItIsAnswered()
    {
        await using var service = await StartAsync("a");

        using var answer = await service.SendAsync(Path, service.Customer(Path, "e1"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var stored = (await EventsAsync(service, "a")).ShouldHaveSingleItem();
        stored.Path.Id.ShouldBe("main~e1");
        var fields = stored.Body.Read();
        (fields.Time("expireAt") - fields.Time("receivedAt")).ShouldBe(TimeSpan.FromDays(7));
        (await service.Parts.Store.OpenTenant(OrgId.Parse("a")).GetAsync(new DocumentPath("webhook_hints", "main~e1")))!.Body.Read().List("records").Select(r => r.Text("stream") + "/" + r.Text("id")).ShouldBe(["customers/C1"]);
    }

    [Fact]
    public async Task GivenAWebhookThatWasTaken_WhenItIsSentAgain_ThenItIsAnsweredAndChangesNothing()
    {
        await using var service = await StartAsync("a");
        var hook = service.Customer(Path, "e1");
        using (await service.SendAsync(Path, hook)) { /* the first delivery */ }
        var before = (await EventsAsync(service, "a")).ShouldHaveSingleItem();

        using var again = await service.SendAsync(Path, hook);

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EventsAsync(service, "a")).ShouldHaveSingleItem().Version.ShouldBe(before.Version);
    }

    [Fact]
    public async Task GivenManyAtOnce_WhenSomeAreTheSame_ThenEachIsStoredOnceAndAllAreAnswered()
    {
        await using var service = await StartAsync("a");

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => service.SendAsync(Path, service.Customer(Path, $"e{i % 60}"))));

        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK);
        (await EventsAsync(service, "a")).Count.ShouldBe(60);
    }

    [Theory]
    [InlineData("another-key", null)]
    [InlineData(SquareHooks.Key, "/api/webhooks/square/a.other")]
    public async Task GivenAWrongSignature_WhenItIsSent_ThenItIsRefusedAndNothingIsStored(string key, string? signedFor)
    {
        await using var service = await StartAsync("a");

        using var answer = await service.SendAsync(Path, service.Customer(signedFor ?? Path, "e1", key));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain(SquareHooks.Key);
        (await EventsAsync(service, "a")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenNoSignatureAtAll_WhenItIsSent_ThenItIsRefused()
    {
        await using var service = await StartAsync("a");
        using var answer = await service.SendAsync(Path, service.Customer(Path, "e1").Body, new Dictionary<string, string>());
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task GivenAnOldWebhook_WhenItIsPlayedBack_ThenItIsRefused()
    {
        await using var service = await StartAsync("a");
        using var answer = await service.SendAsync(Path, service.Customer(Path, "e1", at: TimeProvider.System.GetUtcNow().AddDays(-6)));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task GivenAGenuineWebhookOfAnotherAccount_WhenItIsSent_ThenItIsAnsweredAndNothingIsStored()
    {
        var (service, _) = await Service.WithWebhooksAsync();
        await using var disposed = service;
        await service.ConnectSquareAsync("a", given: new Dictionary<string, string> { ["accessToken"] = "an-access-token", ["merchantId"] = "ANOTHER" });
        using var answer = await service.SendAsync(Path, service.Customer(Path, "e1"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EventsAsync(service, "a")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/webhooks/square/a.other")]
    [InlineData("/api/webhooks/square/nobody.main")]
    [InlineData("/api/webhooks/square/a")]
    [InlineData("/api/webhooks/square/a.main.main")]
    [InlineData("/api/webhooks/square/..%2Fa.main")]
    [InlineData("/api/webhooks/shopify/a.main")]
    [InlineData("/api/webhooks/alleaves/a.main")]
    [InlineData("/api/webhooks/nothing/a.main")]
    public async Task GivenAnAddressThatIsNone_WhenAWebhookIsSent_ThenTheAnswerDoesNotTellWhatIsThere(string path)
    {
        await using var service = await StartAsync("a");

        using var answer = await service.SendAsync(path, service.Customer(path, "e1"));
        using var other = await service.SendAsync("/api/webhooks/square/zz.zz", service.Customer(path, "e1"));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(await other.Content.ReadAsStringAsync());
        (await EventsAsync(service, "a")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenTwoTenants_WhenAWebhookOfOneIsSent_ThenTheOtherIsNotTouched()
    {
        await using var service = await StartAsync("a", "b");
        using (var mine = await service.SendAsync(Path, service.Customer(Path, "e1"))) mine.StatusCode.ShouldBe(HttpStatusCode.OK);

        // What a's POS has signed is good for a's address only, though b's key is the same.
        using var other = await service.SendAsync("/api/webhooks/square/b.main", service.Customer(Path, "e2"));

        other.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await EventsAsync(service, "a")).Count.ShouldBe(1);
        (await EventsAsync(service, "b")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenAHugeBody_WhenItIsSent_ThenItIsRefused(bool withLength)
    {
        await using var service = await StartAsync("a");
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(new byte[1024 * 1024 + 1]) };
        if (!withLength) request.Headers.TransferEncodingChunked = true;
        using var answer = await service.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task GivenALargeBody_WhenItIsGenuine_ThenItIsTaken()
    {
        await using var service = await StartAsync("a");
        var hook = FakeWebhooks.Square(
            "customer.updated", new JsonObject { ["id"] = "C1", ["note"] = new string('x', 900_000) },
            new FakeWebhookSender(new Uri(service.Client.BaseAddress!, Path).ToString(), SquareHooks.Key, TimeProvider.System.GetUtcNow()), "large");
        using var answer = await service.SendAsync(Path, hook);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EventsAsync(service, "a")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"type\":5,\"event_id\":[],\"data\":{\"id\":{}}}")]
    [InlineData("{\"type\":\"customer.updated\",\"event_id\":\"x\",\"data\":{\"id\":\"\\ud800\"}}")]
    [InlineData("{\"type\":\"inventory.count.updated\",\"event_id\":\"x\",\"data\":{\"object\":{\"inventory_counts\":[null,5,{\"catalog_object_id\":null}]}}}")]
    public async Task GivenGarbageThatIsGenuine_WhenItIsSent_ThenItIsAnsweredAndTellsNothing(string text)
    {
        await using var service = await StartAsync("a");
        var body = Encoding.UTF8.GetBytes(text);
        using var answer = await service.SendAsync(Path, body, new Dictionary<string, string>
        {
            ["x-square-hmacsha256-signature"] = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(SquareHooks.Key), Encoding.UTF8.GetBytes(new Uri(service.Client.BaseAddress!, Path).ToString()).Concat(body).ToArray())),
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EventsAsync(service, "a")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAStoreThatDoesNotAnswer_WhenAWebhookIsSent_ThenItIsToComeAgainAndThenIsTaken()
    {
        var (service, store) = await Service.WithWebhooksAsync();
        await using var _ = service;
        await service.ConnectSquareAsync("a");
        var hook = service.Customer(Path, "e1");
        store.Broken = true;
        using (var refused = await service.SendAsync(Path, hook))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            (await refused.Content.ReadAsStringAsync()).ShouldNotContain(BrokenStore.Reason);
        }

        store.Broken = false;
        using var taken = await service.SendAsync(Path, hook);
        taken.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EventsAsync(service, "a")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task GivenAPublicAddress_WhenAProxyForwardsAWebhook_ThenItsSignatureIsOverThePublicAddress()
    {
        var (service, _) = await Service.WithWebhooksAsync(publicUrl: "https://sync.example.com");
        await using var disposed = service;
        await service.ConnectSquareAsync("a");
        var sender = new FakeWebhookSender("https://sync.example.com" + Path, SquareHooks.Key, TimeProvider.System.GetUtcNow());
        using var answer = await service.SendAsync(Path, FakeWebhooks.Square("customer.updated", new JsonObject { ["id"] = "C1" }, sender, "e1"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<Service> StartAsync(params string[] orgs)
    {
        var (service, _) = await Service.WithWebhooksAsync();
        foreach (var org in orgs) await service.ConnectSquareAsync(org);
        return service;
    }

    private static async Task<List<StoredDocument>> EventsAsync(Service service, string org)
    {
        var all = new List<StoredDocument>();
        await foreach (var e in service.Parts.Store.OpenTenant(OrgId.Parse(org)).QueryAsync(new DocumentQuery { Collection = "webhook_events" })) all.Add(e);
        return all;
    }
}
