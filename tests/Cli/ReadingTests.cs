using System.Text.Json;
using System.Text.RegularExpressions;
using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Simulator;

namespace Sync.Cli.Tests;

/// <summary>What is read out of a store: status, segments, spending, export, digest.</summary>
public sealed partial class ReadingTests
{
    [Fact]
    public async Task Given_a_synced_org_When_its_status_is_asked_for_Then_text_and_JSON_tell_the_same()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        var before = await place.DoAsync("status", Workplace.Org);
        var beforeJson = await place.DoAsync("status", Workplace.Org, "--json");
        await place.DoAsync("run", Workplace.Org);

        var text = await place.DoAsync("status", Workplace.Org);
        var json = await place.DoAsync("status", Workplace.Org, "--json");

        before.Out.ShouldContain("never been synced");
        beforeJson.Json.EnumerateObject().ShouldBeEmpty();
        text.Out.ShouldContain("40 customers");
        text.Out.ShouldContain("last sync just now");
        json.Json.Number("customerCount").ShouldBe(40);
        json.Json.Number("menuProductsCount").ShouldBe(30);
        json.Json.GetProperty("connections").GetProperty("alleaves").Stream("orders").Text("status").ShouldBe("complete");
        Instant().IsMatch(json.Json.Text("lastSyncAt")).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_connections_that_are_paused_or_wait_to_be_confirmed_When_the_status_is_asked_for_Then_text_and_JSON_say_so()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await WaitAsync(place, "before");
        var before = await place.DoAsync("status", Workplace.Org);
        var beforeJson = await place.DoAsync("status", Workplace.Org, "--json");
        await place.DoAsync("run", Workplace.Org);
        (await place.DoAsync("status", Workplace.Org, "--json")).Json.GetProperty("connections").GetProperty("alleaves").Text("state").ShouldBe("up_to_date");
        await using (var services = await place.OpenAsync())
            await services.Connections.SetActiveAsync(services.Store.OpenTenant(OrgId.Parse(Workplace.Org)), "alleaves", false, Actor.Operator);

        var text = await place.DoAsync("status", Workplace.Org);
        var json = await place.DoAsync("status", Workplace.Org, "--json");

        before.Out.ShouldContain("never been synced");
        before.Out.ShouldContain("before (square): unconfirmed");
        beforeJson.Json.GetProperty("connections").GetProperty("before").Text("state").ShouldBe("unconfirmed");
        text.Out.ShouldContain("alleaves (alleaves): done, paused");
        text.Out.ShouldNotContain("next run");
        text.Out.ShouldContain("before (square): unconfirmed");
        json.Json.GetProperty("connections").GetProperty("alleaves").Text("state").ShouldBe("paused");
        json.Json.GetProperty("connections").GetProperty("before").Text("state").ShouldBe("unconfirmed");
        json.Json.GetProperty("connections").GetProperty("before").Text("connector").ShouldBe("square");
    }

    private static async Task WaitAsync(Workplace place, string id)
    {
        await using var services = await place.OpenAsync();
        var settings = ConnectionSettings.From(services.Connectors.Find("square").Descriptor, new Dictionary<string, string> { ["accessToken"] = "t" });
        await services.Connections.SaveUnconfirmedAsync(services.Store.OpenTenant(OrgId.Parse(Workplace.Org)), id, "square", settings, []);
    }

    [Fact]
    public async Task Given_customers_When_segments_are_counted_Then_they_add_up_and_move_with_time()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);

        var now = await place.DoAsync("segments", Workplace.Org, "--json");
        var later = await place.DoAsync("segments", Workplace.Org, "--as-of", "2099-01-01T00:00:00Z", "--json");
        var text = await place.DoAsync("segments", Workplace.Org);
        var wrong = await place.RunAsync("segments", Workplace.Org, "--as-of", "someday");

        now.Json.GetProperty("segments").EnumerateObject().Sum(s => s.Value.GetInt64()).ShouldBe(40);
        var far = later.Json.GetProperty("segments");
        (far.Number("churned") + far.Number("vip") + far.Number("new")).ShouldBe(40);
        far.Number("returning").ShouldBe(0);
        text.Lines.Length.ShouldBe(6);
        wrong.Code.ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_buyer_When_asked_for_by_address_and_by_id_Then_both_say_what_the_shop_knows()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        var buyer = place.Pos.Shop.Customers.First(c => place.Pos.Shop.Orders.Count(o => o.CustomerId == c.Id && o.Total > 0) > 1);
        var spent = place.Pos.Shop.Orders.Where(o => o.CustomerId == buyer.Id).Sum(o => o.Total);
        var early = await place.DoAsync("spending", Workplace.Org, buyer.Id);
        await place.DoAsync("run", Workplace.Org);

        var byId = await place.DoAsync("spending", Workplace.Org, buyer.Id);
        var byAddress = await place.DoAsync("spending", Workplace.Org, buyer.Email!.ToUpperInvariant());
        var nobody = await place.DoAsync("spending", Workplace.Org, "nobody@example.com");

        early.Out.ShouldContain("Not yet known");
        byId.Out.ShouldStartWith(FormattableString.Invariant($"{spent} USD in "));
        byAddress.Out.ShouldBe(byId.Out);
        nobody.Out.ShouldContain("Nobody has that address or id");
    }

    [Fact]
    public async Task Given_a_synced_org_When_exported_Then_files_are_sorted_and_canonical_and_hold_no_books()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);

        var said = await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("out"));

        string[] expected = ["customer_spending", "customers", "daily_sales", "orders", "products", "publicViews.products.items", "unmatched_orders"];
        var files = Directory.GetFiles(place.PathOf("out")).Select(f => Path.GetFileNameWithoutExtension(f)).ToList();
        expected.ShouldBeSubsetOf(files);
        files.ShouldNotContain("ledger");
        files.ShouldNotContain("connections");
        said.Out.ShouldContain("customers.ndjson\t40");
        foreach (var name in expected) CheckFile(place.PathOf($"out/{name}.ndjson"));
        Clean.Files(place.PathOf("out"), place.Secrets);
    }

    [Fact]
    public async Task Given_a_folder_of_an_earlier_export_When_exported_again_Then_what_holds_nothing_any_more_has_no_file_and_files_of_others_stay()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);
        Directory.CreateDirectory(place.PathOf("out"));
        foreach (var name in (string[])["people", "publicViews.products.items", "mine"]) File.WriteAllText(place.PathOf($"out/{name}.ndjson"), "{\"id\":\"was here\"}\n");

        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("out"));

        File.Exists(place.PathOf("out/people.ndjson")).ShouldBeFalse();
        File.ReadAllText(place.PathOf("out/publicViews.products.items.ndjson")).ShouldNotContain("was here");
        File.Exists(place.PathOf("out/mine.ndjson")).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_change_at_the_POS_When_synced_Then_the_digest_changes_and_otherwise_it_does_not()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);
        var first = await place.DoAsync("digest", Workplace.Org);
        await place.DoAsync("run", Workplace.Org);
        var same = await place.DoAsync("digest", Workplace.Org);
        place.Pos.Shop.Products[0] = place.Pos.Shop.Products[0] with { Price = 1.23m };
        await place.DoAsync("run", Workplace.Org);
        var other = await place.DoAsync("digest", Workplace.Org);

        first.Out.ShouldMatch("^[0-9a-f]{64}\n$");
        same.Out.ShouldBe(first.Out);
        other.Out.ShouldNotBe(first.Out);
    }

    private static void CheckFile(string path)
    {
        var lines = File.ReadAllText(path);
        lines.ShouldEndWith("\n");
        var documents = lines.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToList();
        foreach (var document in documents) CheckKeys(document);
        var ids = documents.Where(d => d.TryGetProperty("id", out _)).Select(d => d.Text("id")).ToList();
        ids.ShouldBe(ids.Order(StringComparer.Ordinal));
        foreach (var at in documents.SelectMany(d => d.EnumerateObject()).Where(p => p.Name is "updatedAt" or "createdAt" or "lastOrderDate"))
            Instant().IsMatch(at.Value.GetString()!).ShouldBeTrue(at.ToString());
    }

    private static void CheckKeys(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array) foreach (var element in value.EnumerateArray()) CheckKeys(element);
        if (value.ValueKind != JsonValueKind.Object) return;
        var names = value.EnumerateObject().Select(p => p.Name).ToList();
        names.ShouldBe(names.Order(StringComparer.Ordinal));
        foreach (var property in value.EnumerateObject()) CheckKeys(property.Value);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]
    private static partial Regex Instant();
}
