using System.Text.Json;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Site.Import;
using Sync.Web.Tests.Webhooks;

namespace Sync.Web.Tests.Api;

/// <summary>Every operation of the document, each of them once to the end that it is for.</summary>
public sealed class OperationTests
{
    private const string A = "/api/orgs/a";
    private const string Till = A + "/connections/alleaves";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenTheDocument_WhenEachOperationIsCarriedOut_ThenEachIsAnsweredAsItsSuccessIsTold()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a");
        var done = new HashSet<string>();

        await PeopleAsync(service, user, done);
        await ConnectAsync(service, pos, user, done);
        await ReadAsync(pos, user, done);
        await HeldAsync(service, pos, user, done);
        await RunAsync(service, user, done);
        await ImportAsync(user, done);
        await BesideAsync(service, user.Contract, done);
        await DoAsync(user, done, "DELETE", Till);

        done.Order(StringComparer.Ordinal).ShouldBe(user.Contract.Operations.Order(StringComparer.Ordinal));
    }

    private static async Task PeopleAsync(Service service, ApiUser user, HashSet<string> done)
    {
        await Browserish.MemberAsync(service, "a", Role.Viewer, "viewer@a.example");
        await DoAsync(user, done, "GET", "/api/orgs");
        var org = await DoAsync(user, done, "GET", A);
        await DoAsync(user, done, "PATCH", A, """{"name":"Corner","deleteLimitShare":0,"deleteLimitCount":1}""", ("If-Match", org.Tag));
        var member = A + "/members/" + (await DoAsync(user, done, "GET", A + "/members")).Ids[0];
        await DoAsync(user, done, "PATCH", member, """{"role":"manager"}""");
        await DoAsync(user, done, "DELETE", member);
        await DoAsync(user, done, "POST", A + "/invitations", """{"email":"new@a.example","role":"viewer"}""");
        await DoAsync(user, done, "DELETE", A + "/invitations/" + (await DoAsync(user, done, "GET", A + "/invitations")).Ids[0]);
        var key = (await DoAsync(user, done, "POST", A + "/keys", """{"name":"Till","scopes":["data:read"]}""")).Json.GetProperty("id").GetString();
        await DoAsync(user, done, "GET", A + "/keys");
        await DoAsync(user, done, "DELETE", A + "/keys/" + key);
    }

    private static async Task ConnectAsync(Service service, FakeAlleaves pos, ApiUser user, HashSet<string> done)
    {
        var ask = JsonSerializer.Serialize(new { connector = "alleaves", settings = pos.Settings() });
        await DoAsync(user, done, "POST", A + "/connections/test", ask);
        await DoAsync(user, done, "POST", A + "/connections/preview", ask);
        await DoAsync(user, done, "POST", A + "/connections", ask);
        await DoAsync(user, done, "GET", A + "/connections");
        var saved = await DoAsync(user, done, "GET", Till);
        await DoAsync(user, done, "PATCH", Till, """{"settings":{"historyDays":"3000"}}""", ("If-Match", saved.Tag));
        await DoAsync(user, done, "POST", Till + "/test");
        await DoAsync(user, done, "POST", Till + "/pause");
        await DoAsync(user, done, "POST", Till + "/resume");
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
    }

    private static async Task ReadAsync(FakeAlleaves pos, ApiUser user, HashSet<string> done)
    {
        foreach (var list in (string[])["/customers", "/orders", "/products", "/runs"]) await DoAsync(user, done, "GET", $"{A}{list}/{(await DoAsync(user, done, "GET", A + list)).Ids[0]}");
        await DoAsync(user, done, "GET", A + "/runs.ndjson");
        await DoAsync(user, done, "GET", A + "/sync-status");
        await DoAsync(user, done, "GET", A + "/audit");
        await DoAsync(user, done, "GET", A + "/spending?who=" + Uri.EscapeDataString(pos.Shop.Customers.First(c => c.Email is not null).Email!));
        await DoAsync(user, done, "GET", "/api/pos-integrations/health");
        await DoAsync(user, done, "GET", "/api/pos-integrations/pos-systems");
        await DoAsync(user, done, "GET", "/api/health");
    }

    private static async Task HeldAsync(Service service, FakeAlleaves pos, ApiUser user, HashSet<string> done)
    {
        foreach (var decision in (string[])["reject", "approve"])
        {
            foreach (var _ in Enumerable.Range(0, 3)) pos.Shop.Products.RemoveAt(0);
            await service.Parts.Runner.RunAsync(Org, new RunOptions());
            var held = (await DoAsync(user, done, "GET", Till + "/held-deletes")).Json.GetProperty("items").EnumerateArray().Single(h => h.GetProperty("decision").GetString() == "none");
            await DoAsync(user, done, "POST", $"{Till}/held-deletes/products/{decision}", JsonSerializer.Serialize(new { set = held.GetProperty("set").GetString() }));
            await service.Parts.Runner.RunAsync(Org, new RunOptions());
        }
    }

    private static async Task RunAsync(Service service, ApiUser user, HashSet<string> done)
    {
        await DoAsync(user, done, "POST", Till + "/dry-run");
        await DoAsync(user, done, "POST", Till + "/run");
        await Eventually.TrueAsync(() => service.Live.Find(Org) is not { Outcome: null }, "the run ends");
        await DoAsync(user, done, "POST", Till + "/re-import", """{"from":"2026-01-01","to":"2026-01-02"}""");
        await Eventually.TrueAsync(() => service.Live.Find(Org) is not { Outcome: null }, "the days are read");
        await new WaitingRanges(service.Parts.Time).AskAsync(service.Parts.Store.OpenTenant(Org), new OrderRange("alleaves", new(2026, 1, 1), new(2026, 1, 2)), Actor.Operator);
        await DoAsync(user, done, "POST", Till + "/re-import/withdraw", """{"from":"2026-01-01","to":"2026-01-02"}""");
    }

    private static async Task ImportAsync(ApiUser user, HashSet<string> done)
    {
        var begun = (await user.UploadAsync(A + "/imports", Uploads.Orders, [("as", "orders")])).ShouldBe(202);
        done.Add(user.Contract.OperationOf("POST", A + "/imports")!);
        var import = begun.Headers["Location"];
        await Eventually.TrueAsync(async () => (await DoAsync(user, done, "GET", import)).Json.GetProperty("state").GetString() == "done", "the file is in");
        await DoAsync(user, done, "GET", import + "/rejects.csv");
    }

    // What proves itself by other means than a key.
    private static async Task BesideAsync(Service service, Contract contract, HashSet<string> done)
    {
        using var clock = await ApiUser.WithAsync(service, Service.Secret);
        await DoAsync(clock, done, "POST", "/api/cron/pos-sync?orgId=a");
        const string hooks = "/api/webhooks/square/hooks.main";
        await service.ConnectSquareAsync("hooks");
        using var taken = await service.SendAsync(hooks, service.Customer(hooks, "e1"));
        contract.Faults("POST", hooks, (int)taken.StatusCode, taken.Content.Headers.ContentType?.MediaType, await taken.Content.ReadAsStringAsync()).ShouldBeEmpty();
        taken.IsSuccessStatusCode.ShouldBeTrue();
        done.Add(contract.OperationOf("POST", hooks)!);
        await AtTheAppAsync(contract, done);
    }

    // Only a service whose operator has registered an app takes webhooks at the app's address.
    private static async Task AtTheAppAsync(Contract contract, HashSet<string> done)
    {
        const string hooks = "/api/webhooks/square";
        await using var service = await Service.StartWithAsync(s => s with
        {
            Apps = new Dictionary<string, AppCredentials> { ["square"] = new("the-app", null) },
            WebhookKeys = new Dictionary<string, Secret> { ["square"] = new(SquareHooks.Key) },
        });
        using var taken = await service.SendAsync(hooks, service.Customer(hooks, "e1"));
        contract.Faults("POST", hooks, (int)taken.StatusCode, taken.Content.Headers.ContentType?.MediaType, await taken.Content.ReadAsStringAsync()).ShouldBeEmpty();
        taken.IsSuccessStatusCode.ShouldBeTrue();
        done.Add(contract.OperationOf("POST", hooks)!);
    }

    private static async Task<ApiReply> DoAsync(ApiUser user, HashSet<string> done, string method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var reply = await user.SendAsync(method, path, json, headers);
        reply.Status.ShouldBeInRange(200, 299, $"{method} {path}: {reply.Body}");
        done.Add(user.Contract.OperationOf(method, path)!);
        return reply;
    }
}
