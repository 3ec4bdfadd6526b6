using Microsoft.Data.Sqlite;

namespace Sync.Cli.Tests;

/// <summary>What a program reads on stdout of a command that failed before it had a report.</summary>
public sealed class FailedJsonTests
{
    private const string Orders = "Order ID,Created at,Order total,Customer ID\n1,2011-07-01 08:26:00,5,0017\n";

    [Theory]
    [InlineData("%")]
    [InlineData("leases")]
    [InlineData("orders")]
    [InlineData("%ledger%")]
    public async Task Given_a_store_that_takes_no_more_When_a_file_is_imported_for_a_program_Then_it_exits_3_and_reads_JSON_that_says_why(string collection)
    {
        await using var place = await WithOrgAsync();
        Forbid(place.PathOf("data/sync.db"), collection);

        var failed = await place.RunAsync("import", Workplace.Org, place.Write("orders.csv", Orders), "--as", "orders", "--json");

        failed.Code.ShouldBe(3, failed.ToString());
        failed.Json.GetProperty("result").GetString().ShouldBe("failed");
        failed.Out.ShouldContain("\"error\": \"");
    }

    [Fact]
    public async Task Given_an_org_that_is_not_there_When_asked_for_JSON_Then_that_is_refused_on_stderr_alone()
    {
        await using var place = await WithOrgAsync();

        var refused = await place.RunAsync("status", "no-such-org", "--json");

        (refused.Code, refused.Out).ShouldBe((2, ""));
        refused.Err.ShouldContain("no-such-org");
    }

    // As a disk does that is full.
    private static void Forbid(string file, string collection)
    {
        using var database = new SqliteConnection($"Data Source={file};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"""
            CREATE TRIGGER no_more BEFORE INSERT ON documents WHEN NEW.cid IN (SELECT cid FROM collections WHERE path LIKE '{collection}')
            BEGIN SELECT RAISE(ABORT, 'the disk is full'); END
            """;
        command.ExecuteNonQuery();
    }

    private static async Task<Workplace> WithOrgAsync()
    {
        var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        return place;
    }
}
