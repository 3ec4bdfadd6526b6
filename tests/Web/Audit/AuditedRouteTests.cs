using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Web.Access;
using Sync.Web.Connect;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Site;
using Sync.Web.Tests.Site.Import;

namespace Sync.Web.Tests.Audit;

/// <summary>
/// Every route of the route table that changes something, or gives data out to be kept, is either done here and leaves its line in
/// the audit log, or has a reason for none. A new route without either fails.
/// </summary>
public sealed class AuditedRouteTests
{
    private const string Pages = "/orgs/{orgId}";
    private const string Api = "/api/orgs/{orgId}";
    private const string One = "/connections/alleaves";
    private const string Members = "/settings/members";
    private const string Keys = "/settings/keys";
    private const string Privacy = "/settings/privacy";

    /// <summary>Routes that leave no line, and why that is right.</summary>
    private static readonly Dictionary<string, string> Without = new()
    {
        ["POST /sign-in"] = "reads nothing of an org and changes nothing there",
        ["POST /sign-in/token"] = "changes nothing of an org but the first time, which TokenSignInTests holds to its line",
        ["GET /sign-in/google/callback"] = "the same",
        ["GET /connect/{connector}/start"] = "leads to the POS; the way back says what was saved",
        ["POST /sign-out"] = "ends the caller's own session",
        ["POST /api/webhooks/{connector}/{connectionId}"] = "is the POS's doing; what it asks for concerning people is said when it is carried out",
        ["POST /api/webhooks/{connector}"] = "is the POS's doing; what it asks for concerning people is said when it is carried out",
        ["POST /api/cron/pos-sync"] = "is nobody's decision; each run has a record of its own",
        [$"POST {Pages}/tie-out"] = "counts once more what is stored, and changes none of it",
        [$"POST {Pages}/connect/{{connector}}/sign-in"] = "leads to the POS; the way back says what was saved",
        [$"POST {Pages}/import"] = "keeps the file for whoever brought it; the import says what became of it",
        [$"POST {Pages}/import/{{id}}/columns"] = "shows what an import would do",
        [$"POST {Pages}/import/{{id}}/remove"] = "removes what nobody else has seen",
        [$"POST {Pages}{Privacy}/forget"] = "says how much is stored of a person, before it is asked for",
    };

    private static readonly (string Route, string Action, Func<Deeds, Task> Do)[] Done =
    [
        ($"PATCH {Api}", "settings.changed", d => d.ApiAsync("PATCH", "", """{"name":"Other"}""")),
        ($"POST {Api}/connections", "connection.saved", d => d.ApiAsync("POST", "/connections", Make(d))),
        ($"POST {Api}/connections/test", "connection.checked", d => d.ApiAsync("POST", "/connections/test", Make(d))),
        ($"PATCH {Api}/connections/{{connectionId}}", "connection.changed", Connected(d => d.ApiAsync("PATCH", One, """{"settings":{"historyDays":"30"}}"""))),
        ($"POST {Api}/connections/{{connectionId}}/test", "connection.checked", Connected(d => d.ApiAsync("POST", One + "/test"))),
        ($"POST {Api}/connections/{{connectionId}}/pause", "connection.paused", Connected(d => d.ApiAsync("POST", One + "/pause"))),
        ($"POST {Api}/connections/{{connectionId}}/resume", "connection.resumed", Paused(d => d.ApiAsync("POST", One + "/resume"))),
        ($"POST {Api}/connections/{{connectionId}}/run", "run.started", Connected(d => d.ApiAsync("POST", One + "/run"))),
        ($"POST {Api}/connections/preview", "connection.checked", d => d.ApiAsync("POST", "/connections/preview", Make(d))),
        ($"POST {Api}/connections/{{connectionId}}/dry-run", "run.started", Connected(d => d.ApiAsync("POST", One + "/dry-run"))),
        ($"POST {Api}/connections/{{connectionId}}/re-import", "run.started", Connected(d => d.ApiAsync("POST", One + "/re-import", """{"from":"2026-01-01","to":"2026-01-02"}"""))),
        ($"POST {Api}/connections/{{connectionId}}/re-import/withdraw", "run.withdrawn", Waiting(d => d.ApiAsync("POST", One + "/re-import/withdraw", """{"from":"2026-01-01","to":"2026-01-02"}"""))),
        ($"POST {Pages}/connections/{{id}}/re-import/withdraw", "run.withdrawn", Waiting(d => d.FormAsync(One, One + "/re-import/withdraw", ("from", "2026-01-01"), ("to", "2026-01-02")))),
        ($"POST {Api}/connections/{{connectionId}}/held-deletes/{{stream}}/approve", "deletes.approved", d => DecideByApiAsync(d, "approve")),
        ($"POST {Api}/connections/{{connectionId}}/held-deletes/{{stream}}/reject", "deletes.rejected", d => DecideByApiAsync(d, "reject")),
        ($"DELETE {Api}/connections/{{connectionId}}", "connection.removed", Connected(d => d.ApiAsync("DELETE", One))),
        ($"POST {Api}/keys", "key.created", d => d.ApiAsync("POST", "/keys", """{"name":"till","scopes":["data:read"]}""")),
        ($"DELETE {Api}/keys/{{keyId}}", "key.revoked", async d => await d.ApiAsync("DELETE", "/keys/" + await d.KeyAsync())),
        ($"PATCH {Api}/members/{{memberId}}", "member.changed", async d => await d.ApiAsync("PATCH", "/members/" + await d.ViewerAsync(), """{"role":"manager"}""")),
        ($"DELETE {Api}/members/{{memberId}}", "member.removed", async d => await d.ApiAsync("DELETE", "/members/" + await d.ViewerAsync())),
        ($"POST {Api}/invitations", "member.invited", d => d.ApiAsync("POST", "/invitations", """{"email":"x@shop.example","role":"viewer"}""")),
        ($"DELETE {Api}/invitations/{{invitationId}}", "member.invitation-withdrawn", async d => await d.ApiAsync("DELETE", "/invitations/" + await InvitationAsync(d))),
        ($"GET {Api}/runs.ndjson", "data.exported", d => d.ApiAsync("GET", "/runs.ndjson")),

        ($"POST {Pages}/run", "run.started", Connected(d => d.FormAsync("", "/run"))),
        ($"POST {Pages}/dry-run", "run.started", Connected(d => d.FormAsync("", "/dry-run"))),
        ($"POST {Pages}/connections/{{id}}/run", "run.started", Connected(d => d.FormAsync(One, One + "/run"))),
        ($"POST {Pages}/connections/{{id}}/re-import", "run.started", Connected(d => d.FormAsync(One, One + "/re-import", ("from", "2026-01-01"), ("to", "2026-01-02")))),
        ($"POST {Pages}/connections/{{id}}/pause", "connection.paused", Connected(d => d.FormAsync(One, One + "/pause"))),
        ($"POST {Pages}/connections/{{id}}/resume", "connection.resumed", Paused(d => d.FormAsync(One, One + "/resume"))),
        ($"POST {Pages}/connections/{{id}}/remove", "connection.removed", Connected(d => d.FormAsync(One + "/remove", One + "/remove", ("name", "alleaves")))),
        ($"POST {Pages}/connections/{{id}}/confirm", "run.started", Connected(d => d.FormAsync(One, One + "/confirm"))),
        ($"POST {Pages}/connections/{{id}}/give-up", "connection.removed", GiveUpAsync),
        ($"POST {Pages}/connections/{{id}}/deletes/approve", "deletes.approved", d => DecideAsync(d, "approve")),
        ($"POST {Pages}/connections/{{id}}/deletes/reject", "deletes.rejected", d => DecideAsync(d, "reject")),
        ($"POST {Pages}/connect/{{connector}}/check", "connection.checked", CheckAsync),
        ($"POST {Pages}/connect/{{connector}}/save", "connection.saved", async d => await d.FormAsync("/connect/alleaves", "/connect/alleaves/save", ("pending", await CheckAsync(d)))),
        ("GET /connect/{connector}/callback", "connection.saved", d => d.SignInAtTheTillAsync()),
        ($"POST {Pages}/connect-demo", "connection.saved", d => d.FormAsync("/connect", "/connect-demo", ("connector", "alleaves"))),
        ($"POST {Pages}/settings", "settings.changed", SettingsAsync),
        ($"POST {Pages}{Members}", "member.invited", d => d.FormAsync(Members, Members, ("email", "x@shop.example"), ("role", "viewer"))),
        ($"POST {Pages}{Members}/invitations/{{id}}/withdraw", "member.invitation-withdrawn", async d => await d.FormAsync(Members, $"{Members}/invitations/{await InvitationAsync(d)}/withdraw")),
        ($"POST {Pages}{Members}/{{account}}/role", "member.changed", async d => await d.FormAsync(Members, $"{Members}/{await d.ViewerAsync()}/role", ("role", "manager"))),
        ($"POST {Pages}{Members}/{{account}}/remove", "member.removed", async d => await d.FormAsync(Members, $"{Members}/{await d.ViewerAsync()}/remove")),
        ($"POST {Pages}{Keys}", "key.created", d => d.FormAsync(Keys, Keys, ("name", "till"), ("scope", "data:read"))),
        ($"POST {Pages}{Keys}/{{id}}/revoke", "key.revoked", async d => await d.FormAsync(Keys, $"{Keys}/{await d.KeyAsync()}/revoke")),
        ($"POST {Pages}{Privacy}/export", "data.exported", async d => await d.FormAsync(Privacy, Privacy + "/export", ("who", await d.CustomerAsync()))),
        ($"POST {Pages}{Privacy}/forget/sure", "person.erasure-asked", async d => await d.FormAsync(Privacy, Privacy + "/forget/sure", ("who", await d.CustomerAsync()))),
        ($"POST {Pages}{Privacy}/allow", "person.allowed", async d => await d.FormAsync(Privacy, Privacy + "/allow", ("who", await d.ForgottenAsync()))),
        ($"POST {Api}/imports", "import.started", d => d.UploadAsync()),
        ($"GET {Api}/imports/{{importId}}/rejects.csv", "data.exported", async d => await d.ApiAsync("GET", await d.UploadAsync() + "/rejects.csv")),
        ($"POST {Pages}/import/{{id}}/start", "import.started", ImportAsync),
        ($"GET {Pages}/import/{{id}}/rejects.csv", "data.exported", async d => await d.DownloadAsync(await ImportAsync(d) + "/rejects.csv")),
        ($"GET {Pages}/history.ndjson", "data.exported", Connected(d => d.DownloadAsync("/history.ndjson"))),
        ($"GET {Pages}/history/{{runId}}.ndjson", "data.exported", Connected(async d => await d.DownloadAsync($"/history/{await d.RunAsync()}.ndjson"))),
        ("POST /invitations/{token}", "member.added", JoinAsync),
        ("POST /account/password", "password.changed", PasswordAsync), // with the next the last: whoever is signed in elsewhere is not any more
        ("POST /password/{token}", "password.changed", ResetAsync),
    ];

    [Fact]
    public async Task GivenTheRouteTable_WhenItIsLookedOver_ThenEveryRouteThatChangesOrGivesOutIsHereOrHasAReason()
    {
        await using var service = await Service.StartAsync();
        var routes = from endpoint in service.Endpoints.OfType<RouteEndpoint>()
                     from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
                     where method is not ("HEAD" or "GET") || (method == "GET" && (endpoint.Metadata.GetMetadata<ChangingRead>() is not null
                         || (AccessRules.Of(endpoint) is AccessRule.InOrg { Needed: var needed } && needed.HasFlag(Permission.ExportData))))
                     select $"{method} {endpoint.RoutePattern.RawText}";
        routes.Order().ShouldBe(Done.Select(d => d.Route).Concat(Without.Keys).Order());
    }

    [Fact]
    public async Task GivenEveryRouteThatChangesOrGivesOut_WhenItIsUsed_ThenTheAuditLogSaysWhoDidWhat()
    {
        await using var deeds = await Deeds.BeginAsync();
        List<string> silent = [];
        foreach (var (route, action, act) in Done)
        {
            await deeds.NextAsync();
            await act(deeds);
            // What is begun goes on by itself, and so may its line.
            var tries = 0;
            while (!await deeds.IsSaidAsync(action) && tries++ < 100) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            if (tries > 100) silent.Add($"{route} does not say {action}");
        }

        silent.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenALinkOfTheOperators_WhenSomebodySignsInAtThePosByIt_ThenTheAuditLogSaysThatItWasTheOperators()
    {
        await using var deeds = await Deeds.BeginAsync();
        await deeds.NextAsync();
        var ask = new ConnectAsk(deeds.Org, "square", "square", new Dictionary<string, string> { ["baseUrl"] = deeds.Till.Settings["baseUrl"] });
        await deeds.SignInAtTheTillAsync(ConnectLinks.Start(deeds.Service.Parts.PublicUrl, ask, await deeds.Service.Parts.Tickets.IssueAsync(deeds.Tenant, ask)));
        var line = (await AuditLog.ListAsync(deeds.Tenant, null, 10)).Single(l => l.Action == "connection.saved");
        (line.Actor, line.Subject).ShouldBe((Actor.Operator, "square"));
    }

    private static string Make(Deeds d) => JsonSerializer.Serialize(new { connector = "alleaves", settings = d.Pos.Settings() });

    private static Func<Deeds, Task> Connected(Func<Deeds, Task> then) => async d =>
    {
        await d.ConnectAsync();
        await then(d);
    };

    private static Func<Deeds, Task> Paused(Func<Deeds, Task> then) => Connected(async d =>
    {
        await d.Service.Parts.Connections.SetActiveAsync(d.Tenant, "alleaves", false, Actor.Operator);
        await then(d);
    });

    private static Func<Deeds, Task> Waiting(Func<Deeds, Task> then) => Connected(async d =>
    {
        await new WaitingRanges(TimeProvider.System).AskAsync(d.Tenant, new OrderRange("alleaves", new(2026, 1, 1), new(2026, 1, 2)), Actor.Operator);
        await then(d);
    });

    private static async Task<string> InvitationAsync(Deeds d)
    {
        await d.InvitedAsync();
        return (await InvitationDirectory.ListAsync(d.Tenant, TimeProvider.System.GetUtcNow())).Single().Id;
    }

    private static async Task DecideAsync(Deeds d, string decision)
    {
        await using var pos = await Shops.OpenAsync();
        var set = await d.HoldAsync(pos);
        await d.FormAsync("", $"{One}/deletes/{decision}", ("stream", "products"), ("set", set));
    }

    private static async Task DecideByApiAsync(Deeds d, string decision)
    {
        await using var pos = await Shops.OpenAsync();
        var set = await d.HoldAsync(pos);
        await d.ApiAsync("POST", $"{One}/held-deletes/products/{decision}", JsonSerializer.Serialize(new { set }));
    }

    private static async Task GiveUpAsync(Deeds d)
    {
        var settings = ConnectionSettings.From(d.Service.Parts.Connectors.Find("alleaves").Descriptor, d.Pos.Settings());
        await d.Service.Parts.Connections.SaveUnconfirmedAsync(d.Tenant, "alleaves", "alleaves", settings, []);
        await d.FormAsync(One + "/confirm", One + "/give-up");
    }

    private static async Task<string> CheckAsync(Deeds d)
    {
        var path = $"/orgs/{d.Org}/connect/alleaves";
        using var check = await d.Browser.SubmitAsync(path, path + "/check", d.Pos.Settings().ToDictionary(s => "s-" + s.Key, s => s.Value));
        return ConnectTests.PendingOf(await check.Content.ReadAsStringAsync());
    }

    private static async Task SettingsAsync(Deeds d)
    {
        var fields = await d.Browser.FieldsAsync($"/orgs/{d.Org}/settings");
        fields["name"] = "Other";
        await d.FormAsync("/settings", "/settings", [.. fields.Select(f => (f.Key, f.Value))]);
    }

    private static async Task<string> ImportAsync(Deeds d)
    {
        using var brought = await d.Browser.UploadAsync(System.Text.Encoding.UTF8.GetBytes(Uploads.Orders), org: d.Org.Value);
        var address = brought.Headers.Location!.OriginalString;
        var path = address[$"/orgs/{d.Org}".Length..];
        var fields = await d.Browser.FieldsAsync(address);
        await d.FormAsync(path, path + "/columns", [.. fields.Select(f => (f.Key, f.Value))]);
        await d.Browser.DoneAsync(address);
        await d.FormAsync(path, path + "/start");
        await d.Browser.DoneAsync(address);
        return path;
    }

    private static async Task JoinAsync(Deeds d)
    {
        using var guest = new Browserish(d.Service.Url);
        var path = "/invitations/" + await d.InvitedAsync();
        (await guest.SubmitAsync(path, path, new() { ["password"] = Browserish.Password })).StatusCode.ShouldBe(System.Net.HttpStatusCode.SeeOther);
    }

    private static async Task ResetAsync(Deeds d)
    {
        using var forgetful = new Browserish(d.Service.Url);
        var path = "/password/" + await new PasswordResets(d.Service.Parts.Store, d.Service.Parts.Accounts, d.Service.Parts.Time).MakeAsync(Deeds.Email, Actor.Operator);
        (await forgetful.SubmitAsync(path, path, new() { ["password"] = "a third long sentence" })).StatusCode.ShouldBe(System.Net.HttpStatusCode.SeeOther);
    }

    private static async Task PasswordAsync(Deeds d) =>
        (await d.Browser.SubmitAsync("/account", "/account/password", new() { ["current"] = Browserish.Password, ["password"] = "another long password" })).StatusCode.ShouldBe(System.Net.HttpStatusCode.SeeOther);
}
