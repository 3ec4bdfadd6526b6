using Sync.Engine.Connections;
using Sync.Model;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Cli.Tests;

/// <summary>A first import that was killed: nothing is derived from the part that is stored, and only the file is asked for.</summary>
public sealed class CutOffFirstImportTests
{
    private const string Orders = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
        + "1,A1,Mug,1,2011-07-01 23:30:00,2.50,0017\n"
        + "2,A1,Mug,2,2011-07-02 12:00:00,2.50,0018\n"
        + "3,A1,Mug,4,2011-07-31 23:30:00,2.50,\n";

    [Fact]
    public async Task Given_a_first_import_that_was_killed_When_the_org_is_run_Then_what_is_stored_stays_as_it_is_and_the_file_is_asked_for()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        var file = place.Write("orders.csv", Orders);
        await place.DoAsync("import", Workplace.Org, file, "--as", "orders");
        var whole = await place.DoAsync("digest", Workplace.Org);
        await KilledAsync(place);
        var part = await place.DoAsync("digest", Workplace.Org);

        var before = await place.DoAsync("status", Workplace.Org);
        var run = await place.RunAsync("run", Workplace.Org);
        var after = await place.DoAsync("status", Workplace.Org);

        before.Out.ShouldContain("The import of 'orders.csv' was cut off");
        before.Out.ShouldNotContain("possync run");
        run.Code.ShouldBe(3);
        run.Said.ShouldContain("Import the same file again");
        after.Out.ShouldContain("The import of 'orders.csv' was cut off");
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(part.Out);
        await place.DoAsync("import", Workplace.Org, file, "--as", "orders");
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(whole.Out);
        (await place.DoAsync("status", Workplace.Org)).Out.ShouldNotContain("cut off");
        await place.DoAsync("run", Workplace.Org);
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(whole.Out);
    }

    [Fact]
    public async Task Given_a_shop_whose_spending_is_not_known_yet_When_its_segments_are_counted_Then_it_is_said_so()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        (await place.DoAsync("segments", Workplace.Org)).Said.ShouldContain($"Org '{Workplace.Org}' has no customers yet.");
        await using (var services = await place.OpenAsync())
        {
            await services.Store.OpenTenant(OrgId.Parse(Workplace.Org)).CommitAsync(
                [DocumentWrite.Replace(new DocumentPath("customers", "1"), DocumentBody.Build(w => w.Text("id", "1")))]);
        }

        (await place.DoAsync("segments", Workplace.Org)).Said.ShouldContain("Not counted: 1 customers of whom is not yet known what they have spent");
        (await place.DoAsync("segments", Workplace.Org, "--json")).Json.GetProperty("notYetKnown").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_file_with_columns_that_nobody_knows_When_it_is_imported_Then_they_are_named()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "UTC", "--currency", "USD");

        var import = await place.DoAsync("import", Workplace.Org, place.Write("o.csv", "order id,date,Kunde,total\n1,2026-11-01,c1,50\n"), "--as", "orders", "--json");

        import.Err.ShouldContain("Columns that are not read: 'Kunde'.");
        import.Out.ShouldNotContain("Kunde");
    }

    // As a kill leaves it that falls after the first documents and before the ledger is put in force.
    private static async Task KilledAsync(Workplace place)
    {
        await using var services = await place.OpenAsync();
        var tenant = services.Store.OpenTenant(OrgId.Parse(Workplace.Org));
        foreach (var collection in (string[])["ledger", "daily_sales", "customers", "customer_spending", "sync_status", "runs", "tie_outs"])
        {
            var gone = await tenant.QueryAsync(new DocumentQuery { Collection = collection }).Select(d => DocumentWrite.Delete(d.Path)).ToListAsync();
            if (gone.Count > 0) await tenant.CommitAsync(gone);
        }

        await new FileImports(services.Time).BeginAsync(tenant, "files", "orders.csv");
    }
}
