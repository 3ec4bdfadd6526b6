using System.Text.Json;

namespace Sync.Cli.Tests;

public sealed class PeopleCommandTests
{
    [Fact]
    public async Task Given_a_customer_of_the_till_who_is_in_a_file_too_When_people_are_listed_Then_they_are_one_until_somebody_parts_them()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("out"));
        var known = File.ReadLines(place.PathOf("out/customers.ndjson")).Select(l => JsonDocument.Parse(l).RootElement).First(c => c.GetProperty("email").GetString()!.Contains('@'));
        var (id, email) = (known.GetProperty("id").GetString()!, known.GetProperty("email").GetString()!);
        var file = place.Write("newsletter.csv", $"customer_id,email,first_name\nn-1,{email.ToUpperInvariant()},Somebody\nn-2,other@example.com,Other\n");

        await place.DoAsync("import", Workplace.Org, file, "--as", "customers");
        var linked = await place.DoAsync("people", Workplace.Org, "--json");
        var text = await place.DoAsync("people", Workplace.Org);
        var parted = await place.DoAsync("people", Workplace.Org, "--apart", id, "files:n-1");
        await place.DoAsync("run", Workplace.Org);
        var none = await place.DoAsync("people", Workplace.Org);
        var nobody = await place.RunAsync("people", Workplace.Org, "--apart", id, "files:n-9");
        var again = await place.DoAsync("people", Workplace.Org, "--together", id, "files:n-1", "--json");
        var never = await place.RunAsync("people", Workplace.Org, "--together", id, "files:n-2");
        var noOrg = await place.RunAsync("people", "nowhere");

        var person = linked.Json.GetProperty("people").EnumerateArray().ShouldHaveSingleItem();
        person.GetProperty("customerIds").EnumerateArray().Select(c => c.GetString()).ShouldBe([id, "files:n-1"]);
        text.Out.ShouldContain("by email");
        parted.Out.ShouldContain("possync run");
        none.Out.ShouldContain("Nobody");
        again.Json.GetProperty("next").GetString().ShouldBe($"possync run {Workplace.Org}");
        (nobody.Code, noOrg.Code, never.Code).ShouldBe((2, 2, 2));
        never.Err.ShouldContain("Nobody has set");
        nobody.Err.ShouldContain("'files:n-9'");
    }
}
