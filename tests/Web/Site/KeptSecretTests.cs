using System.Net;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.Store;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>A connection's saved secrets go where they went, and nowhere else.</summary>
public sealed class KeptSecretTests
{
    private const string Form = "/orgs/a/connect/square";

    [Theory]
    [InlineData("accessToken", "refreshToken,clientSecret", "")]
    [InlineData("accessToken,refreshToken,clientSecret", "", "")]
    [InlineData("refreshToken,clientSecret", "", "a-new-token")]
    public async Task GivenASavedConnection_WhenItIsConnectedAgainAtAnotherAddress_ThenThatHearsNothingAndTheFormNamesTheSecrets(string named, string unsaved, string token)
    {
        await using var pos = await SquareAsync();
        await using var other = await SquareAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        await SaveAsync(service, "square", pos.SettingsWith([.. unsaved.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => (s, ""))]));

        using var check = await admin.SubmitAsync(Form, Form + "/check", Fields("square", ("baseUrl", other.Settings["baseUrl"]), ("clientId", pos.Settings["clientId"]), ("accessToken", token)));

        check.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await check.BodyAsync();
        page.ShouldContain("is not sent to another address");
        foreach (var name in named.Split(',')) page.ShouldContain($"<p id=\"form-{name}-wrong\" class=\"wrong\">Fill this in anew: with another “Address”");
        foreach (var name in named.Split(','))
        {
            // It is not called optional, nor said to be kept: it has to be given.
            page.ShouldMatch($"<label for=\"form-{name}\">[^<(]*</label>");
            page.ShouldMatch($"<p id=\"form-{name}-help\" class=\"hint\">[^<]* The saved one is for the former address: give it again\\.</p>");
        }

        page.ShouldContain($"value=\"{other.Settings["baseUrl"]}\""); // what was typed stands there
        other.Requests.ShouldBeEmpty();
        pos.Requests.ShouldBeEmpty();
        (await SavedAsync(service))["baseUrl"].ShouldBe(pos.Settings["baseUrl"]);
    }

    [Fact]
    public async Task GivenASavedConnection_WhenItIsConnectedAgainAtItsAddress_ThenItsTokenIsUsed()
    {
        await using var pos = await SquareAsync();
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        await SaveAsync(service, "square", pos.SettingsWith(("refreshToken", ""), ("clientId", ""), ("clientSecret", "")));

        using var check = await admin.SubmitAsync(Form, Form + "/check", Fields("square", ("baseUrl", pos.Settings["baseUrl"]), ("loyalty", "off")));

        check.StatusCode.ShouldBe(HttpStatusCode.OK, await check.BodyAsync());
        using var save = await admin.SubmitAsync(Form, Form + "/save", new() { ["pending"] = ConnectTests.PendingOf(await check.Content.ReadAsStringAsync()) });
        save.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await SavedAsync(service))["accessToken"].ShouldBe(pos.Settings["accessToken"]);
    }

    [Fact]
    public async Task GivenASavedDefinition_WhenABrowserSendsItWithLineEndsOfItsOwn_ThenTheSavedSecretsAreUsed()
    {
        const string form = "/orgs/a/connect/rest";
        await using var pos = await FakePosCatalog.All["rest"].Start(PosTruth.Generate(Plan()), new FakePosOptions());
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var settings = pos.Settings.ToDictionary();
        var definition = settings["definition"].ReplaceLineEndings("\n").Replace(",", ",\n", StringComparison.Ordinal);
        settings["definition"] = definition + "\n";
        await SaveAsync(service, "rest", settings);
        var fields = Fields("rest", ("definition", definition.ReplaceLineEndings("\r\n")), ("baseUrl", settings.GetValueOrDefault("baseUrl", "")));

        using var check = await admin.SubmitAsync(form, form + "/check", new(fields));
        check.StatusCode.ShouldBe(HttpStatusCode.OK, await check.BodyAsync());

        fields["s-definition"] = definition + " , ";
        pos.Requests.Clear();
        using var moved = await admin.SubmitAsync(form, form + "/check", fields);
        moved.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await moved.BodyAsync()).ShouldContain("with another “Definition”");
        pos.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAPosOfWhichNothingCanBeRead_WhenItIsChecked_ThenNoTotalIsShownAndNothingCanBeSaved()
    {
        const string form = "/orgs/a/connect/rest";
        await using var pos = await FakePosCatalog.All["rest"].Start(PosTruth.Generate(Plan()), new FakePosOptions());
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        var fields = Fields("rest", [.. pos.Settings.Select(s => (s.Key, s.Value))]);
        pos.Faults.Status("", 404);

        using var check = await admin.SubmitAsync(form, form + "/check", fields);

        check.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await check.BodyAsync();
        page.ShouldContain("nothing was saved");
        page.ShouldNotContain("0.00");
        page.ShouldNotContain("first import</button>");
    }

    private static TruthPlan Plan() => new() { Customers = 5, Orders = 6, Products = 4, Now = TimeProvider.System.GetUtcNow().AddDays(-1) };

    private static Task<FakeSquare> SquareAsync() => FakeSquare.StartAsync(PosTruth.Generate(Plan()), new FakePosOptions());

    private static Dictionary<string, string> Fields(string connection, params (string Name, string Value)[] given)
    {
        var fields = given.ToDictionary(g => "s-" + g.Name, g => g.Value);
        fields["connection"] = connection;
        return fields;
    }

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(OrgId.Parse("a"));

    private static Task SaveAsync(Service service, string connector, IReadOnlyDictionary<string, string> settings) =>
        service.Parts.Connections.SaveAsync(Tenant(service), connector, connector, ConnectionSettings.From(service.Parts.Connectors.Find(connector).Descriptor, settings), []);

    private static async Task<Dictionary<string, string>> SavedAsync(Service service) =>
        await service.Parts.Connections.SavedAsync(Tenant(service), (await ConnectionDirectory.ListAsync(Tenant(service))).ShouldHaveSingleItem());
}
