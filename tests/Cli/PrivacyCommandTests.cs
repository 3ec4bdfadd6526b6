using System.Text.Json;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Privacy;
using Sync.Model;

namespace Sync.Cli.Tests;

public sealed class PrivacyCommandTests
{
    [Fact]
    public async Task Given_a_customer_When_their_data_is_exported_and_they_are_erased_Then_the_file_has_it_and_the_store_has_it_no_more()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("before"));
        var orders = File.ReadLines(place.PathOf("before/orders.ndjson")).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var id = orders[0].GetProperty("customerId").GetString()!;
        var email = JsonDocument.Parse(File.ReadLines(place.PathOf("before/customers.ndjson")).First(l => l.Contains($"\"id\":\"{id}\"", StringComparison.Ordinal))).RootElement
            .GetProperty("email").GetString()!;

        await place.DoAsync("privacy", "export", Workplace.Org, id, "--out", place.PathOf("person.json"));
        var twice = await place.RunAsync("privacy", "export", Workplace.Org, id, "--out", place.PathOf("person.json"));
        var unknown = await place.RunAsync("privacy", "erase", Workplace.Org, "no-such-customer");
        await place.DoAsync("privacy", "erase", Workplace.Org, id);
        await place.DoAsync("run", Workplace.Org);
        await place.DoAsync("run", Workplace.Org, "--full");
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("after"));
        var list = await place.DoAsync("privacy", "list", Workplace.Org);

        var person = JsonDocument.Parse(await File.ReadAllTextAsync(place.PathOf("person.json"))).RootElement;
        person.GetProperty("orders").GetArrayLength().ShouldBe(orders.Count(o => o.GetProperty("customerId").GetString() == id));
        (twice.Code, unknown.Code).ShouldBe((2, 2));
        File.ReadAllText(place.PathOf("after/customers.ndjson")).ShouldNotContain($"\"id\":\"{id}\"");
        if (email.Contains('@')) foreach (var file in Directory.GetFiles(place.PathOf("after"))) File.ReadAllText(file).ShouldNotContain(email, Case.Insensitive, file);
        list.Out.ShouldContain("done");
        (await place.RunAsync("privacy", "allow", Workplace.Org, "nobody@example.com")).Code.ShouldBe(2);
        (await place.DoAsync("privacy", "allow", Workplace.Org, id)).Out.ShouldContain("--full");
        await place.DoAsync("run", Workplace.Org, "--full");
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("again"));
        File.ReadAllText(place.PathOf("again/customers.ndjson")).ShouldContain($"\"id\":\"{id}\"");
    }

    [Fact]
    public async Task Given_a_request_that_waits_for_a_run_When_its_export_is_asked_for_Then_that_is_said_until_the_run_has_made_it()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);
        string request;
        await using (var services = await place.OpenAsync())
        {
            var tenant = services.Store.OpenTenant(OrgId.Parse(Workplace.Org));
            request = await new PrivacyRequests(services.Connections, services.Time).AskAsync(tenant, PrivacyKind.Export, place.Pos.Shop.Customers[0].Id);
        }

        string[] export = ["privacy", "export", Workplace.Org, request, "--out", place.PathOf("person.json")];
        var waiting = await place.RunAsync(export);

        waiting.Code.ShouldBe(2);
        waiting.Err.ShouldContain($"'{request}' waits for the next run");
        await place.DoAsync("run", Workplace.Org);
        await place.DoAsync(export);
    }
}
