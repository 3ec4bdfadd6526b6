using Sync.Engine.Connections;
using Sync.Model;
using Sync.Store;

namespace Sync.Cli.Tests;

/// <summary>The first file of an org: one that is refused leaves nothing behind, one that is taken renames nothing.</summary>
public sealed class FirstImportTests
{
    private const string Good = "Order ID,Created at,Order total,Customer ID\n1,2011-03-05 10:00:00,5,0017\n";
    private const string BreaksOff = "Order ID,Created at,Order total,Customer ID\n1,2011-03-05 10:00:00,5,0017\n2,2011-03-05 10:00:00,5,\"00";

    [Fact]
    public async Task Given_a_first_file_that_turns_out_wrong_When_it_is_refused_Then_there_is_no_connection_and_the_POS_is_the_first()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");

        (await place.RunAsync("import", Workplace.Org, place.Write("wrong.csv", BreaksOff), "--as", "orders", "--time-zone", "America/New_York")).Code.ShouldBe(2);

        await using (var services = await place.OpenAsync())
        {
            var tenant = services.Store.OpenTenant(OrgId.Parse(Workplace.Org));
            (await ConnectionDirectory.ListAsync(tenant)).ShouldBeEmpty();
            foreach (var collection in (string[])["runs", "sync_status", "ledger", "orders"])
                (await tenant.QueryAsync(new DocumentQuery { Collection = collection }).CountAsync()).ShouldBe(0, collection);
        }

        (await place.RunAsync("status", Workplace.Org)).Out.ShouldNotContain("files");
        await place.DoAsync(["connect", Workplace.Org, "alleaves", .. place.Form()]);
        await using var later = await place.OpenAsync();
        (await ConnectionDirectory.ListAsync(later.Store.OpenTenant(OrgId.Parse(Workplace.Org)))).ShouldHaveSingleItem().First.ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_refused_first_file_When_a_good_one_follows_Then_it_is_in_by_the_orgs_own_clock_and_is_the_first()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        await place.RunAsync("import", Workplace.Org, place.Write("wrong.csv", BreaksOff), "--as", "orders", "--time-zone", "America/New_York");

        await place.DoAsync("import", Workplace.Org, place.Write("good.csv", Good), "--as", "orders");

        await using var services = await place.OpenAsync();
        var connection = (await ConnectionDirectory.ListAsync(services.Store.OpenTenant(OrgId.Parse(Workplace.Org)))).ShouldHaveSingleItem();
        (connection.First, connection.Imports.Count, connection.Given.GetValueOrDefault("timeZone")).ShouldBe((true, 0, null));
    }

    [Fact]
    public async Task Given_a_till_When_a_list_of_customers_is_imported_beside_it_Then_its_days_keep_their_names()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        await place.ConnectAsync(Workplace.Org);
        await place.DoAsync("run", Workplace.Org);
        var before = await DaysAsync(place);

        await place.DoAsync("import", Workplace.Org, place.Write("people.csv", "Customer ID,Email\n0017,ann@example.com\n"), "--as", "customers");
        await place.DoAsync("run", Workplace.Org);

        (await DaysAsync(place)).ShouldBe(before);
        await place.DoAsync("import", Workplace.Org, place.Write("good.csv", Good), "--as", "orders");
        await place.DoAsync("run", Workplace.Org);
        (await DaysAsync(place)).ShouldAllBe(d => d.Contains('_'));
    }

    private static async Task<List<string>> DaysAsync(Workplace place)
    {
        await using var services = await place.OpenAsync();
        return await services.Store.OpenTenant(OrgId.Parse(Workplace.Org)).QueryAsync(new DocumentQuery { Collection = "daily_sales" }).Select(d => d.Path.Id).Order().ToListAsync();
    }
}
