using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Web.Tests.Webhooks;

/// <summary>The one address of an operator's app: what comes there reaches every connection that reads the account, and nobody else.</summary>
public sealed class AppAddressTests
{
    private const string Secret = "the-app's-secret";
    private const string Shopify = "/api/webhooks/shopify";
    private const string Square = "/api/webhooks/square";
    private const string Clover = "/api/webhooks/clover";

    [Fact]
    public async Task GivenTwoShopsUnderOneApp_WhenShopifyAsksToForgetSomebodyOfOne_ThenThatOrgForgetsThemAndTheOtherKeepsThem()
    {
        await using var pos = await ShopAsync();
        await using var service = await StartAsync();
        await ConnectAsync(service, "a", "shopify", "a.myshopify.com", At(pos));
        await ConnectAsync(service, "b", "shopify", "b.myshopify.com", At(pos));
        await RunAsync(service);
        var (id, email) = await SomebodyAsync(service, "b");
        (await IsThereAsync(service, "a", id)).ShouldBeTrue();
        var redact = Redact("b.myshopify.com", id, email);

        using var answer = await service.SendAsync(Shopify, redact);
        using var again = await service.SendAsync(Shopify, redact);
        await RunAsync(service);

        (answer.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        (await ListAsync(service, "b", "privacy_requests")).ShouldHaveSingleItem().Body.Read().Text("state").ShouldBe("done");
        (await IsThereAsync(service, "b", id)).ShouldBeFalse();
        (await IsThereAsync(service, "a", id)).ShouldBeTrue();
        (await ListAsync(service, "a", "privacy_requests")).ShouldBeEmpty();
        (await ListAsync(service, "a", "webhook_events")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenTwoShopsUnderOneApp_WhenOneHasLeft_ThenItsConnectionGoesAndTheOtherStays()
    {
        await using var pos = await ShopAsync();
        await using var service = await StartAsync();
        await ConnectAsync(service, "a", "shopify", "a.myshopify.com", At(pos));
        await ConnectAsync(service, "b", "shopify", "b.myshopify.com", At(pos));
        await RunAsync(service);
        await LongConnected.MakeAsync(service.Parts.Store.OpenTenant(OrgId.Parse("b")));

        using var answer = await service.SendAsync(Shopify, Signed("shop/redact", "b.myshopify.com", new JsonObject { ["shop_id"] = 1, ["shop_domain"] = "b.myshopify.com" }));
        await RunAsync(service);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ListAsync(service, "b", "connections")).ShouldBeEmpty();
        (await ListAsync(service, "b", "customers")).ShouldBeEmpty();
        (await ListAsync(service, "a", "connections")).Count.ShouldBe(1);
        (await ListAsync(service, "a", "customers")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task GivenABodyOfOneShop_WhenTheHeaderNamesAnother_ThenTheSignedBodyCounts()
    {
        await using var service = await StartAsync();
        await ConnectAsync(service, "a", "shopify", "a.myshopify.com");
        await ConnectAsync(service, "b", "shopify", "b.myshopify.com");

        using var answer = await service.SendAsync(Shopify, Signed("customers/redact", "a.myshopify.com", Person("b.myshopify.com", "7", "ada@example.com")));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ListAsync(service, "a", "privacy_requests")).ShouldBeEmpty();
        (await ListAsync(service, "b", "privacy_requests")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task GivenAWrongSignature_WhenItIsSentToTheAppsAddress_ThenItIsRefusedAndNothingIsStored()
    {
        await using var service = await StartAsync();
        await ConnectAsync(service, "a", "shopify", "a.myshopify.com");
        var hook = FakeWebhooks.Shopify("customers/redact", Person("a.myshopify.com", "7", "ada@example.com"), new FakeWebhookSender("", "another-secret", TimeProvider.System.GetUtcNow()), "h1", "a.myshopify.com");

        using var answer = await service.SendAsync(Shopify, hook);
        using var bare = await service.SendAsync(Shopify, hook.Body, new Dictionary<string, string>());

        (answer.StatusCode, bare.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        (await ListAsync(service, "a", "privacy_requests")).ShouldBeEmpty();
        (await ListAsync(service, "a", "webhook_events")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAShopThatNobodyHasConnected_WhenItsWebhookComes_ThenItIsAnsweredAndTakenOnceSomebodyHas()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), autoAdvance: false);
        await using var service = await StartAsync(time);
        await ConnectAsync(service, "a", "shopify", "a.myshopify.com");
        using (var unknown = await service.SendAsync(Shopify, Redact("new.myshopify.com", "7", "ada@example.com"))) unknown.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ListAsync(service, "a", "privacy_requests")).ShouldBeEmpty();
        await ConnectAsync(service, "b", "shopify", "new.myshopify.com");
        time.Advance(TimeSpan.FromSeconds(4));

        using var answer = await service.SendAsync(Shopify, Redact("new.myshopify.com", "7", "ada@example.com"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ListAsync(service, "a", "privacy_requests")).ShouldBeEmpty();
        (await ListAsync(service, "b", "privacy_requests")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task GivenConnectionsOfOtherAppsOrAddresses_WhenTheAppsWebhookComes_ThenTheyAreNotToldOfIt()
    {
        await using var service = await StartAsync();
        await ConnectAsync(service, "a", "shopify", "a.myshopify.com");
        await ConnectAsync(service, "own", "shopify", "a.myshopify.com", new Dictionary<string, string> { ["clientId"] = "another-app", ["clientSecret"] = "x" });
        await ConnectAsync(service, "elsewhere", "shopify", "a.myshopify.com", new Dictionary<string, string> { ["baseUrl"] = "https://elsewhere.example.com" });

        using var answer = await service.SendAsync(Shopify, Redact("a.myshopify.com", "7", "ada@example.com"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ListAsync(service, "a", "privacy_requests")).Count.ShouldBe(1);
        foreach (var org in (string[])["own", "elsewhere"]) (await ListAsync(service, org, "privacy_requests")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenSquaresAppAddress_WhenAnEventOfABusinessComes_ThenEveryOrgThatReadsItIsToldAndNoOther()
    {
        await using var service = await StartAsync();
        foreach (var (org, merchant) in (ValueTuple<string, string>[])[("a", "MERCHANT1"), ("b", "MERCHANT1"), ("c", "MERCHANT2")])
            await ConnectAsync(service, org, "square", merchant);

        using var answer = await service.SendAsync(Square, service.Customer(Square, "e1", Secret));
        using var old = await service.SendAsync(Square, service.Customer(Square, "e2", Secret, TimeProvider.System.GetUtcNow().AddDays(-10)));

        (answer.StatusCode, old.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Unauthorized));
        foreach (var org in (string[])["a", "b"]) (await ListAsync(service, org, "webhook_hints")).ShouldHaveSingleItem().Path.Id.ShouldBe("main~e1");
        (await ListAsync(service, "c", "webhook_hints")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenCloversSeveralMerchantsInOneBody_WhenItComes_ThenEachIsToldOfItsOwn()
    {
        await using var service = await StartAsync();
        foreach (var (org, merchant) in (ValueTuple<string, string>[])[("a", "M1"), ("b", "M2"), ("c", "M3")]) await ConnectAsync(service, org, "clover", merchant);
        var ts = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var body = $$$"""{"appId":"APP1","merchants":{"M1":[{"objectId":"C:ONE","type":"UPDATE","ts":{{{ts}}}}],"M2":[{"objectId":"C:TWO","type":"UPDATE","ts":{{{ts}}}}],"M9":[]}}""";

        using var answer = await service.SendAsync(Clover, Encoding.UTF8.GetBytes(body), new Dictionary<string, string> { ["X-Clover-Auth"] = Secret });
        using var wrong = await service.SendAsync(Clover, Encoding.UTF8.GetBytes(body), new Dictionary<string, string> { ["X-Clover-Auth"] = "guess" });
        using var odd = await service.SendAsync(Clover, """{"merchants":{"M3":[{"objectId":"C:X","type":"UPDATE","ts":1}],"\ud800":[]}}"""u8.ToArray(), new Dictionary<string, string> { ["X-Clover-Auth"] = Secret });
        using var verification = await service.SendAsync(Clover, """{"verificationCode":"b32cc5e1-0000-4f6f"}"""u8.ToArray(), new Dictionary<string, string>());

        (answer.StatusCode, wrong.StatusCode, odd.StatusCode, verification.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK));
        (await NamedAsync(service, "a")).ShouldBe(["ONE"]);
        (await NamedAsync(service, "b")).ShouldBe(["TWO"]);
        (await NamedAsync(service, "c")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAnOldEventAmongCloversOthers_WhenItComes_ThenItAloneIsLeftOutAndWhatIsAllOldIsRefused()
    {
        await using var service = await StartAsync();
        foreach (var (org, merchant) in (ValueTuple<string, string>[])[("a", "M1"), ("b", "M2"), ("c", "M3")]) await ConnectAsync(service, org, "clover", merchant);
        var code = new Dictionary<string, string> { ["X-Clover-Auth"] = Secret };
        string Event(string id, int daysAgo) => $$"""{"objectId":"C:{{id}}","type":"UPDATE","ts":{{TimeProvider.System.GetUtcNow().AddDays(-daysAgo).ToUnixTimeMilliseconds()}}}""";

        using var mixed = await service.SendAsync(Clover, Encoding.UTF8.GetBytes($$"""{"merchants":{"M1":[{{Event("OLD", 9)}},{{Event("ONE", 0)}}],"M2":[{{Event("TWO", 0)}}],"M3":[{{Event("OLD", 9)}}] } }"""), code);
        using var old = await service.SendAsync(Clover, Encoding.UTF8.GetBytes($$"""{"merchants":{"M1":[{{Event("OLD", 9)}}],"M2":[{{Event("OLDER", 10)}}] } }"""), code);

        (mixed.StatusCode, old.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Unauthorized));
        (await NamedAsync(service, "a")).ShouldBe(["ONE"]);
        (await NamedAsync(service, "b")).ShouldBe(["TWO"]);
        (await NamedAsync(service, "c")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/webhooks/lightspeed")]
    [InlineData("/api/webhooks/toast")]
    [InlineData("/api/webhooks/alleaves")]
    [InlineData("/api/webhooks/nothing")]
    public async Task GivenAPosWithoutAnAppsAddress_WhenAWebhookIsSentThere_ThenThereIsNone(string path)
    {
        await using var service = await StartAsync();
        using var answer = await service.SendAsync(path, "{}"u8.ToArray(), new Dictionary<string, string>());
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task GivenNoAppOfTheOperators_WhenAWebhookIsSentToItsAddress_ThenThereIsNone()
    {
        await using var service = await Service.StartAsync();
        using var answer = await service.SendAsync(Shopify, Redact("a.myshopify.com", "7", "ada@example.com"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("[]")]
    [InlineData("{\"shop_domain\":5}")]
    [InlineData("{\"shop_domain\":\"\\ud800\"}")]
    public async Task GivenGarbageThatIsGenuine_WhenItIsSentToTheAppsAddress_ThenItIsAnsweredAndTellsNothing(string text)
    {
        await using var service = await StartAsync();
        await ConnectAsync(service, "a", "shopify", "a.myshopify.com");
        var body = Encoding.UTF8.GetBytes(text);
        var signature = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body));
        using var answer = await service.SendAsync(Shopify, body, new Dictionary<string, string> { ["X-Shopify-Hmac-SHA256"] = signature, ["X-Shopify-Topic"] = "customers/update" });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ListAsync(service, "a", "webhook_events")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAHugeBody_WhenItIsSentToTheAppsAddress_ThenItIsRefused()
    {
        await using var service = await StartAsync();
        using var answer = await service.SendAsync(Shopify, new byte[1024 * 1024 + 1], new Dictionary<string, string>());
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private static Task<Service> StartAsync(TimeProvider? time = null) => Service.StartWithAsync(
        s => s with
        {
            Apps = new[] { "shopify", "square", "clover", "lightspeed" }.ToDictionary(c => c, _ => new AppCredentials("the-app", new Secret(Secret))),
            WebhookKeys = new[] { "square", "clover" }.ToDictionary(c => c, _ => new Secret(Secret)),
        }, time);

    private static Task<IFakePos> ShopAsync()
    {
        var kind = FakePosCatalog.All["shopify"];
        return kind.Start(PosTruth.Generate(kind.Shape(new TruthPlan { Customers = 8, Orders = 16, Products = 5, Now = TimeProvider.System.GetUtcNow().AddDays(-1) })), new FakePosOptions());
    }

    private static Dictionary<string, string> At(IFakePos pos) => new() { ["baseUrl"] = pos.Settings["baseUrl"], ["accessToken"] = pos.Settings["accessToken"] };

    // Signed in with the operator's app; the fake stands for both shops, at the address that the operator allows.
    private static async Task ConnectAsync(Service service, string org, string connector, string account, IReadOnlyDictionary<string, string>? more = null)
    {
        var id = OrgId.Parse(org);
        var given = new Dictionary<string, string> { ["accessToken"] = "a-token" };
        foreach (var (name, value) in more ?? new Dictionary<string, string>()) given[name] = value;
        if (connector != "square") given[connector == "shopify" ? "shop" : "merchantId"] = account;
        await service.Parts.Orgs.AddAsync(id, new OrgSettings { Name = org, TimeZone = "UTC", Currency = "USD", DeleteLimitCount = 1000 });
        await service.Parts.Connections.SaveAsync(
            service.Parts.Store.OpenTenant(id), "main", connector, ConnectionSettings.From(service.Parts.Connectors.Find(connector).Descriptor, given), [account]);
    }

    private static async Task RunAsync(Service service)
    {
        foreach (var org in (string[])["a", "b"])
        {
            var report = await service.Parts.Runner.RunAsync(OrgId.Parse(org), new RunOptions());
            report.Result.ShouldBe(RunResult.Done, string.Join("; ", report.Runs.Select(r => $"{r.Error} {r.ErrorDetail} {string.Join(", ", r.Streams.Select(s => $"{s.Key} {s.Value.Status} {s.Value.ErrorDetail}"))}")));
        }
    }

    private static FakeWebhook Redact(string shop, string id, string email) => Signed("customers/redact", shop, Person(shop, id, email));

    private static FakeWebhook Signed(string topic, string shop, JsonObject body) =>
        FakeWebhooks.Shopify(topic, body, new FakeWebhookSender("", Secret, TimeProvider.System.GetUtcNow()), "hook-1", shop);

    private static JsonObject Person(string shop, string id, string email) => new()
    {
        ["shop_id"] = 1,
        ["shop_domain"] = shop,
        ["customer"] = new JsonObject { ["id"] = long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), ["email"] = email },
        ["orders_to_redact"] = new JsonArray(),
    };

    private static async Task<(string Id, string Email)> SomebodyAsync(Service service, string org)
    {
        var fields = (await ListAsync(service, org, "customers")).Select(c => c.Body.Read()).First(c => c.Text("email") is not null);
        return (fields.Text("id")!, fields.Text("email")!);
    }

    private static async Task<bool> IsThereAsync(Service service, string org, string id) =>
        (await ListAsync(service, org, "customers")).Exists(c => c.Body.Read().Text("id") == id);

    private static async Task<IEnumerable<string?>> NamedAsync(Service service, string org) =>
        (await ListAsync(service, org, "webhook_hints")).SelectMany(h => h.Body.Read().List("records")).Select(r => r.Text("id"));

    private static async Task<List<StoredDocument>> ListAsync(Service service, string org, string collection) =>
        await service.Parts.Store.OpenTenant(OrgId.Parse(org)).QueryAsync(new DocumentQuery { Collection = collection }).ToListAsync();
}
