namespace Sync.Cli.Tests;

/// <summary>One customer under two names, in files that are imported one after the other.</summary>
public sealed class ImportNamesTests
{
    [Theory]
    [InlineData("orders", "Order ID,Created at,Order total,Customer ID,Customer name\n1,2011-07-01,5,c,", "\n")]
    [InlineData("customers", "Customer ID,Name\nc,", "\n")]
    public async Task Given_a_customer_of_two_names_When_a_file_gives_one_name_Then_it_replaces_both_and_the_same_again_writes_nothing(string kind, string before, string after)
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        await place.DoAsync("import", Workplace.Org, place.Write("first.csv", before + "Ann Lee" + after), "--as", kind);

        var next = await place.DoAsync("import", Workplace.Org, place.Write("next.csv", before + "Madonna" + after), "--as", kind, "--json");
        var again = await place.DoAsync("import", Workplace.Org, place.PathOf("next.csv"), "--as", kind, "--json");
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("out"));

        next.Json.Stream("customers").Number("updated").ShouldBe(1);
        again.Json.TenantWrites().ShouldBe(0);
        File.ReadAllText(place.PathOf("out/customers.ndjson")).ShouldSatisfyAllConditions(c => c.ShouldContain("\"firstName\":\"Madonna\""), c => c.ShouldContain("\"lastName\":\"\""));
    }
}
