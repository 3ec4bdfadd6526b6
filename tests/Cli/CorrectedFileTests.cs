using Sync.Model;
using Sync.Store;

namespace Sync.Cli.Tests;

/// <summary>A file that was corrected: an order has another date and another buyer at once, and counts once.</summary>
public sealed class CorrectedFileTests
{
    private const string Header = "Order ID,Created at,Order total,Customer ID\n";

    [Theory]
    [InlineData("1,2011-03-05 10:00:00,5,0017", "1,2011-07-02 10:00:00,7,")]
    [InlineData("1,2011-03-05 10:00:00,5,", "1,2011-07-02 10:00:00,7,0017")]
    [InlineData("1,2011-03-05 10:00:00,5,0017", "1,2011-07-02 10:00:00,7,0018")]
    public async Task Given_an_imported_order_When_its_month_and_its_buyer_are_corrected_Then_it_stands_once_and_the_days_add_up(string before, string after)
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        // Sales of the new month, so that the former one is not the only one there is.
        await ImportAsync(place, "first.csv", before + "\n2,2011-07-01 10:00:00,11,0018\n");

        await ImportAsync(place, "corrected.csv", after + "\n");

        await using var services = await place.OpenAsync();
        var tenant = services.Store.OpenTenant(OrgId.Parse(Workplace.Org));
        var orders = (await AllAsync(tenant, "orders")).Concat(await AllAsync(tenant, "unmatched_orders")).ToList();
        orders.Count(o => o.Text("id") == "1").ShouldBe(1);
        orders.Sum(o => o.Number("total")).ShouldBe(18m);
        var days = await AllAsync(tenant, "daily_sales");
        days.Select(d => (d.Text("businessDate"), d.Number("net"))).ShouldBe([("2011-07-01", 11m), ("2011-07-02", 7m)]);
    }

    [Fact]
    public async Task Given_an_order_that_names_its_buyer_no_more_When_it_is_corrected_Then_it_is_nobodys_and_a_file_without_buyers_takes_none_away()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        await ImportAsync(place, "first.csv", "1,2011-03-05 10:00:00,5,0017\n2,2011-03-05 11:00:00,11,0017\n");

        await ImportAsync(place, "corrected.csv", "1,2011-03-05 10:00:00,5,\n");
        await place.DoAsync("import", Workplace.Org, place.Write("bare.csv", "Order ID,Created at,Order total\n2,2011-03-05 11:00:00,12\n"), "--as", "orders");

        await using var services = await place.OpenAsync();
        var tenant = services.Store.OpenTenant(OrgId.Parse(Workplace.Org));
        (await AllAsync(tenant, "unmatched_orders")).Select(o => o.Text("id")).ShouldBe(["1"]);
        (await AllAsync(tenant, "orders")).Select(o => (o.Text("id"), o.Text("customerId"))).ShouldBe([("2", "0017")]);
        (await AllAsync(tenant, "customers")).Single().Number("totalSpent").ShouldBe(12m);
        (await AllAsync(tenant, "daily_sales")).Single().Number("net").ShouldBe(17m);
    }

    [Fact]
    public async Task Given_somebody_who_waits_to_be_forgotten_When_a_file_is_imported_Then_they_are_gone_and_the_file_is_in()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        await place.DoAsync("import", Workplace.Org, place.Write("people.csv", "Customer ID,Email\n0017,ann@example.com\n"), "--as", "customers");
        await place.DoAsync("privacy", "erase", Workplace.Org, "ann@example.com");

        await ImportAsync(place, "orders.csv", "1,2011-07-01 10:00:00,5,0018\n");

        await using var services = await place.OpenAsync();
        var tenant = services.Store.OpenTenant(OrgId.Parse(Workplace.Org));
        (await AllAsync(tenant, "orders")).Select(o => o.Text("id")).ShouldBe(["1"]);
        (await AllAsync(tenant, "customers")).Select(c => c.Text("id")).ShouldBe(["0018"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_imported_orders_that_somebody_removed_or_changed_When_all_is_compared_Then_it_is_said_until_their_file_is_imported_again(bool removed)
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        const string rows = "1,2011-07-01 10:00:00,5,0017\n2,2011-07-02 10:00:00,7,0017\n";
        await ImportAsync(place, "orders.csv", rows);
        var digest = (await place.DoAsync("digest", Workplace.Org)).Out;
        await ChangeAsync(place, new DocumentPath("orders", "1"), removed ? null : w => w.Number("total", 900));

        var full = await place.RunAsync("run", Workplace.Org, "--full");
        var status = await place.DoAsync("status", Workplace.Org);
        await ImportAsync(place, "orders.csv", rows);

        full.Code.ShouldBe(1);
        full.Out.ShouldContain(removed ? "Somebody else has removed 1 of the stored orders and changed 0" : "removed 0 of the stored orders and changed 1");
        status.Out.ShouldContain("Import their file again");
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(digest);
        (await place.DoAsync("run", Workplace.Org, "--full")).Out.ShouldContain("nothing changed");
        (await place.DoAsync("status", Workplace.Org)).Out.ShouldNotContain("Import their file again");
    }

    [Fact]
    public async Task Given_an_imported_customer_whom_somebody_removed_When_all_is_compared_and_the_file_imported_again_Then_they_have_spent_what_they_had()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        const string rows = "1,2011-07-01 10:00:00,5,0017\n2,2011-07-02 10:00:00,7,0017\n";
        await ImportAsync(place, "orders.csv", rows);
        var digest = (await place.DoAsync("digest", Workplace.Org)).Out;
        await ChangeAsync(place, new DocumentPath("customers", "0017"), null);

        var full = await place.RunAsync("run", Workplace.Org, "--full");
        await using (var services = await place.OpenAsync())
            (await AllAsync(services.Store.OpenTenant(OrgId.Parse(Workplace.Org)), "orders")).ShouldBeEmpty("orders of nobody wait");
        await ImportAsync(place, "orders.csv", rows);

        full.Out.ShouldContain("removed 1 of the stored customers");
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(digest);
        (await place.DoAsync("spending", Workplace.Org, "0017")).Out.ShouldStartWith("12.00 GBP in 2 orders");
    }

    [Fact]
    public async Task Given_an_order_whose_buyer_is_corrected_to_somebody_unknown_When_imported_Then_it_is_nobodys()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        const string header = "order_id,date,customer_id,email,order_total\na,2024-01-02,c1,x@example.com,5\n";
        await place.DoAsync("import", Workplace.Org, place.Write("first.csv", header + "b,2024-01-03,c1,x@example.com,7\n"), "--as", "orders");

        await place.DoAsync("import", Workplace.Org, place.Write("second.csv", header + "b,2024-01-03,,z@example.com,7\n"), "--as", "orders");

        await using var services = await place.OpenAsync();
        var tenant = services.Store.OpenTenant(OrgId.Parse(Workplace.Org));
        (await AllAsync(tenant, "unmatched_orders")).Select(o => (o.Text("id"), o.Text("buyerEmail"))).ShouldBe([("b", "z@example.com")]);
        (await AllAsync(tenant, "customers")).Single().Number("totalSpent").ShouldBe(5m);
    }

    [Fact]
    public async Task Given_a_file_of_which_all_was_compared_When_it_is_imported_again_Then_nothing_is_written()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        var file = place.Write("orders.csv",
            "Order ID,Created at,Order total,Customer ID,Customer email,Customer phone\n1,2011-07-01 10:00:00,5,0017,ann@example.com,\n2,2011-07-01 11:00:00,5,0018,,+442071234567\n");
        await place.DoAsync("import", Workplace.Org, file, "--as", "orders");
        await place.DoAsync("run", Workplace.Org, "--full");

        var again = await place.DoAsync("import", Workplace.Org, file, "--as", "orders", "--json");

        again.Json.Stream("customers").Number("updated").ShouldBe(0);
        again.Json.TenantWrites().ShouldBe(0);
    }

    private static async Task ChangeAsync(Workplace place, DocumentPath path, Action<DocumentBodyWriter>? fields)
    {
        await using var services = await place.OpenAsync();
        await services.Store.OpenTenant(OrgId.Parse(Workplace.Org)).CommitAsync([fields is null ? DocumentWrite.Delete(path) : DocumentWrite.Merge(path, DocumentBody.Build(fields))]);
    }

    private static Task ImportAsync(Workplace place, string name, string rows) =>
        place.DoAsync("import", Workplace.Org, place.Write(name, Header + rows), "--as", "orders");

    private static ValueTask<List<DocumentFields>> AllAsync(ITenantStore tenant, string collection) =>
        tenant.QueryAsync(new DocumentQuery { Collection = collection }).Select(d => d.Body.Read()).ToListAsync();
}
