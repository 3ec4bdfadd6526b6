using System.Net;
using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Simulator.Kit;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Api;

namespace Sync.Web.Tests.Secrecy;

/// <summary>Secrets that come in as somebody's request: by the API, and by the forms of the site; right ones and wrong ones.</summary>
internal static class TypedSecrets
{
    private const string Api = "/api/orgs/org-typed";
    private const string WrongPassword = "what somebody mistyped";

    public static async Task EnterAsync(Service service, IFakePos pos, Hunt hunt, List<string> said)
    {
        hunt.Add("of the form", WrongPassword);
        using var user = await ApiUser.WithKeyAsync(service, "org-typed");
        hunt.Add("API key", user.Key!.Split('.')[^1]);
        await ByApiAsync(user, pos, hunt, said);
        using var owner = await Browserish.SignedInAsync(service, "org-typed", Role.Owner);
        hunt.Add("session", owner.Cookies.GetAllCookies()["sync_session"]!.Value);
        await BySiteAsync(service, owner, pos, hunt, said);
    }

    private static async Task ByApiAsync(ApiUser user, IFakePos pos, Hunt hunt, List<string> said)
    {
        var (good, wrong) = (Body(pos, pos.Settings["password"]), Body(pos, WrongPassword));
        foreach (var body in (string[])[wrong, good])
            foreach (var path in (string[])["/connections/test", "/connections/preview"]) said.Add((await user.PostAsync(Api + path, body)).Body);
        said.Add((await user.PostAsync(Api + "/connections", wrong)).ShouldBe(422).Body);
        said.Add((await user.PostAsync(Api + "/connections", good)).ShouldBe(201).Body);
        var connection = Api + "/connections/" + pos.ConnectorId;
        var tag = ("If-Match", (await user.GetAsync(connection)).Tag);
        said.Add((await user.SendAsync("PATCH", connection, JsonSerializer.Serialize(new { settings = new { password = WrongPassword } }), tag)).ShouldBe(422).Body);
        said.Add((await user.PostAsync(connection + "/test")).ShouldBe(200).Body);

        var once = ("Idempotency-Key", "typed");
        for (var i = 0; i < 2; i++) // its first answer holds the key, and is kept
            hunt.Add("API key", (await user.PostAsync(Api + "/keys", """{"name":"Till","scopes":["data:read"]}""", once)).ShouldBe(201).Json.GetProperty("key").GetString()!.Split('.')[^1]);
    }

    private static async Task BySiteAsync(Service service, Browserish owner, IFakePos pos, Hunt hunt, List<string> said)
    {
        var page = $"/orgs/org-typed/connect/{pos.ConnectorId}";
        foreach (var password in (string[])[WrongPassword, pos.Settings["password"]])
        {
            using var answer = await owner.SubmitAsync(page, page + "/check",
                new(pos.Settings.ToDictionary(f => "s-" + f.Key, f => f.Value)) { ["connection"] = "second", ["s-password"] = password });
            said.Add(await answer.Content.ReadAsStringAsync());
        }

        said[^1].ShouldContain("account already: its sales would be counted twice");
        var link = await new PasswordResets(service.Parts.Store, service.Parts.Accounts, service.Parts.Time).MakeAsync("owner@org-typed.example", Actor.Operator);
        hunt.Add("password", link);
        (await owner.SubmitAsync("/password/" + link, "/password/" + link, new() { ["password"] = Browserish.Password })).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    private static string Body(IFakePos pos, string password) =>
        JsonSerializer.Serialize(new { connector = pos.ConnectorId, settings = new Dictionary<string, string>(pos.Settings) { ["password"] = password } });
}
