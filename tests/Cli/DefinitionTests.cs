using Sync.ConnectorKit;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Cli.Tests;

public sealed class DefinitionTests
{
    private const string Definition = """{ "name": "Corner POS", "baseUrl": "https://pos.example.com", "auth": { "kind": "none" }, "streams": {} }""";

    [Fact]
    public async Task Given_a_connection_that_a_definition_describes_When_it_is_asked_for_Then_it_is_printed_as_it_was_given()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await using (var services = await SyncServices.OpenAsync(new SyncSettings { Store = StoreLocation.Parse(place.Store) }, TimeProvider.System))
        {
            var given = new Dictionary<string, string> { ["definition"] = Definition, ["apiKey"] = Workplace.WrongPassword };
            var settings = ConnectionSettings.From(services.Connectors.Find("rest").Descriptor, given);
            await services.Connections.SaveAsync(services.Store.OpenTenant(OrgId.Parse(Workplace.Org)), "corner", "rest", settings, []);
        }

        var printed = await place.DoAsync("definition", Workplace.Org, "corner");
        var none = await place.RunAsync("definition", Workplace.Org, "nowhere");
        var other = await place.RunAsync("definition", Workplace.Org, "alleaves");

        printed.Out.Trim().ShouldBe(Definition);
        (none.Code, other.Code).ShouldBe((2, 2));
        none.Err.ShouldContain("'nowhere'");
        other.Err.ShouldContain("alleaves");
    }
}
