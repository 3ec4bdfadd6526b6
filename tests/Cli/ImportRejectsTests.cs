namespace Sync.Cli.Tests;

/// <summary>Imports of which little or nothing goes in, and where what does not is written.</summary>
public sealed class ImportRejectsTests
{
    private const string Header = "Order ID,Created at,Order total,Customer ID\n";

    [Theory]
    [InlineData("orders", "Order ID,Created at,Order total,Customer ID\n1,soon,5,0017\n2,2011-07-01,many,0017\n")]
    [InlineData("customers", "Customer ID,Name\n,Ann Lee\n#N/A,Bo Lee\n")]
    public async Task Given_a_file_of_bad_rows_alone_When_imported_Then_it_is_done_in_part_and_says_how_many_were_rejected(string kind, string rows)
    {
        await using var place = await WithOrgAsync();
        var file = place.Write("bad.csv", rows);

        var text = await place.RunAsync("import", Workplace.Org, file, "--as", kind, "--rejects", place.PathOf("rejects.csv"));
        var json = await place.RunAsync("import", Workplace.Org, file, "--as", kind, "--json");

        (text.Code, json.Code).ShouldBe((1, 1));
        text.Out.ShouldContain("2 of 2 rows were rejected, so nothing went in");
        text.Said.ShouldNotContain("nothing changed");
        File.ReadAllLines(place.PathOf("rejects.csv")).Length.ShouldBe(3);
        json.Json.Text("result").ShouldBe("partial");
        (json.Json.Stream(kind).Text("status"), json.Json.Stream(kind).Number("read")).ShouldBe(("incomplete", 2));
    }

    [Fact]
    public async Task Given_a_header_without_rows_When_imported_Then_it_is_refused_as_an_empty_file_is()
    {
        await using var place = await WithOrgAsync();
        var refused = await place.RunAsync("import", Workplace.Org, place.Write("bare.csv", Header), "--as", "orders", "--time-zone", "Asia/Tokyo");
        refused.Code.ShouldBe(2);
        refused.Err.ShouldSatisfyAllConditions(e => e.ShouldContain("no rows below its header"), e => e.ShouldContain("Nothing was imported."));
        (await place.DoAsync("status", Workplace.Org)).Out.ShouldContain("never been synced");
    }

    [Theory]
    [InlineData("")]
    [InlineData("folder")]
    [InlineData("nowhere/")]
    [InlineData("nowhere/rejects.csv")]
    public async Task Given_a_rejects_file_that_is_none_When_imported_Then_it_is_refused_before_anything_goes_in(string rejects)
    {
        await using var place = await WithOrgAsync();
        Directory.CreateDirectory(place.PathOf("folder"));
        var file = place.Write("orders.csv", Header + "1,2011-07-01,5,0017\n");

        var refused = await place.RunAsync("import", Workplace.Org, file, "--as", "orders", "--rejects", rejects.Length == 0 ? "" : place.PathOf(rejects));
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("out"));

        refused.Code.ShouldBe(2);
        refused.Err.ShouldContain("Nothing was imported.");
        refused.Err.ShouldNotContain("inside Sync");
        File.Exists(place.PathOf("out/customers.ndjson")).ShouldBeFalse();
        File.Exists(place.PathOf("folder.part")).ShouldBeFalse();
    }

    private static async Task<Workplace> WithOrgAsync()
    {
        var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        return place;
    }
}
