using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Sync.Files.Tests;

namespace Sync.Cli.Tests;

public sealed class ImportTests
{
    private const string Orders = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
        + "0007,A1,Mug,2,2011-07-01 08:26:00,2.55,0017\n"
        + "0008,B2,Plate,1,2011-07-01 09:00,10,\n"
        + "0007,B2,Plate,3,2011-07-01 08:27:00,1.005,0017\n";

    [Fact]
    public async Task Given_a_CSV_of_orders_When_imported_twice_Then_the_second_changes_nothing_and_ids_keep_their_zeros()
    {
        await using var place = await WithOrgAsync();
        var file = place.Write("orders.csv", Orders);

        var first = await place.DoAsync("import", Workplace.Org, file, "--as", "orders", "--json");
        var again = await place.DoAsync("import", Workplace.Org, file, "--as", "orders", "--json");
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("out"));

        (first.Json.Stream("orders").Number("read"), first.Json.Stream("orders").Number("created")).ShouldBe((2, 1));
        first.Json.Stream("orders").GetProperty("skipped").EnumerateObject().Sum(s => s.Value.GetInt64()).ShouldBe(1, "a sale of nobody");
        first.Json.Stream("customers").Number("created").ShouldBe(1);
        again.Json.TenantWrites().ShouldBe(0);
        var order = File.ReadAllText(place.PathOf("out/orders.ndjson"));
        order.ShouldContain("\"id\":\"0007\"");
        order.ShouldContain("\"customerId\":\"0017\"");
        order.ShouldContain("\"total\":8.12");
        order.ShouldContain("\"createdAt\":\"2011-07-01T07:26:00Z\"", Case.Sensitive, "the shop's wall clock, in summer");
        File.ReadAllText(place.PathOf("out/customers.ndjson")).ShouldContain("\"id\":\"0017\"");
        File.ReadAllText(place.PathOf("out/unmatched_orders.ndjson")).ShouldContain("\"id\":\"0008\"");
    }

    [Fact]
    public async Task Given_a_sale_of_nobody_When_imported_and_imported_again_Then_only_the_second_says_that_nothing_changed()
    {
        await using var place = await WithOrgAsync();
        var file = place.Write("orders.csv", "order_id,date,total\n1,2026-03-02 10:15,5.00\n");

        var tried = await place.DoAsync("import", Workplace.Org, file, "--as", "orders", "--dry-run");
        var first = await place.DoAsync("import", Workplace.Org, file, "--as", "orders");
        var again = await place.DoAsync("import", Workplace.Org, file, "--as", "orders");

        tried.Out.ShouldNotContain("nothing changed");
        first.Out.ShouldNotContain("nothing changed");
        again.Out.ShouldContain("nothing changed");
    }

    [Fact]
    public async Task Given_a_file_that_breaks_off_in_a_quote_When_imported_Then_that_is_said_once()
    {
        await using var place = await WithOrgAsync();
        var file = place.Write("orders.csv", Orders + "0009,B2,\"Plate,1,2011-07-01 09:00,10,\n");

        var refused = await place.RunAsync("import", Workplace.Org, file, "--as", "orders");

        refused.Code.ShouldBe(2);
        refused.Out.ShouldBe("");
        refused.Err.Split("never closed").Length.ShouldBe(2);
        refused.Err.ShouldContain("Nothing was imported.");
    }

    [Fact]
    public async Task Given_an_order_too_large_to_store_among_many_rejects_When_imported_Then_every_report_names_it_with_its_reason()
    {
        await using var place = await WithOrgAsync();
        var file = place.Write("orders.csv", Orders
            + string.Concat(Enumerable.Range(0, 150).Select(i => $"bad{i},A1,Mug,lots,2011-07-01 08:26:00,2.55,0017\n"))
            + string.Concat(Enumerable.Range(0, 9000).Select(i => $"huge,A{i},{new string('m', 150)},1,2011-07-01 08:26:00,1,0017\n")));

        var first = await place.RunAsync("import", Workplace.Org, file, "--as", "orders", "--json");
        var text = await place.RunAsync("import", Workplace.Org, file, "--as", "orders");
        var again = await place.RunAsync("import", Workplace.Org, file, "--as", "orders", "--json");

        foreach (var report in new[] { first, again })
        {
            report.Json.Stream("orders").Number("quarantined").ShouldBe(1);
            var named = report.Json.GetProperty("connections")[0].GetProperty("named")[0];
            (named.Text("stream"), named.Text("id")).ShouldBe(("orders", "huge"));
            named.Text("reason").ShouldContain("bytes");
        }

        text.Out.ShouldContain("orders 'huge': ");
    }

    [Fact]
    public async Task Given_a_currency_that_there_is_not_When_it_is_a_setting_or_in_a_row_Then_it_is_refused_or_that_row_named()
    {
        await using var place = await WithOrgAsync();
        var file = place.Write("orders.csv", "Order ID,Created at,Order total,Customer ID,Currency\n1,2011-07-01 08:26:00,5,0017,ZZZ\n2,2011-07-01 08:26:00,5,0017,GBP\n");

        var setting = await place.RunAsync("import", Workplace.Org, file, "--as", "orders", "--currency", "ZZZ");
        var org = await place.RunAsync("org", "set", Workplace.Org, "currency=ZZZ");
        var row = await place.RunAsync("import", Workplace.Org, file, "--as", "orders", "--json");

        (setting.Code, org.Code).ShouldBe((2, 2));
        setting.Said.ShouldContain("'ZZZ' is no currency of ISO 4217");
        org.Err.ShouldContain("'ZZZ' is no currency of ISO 4217");
        row.Json.Stream("orders").Number("created").ShouldBe(1);
        row.Json.Stream("orders").GetProperty("skipped").Number("other currency").ShouldBe(1);
    }

    [Fact]
    public async Task Given_rows_of_another_currency_When_imported_Then_they_are_rejected_by_line_and_no_sum_holds_two_currencies()
    {
        await using var place = await WithOrgAsync();
        var file = place.Write("orders.csv", "Order ID,Created at,Order total,Customer ID,Currency\n1,2011-07-01 08:26:00,100,0017,EUR\n2,2011-07-01 08:26:00,100,0017,GBP\n3,2011-07-01 08:26:00,100,0017,JPY\n");

        var done = await place.DoAsync("import", Workplace.Org, file, "--as", "orders", "--rejects", place.PathOf("rejects.csv"), "--json");
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("out"));

        done.Json.Stream("orders").GetProperty("skipped").Number("other currency").ShouldBe(2);
        File.ReadAllText(place.PathOf("rejects.csv")).ShouldSatisfyAllConditions(r => r.ShouldContain("It is in EUR, and this import is in GBP"), r => r.ShouldContain("It is in JPY"));
        File.ReadAllText(place.PathOf("out/daily_sales.ndjson")).ShouldContain("\"net\":100,");
    }

    [Fact]
    public async Task Given_files_of_one_calendar_and_currency_When_another_is_imported_Then_it_is_taken_in_the_same_and_another_currency_is_refused()
    {
        await using var place = await WithOrgAsync();
        const string Header = "Order ID,Created at,Order total,Customer ID\n";
        await place.DoAsync("import", Workplace.Org, place.Write("a.csv", Header + "1,2011-07-01 01:00:00,7.5,0017\n"), "--as", "orders", "--time-zone", "Asia/Tokyo", "--currency", "JPY");
        var days = await DaysAsync(place, "first");

        await place.DoAsync("import", Workplace.Org, place.Write("b.csv", Header + "2,2011-08-01 01:00:00,9,0017\n"), "--as", "orders");
        var refused = await place.RunAsync("import", Workplace.Org, place.Write("c.csv", Header + "3,2011-09-01 01:00:00,9,0017\n"), "--as", "orders", "--currency", "EUR");

        (await DaysAsync(place, "second")).ShouldStartWith(days.TrimEnd());
        days.ShouldContain("\"currency\":\"JPY\"");
        (await DaysAsync(place, "third")).ShouldContain("\"businessDate\":\"2011-08-01\"");
        refused.Code.ShouldBe(2);
        refused.Err.ShouldContain("imported so far are in JPY, and this file is to be taken in EUR");
        (await DaysAsync(place, "fourth")).ShouldNotContain("2011-09-01");
    }

    private static async Task<string> DaysAsync(Workplace place, string name)
    {
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf(name));
        return File.ReadAllText(place.PathOf(name + "/daily_sales.ndjson"));
    }

    [Fact]
    public async Task Given_a_rejects_file_that_is_something_else_When_importing_Then_it_is_refused_and_stays()
    {
        await using var place = await WithOrgAsync();
        var file = place.Write("orders.csv", Orders);
        var precious = place.Write("precious.txt", "line by line: a diary");

        var refused = await place.RunAsync("import", Workplace.Org, file, "--as", "orders", "--rejects", precious);
        var database = await place.RunAsync("import", Workplace.Org, file, "--as", "orders", "--rejects", place.PathOf("data/sync.db"));

        (refused.Code, database.Code).ShouldBe((2, 2));
        refused.Err.ShouldContain("precious.txt");
        File.ReadAllText(precious).ShouldBe("line by line: a diary");
        await place.DoAsync("import", Workplace.Org, file, "--as", "orders", "--rejects", place.PathOf("rejects.csv"));
        await place.DoAsync("import", Workplace.Org, file, "--as", "orders", "--rejects", place.PathOf("rejects.csv"));
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(place.PathOf("rejects.csv")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Given_a_gzipped_file_with_strange_headers_and_bad_rows_When_imported_with_a_map_Then_the_rest_goes_in_and_the_rejects_say_why()
    {
        await using var place = await WithOrgAsync();
        var map = place.Write("map.json", """{ "orderId": "Bon-Nr", "createdAt": "Datum", "lineTotal": "Summe", "customerId": "Kunde", "delimiter": ";", "decimal": "," }""");
        var file = place.PathOf("bons.csv.gz");
        await using (var zip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
            zip.Write(Encoding.UTF8.GetBytes("Bon-Nr;Datum;Summe;Kunde\n1;2026-01-02 10:00;12,50;k1\n2;yesterday;1,00;k1\n3;2026-01-02 11:00;much;k2\n"));

        var imported = await place.RunAsync(
            "import", Workplace.Org, file, "--as", "orders", "--map", map, "--rejects", place.PathOf("rejects.csv"), "--time-zone", "Europe/Berlin", "--currency", "EUR", "--json");

        imported.Code.ShouldBe(0); // what is rejected is told, and the file is in
        imported.Json.Stream("orders").Number("created").ShouldBe(1);
        var rejects = File.ReadAllLines(place.PathOf("rejects.csv"));
        rejects.Length.ShouldBe(3);
        rejects[0].ShouldStartWith("line");
        rejects[1].ShouldStartWith("3");
        rejects[2].ShouldStartWith("4");
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("out"));
        var order = File.ReadAllText(place.PathOf("out/orders.ndjson"));
        order.ShouldContain("\"total\":12.5");
        order.ShouldContain("\"currency\":\"EUR\"");
        order.ShouldContain("2026-01-02T09:00:00Z");
    }

    [Fact]
    public async Task Given_a_workbook_of_products_and_a_CSV_of_customers_When_imported_Then_both_are_there()
    {
        await using var place = await WithOrgAsync();
        File.WriteAllBytes(place.PathOf("menu.xlsx"), new Workbook(
            Workbook.Row(1, "SKU", "Name", "Category", "Price") + Workbook.Row(2, "007", "Mug", "Kitchen", "4.50") + Workbook.Row(3, "008", "Plate", "Kitchen", "9")).Bytes());
        var people = place.Write("people.csv", "Customer ID,Email,First Name,Last Name\n0001,Ann@Example.com,Ann,Lee\n");

        var products = await place.DoAsync("import", Workplace.Org, place.PathOf("menu.xlsx"), "--as", "products", "--json");
        products.Err.ShouldContain("the sheet 'First' is read and none of its others: 'Second'");
        var customers = await place.DoAsync("import", Workplace.Org, people, "--as", "customers");
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("out"));

        products.Json.Stream("products").Number("created").ShouldBe(2);
        customers.Out.ShouldContain("created 1");
        File.ReadAllLines(place.PathOf("out/products.ndjson")).Length.ShouldBe(2);
        File.ReadAllText(place.PathOf("out/publicViews.products.items.ndjson")).ShouldContain("\"id\":\"007\"");
        var person = File.ReadAllText(place.PathOf("out/customers.ndjson"));
        person.ShouldContain("\"id\":\"0001\"");
        person.ShouldContain("\"email\":\"ann@example.com\"");
    }

    [Fact]
    public async Task Given_a_list_of_customers_and_never_a_sale_When_imported_Then_each_is_new_and_has_spent_nothing_until_sales_come()
    {
        await using var place = await WithOrgAsync();
        var people = place.Write("people.csv", "Customer ID,Email,First Name,Last Name\n0017,Ann@Example.com,Ann,Lee\n0018,bo@example.com,Bo,Ray\n");

        await place.DoAsync("import", Workplace.Org, people, "--as", "customers");
        var before = await place.DoAsync("segments", Workplace.Org, "--json");
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("before"));
        var again = await place.DoAsync("import", Workplace.Org, people, "--as", "customers", "--json");
        await place.DoAsync("import", Workplace.Org, place.Write("orders.csv", Orders), "--as", "orders");
        await place.DoAsync("export", Workplace.Org, "--out", place.PathOf("after"));

        before.Json.GetProperty("segments").Number("new").ShouldBe(2);
        File.ReadAllLines(place.PathOf("before/customers.ndjson")).ShouldAllBe(c => c.Contains("\"orderCount\":0,", StringComparison.Ordinal)
            && c.Contains("\"segment\":\"new\"", StringComparison.Ordinal) && c.Contains("\"totalSpent\":0,", StringComparison.Ordinal));
        again.Json.TenantWrites().ShouldBe(0);
        var after = File.ReadAllLines(place.PathOf("after/customers.ndjson"));
        after[0].ShouldContain("\"totalSpent\":8.12");
        after[1].ShouldContain("\"totalSpent\":0,");
    }

    [Fact]
    public async Task Given_a_dry_run_When_done_Then_the_mapping_and_the_first_records_are_shown_and_nothing_is_stored()
    {
        await using var place = await WithOrgAsync();
        var file = place.Write("orders.csv", Orders);

        var dry = await place.DoAsync("import", Workplace.Org, file, "--as", "orders", "--dry-run", "--rejects", place.PathOf("rejects.csv"));
        var json = await place.DoAsync("import", Workplace.Org, file, "--as", "orders", "--dry-run", "--json");
        var status = await place.DoAsync("status", Workplace.Org);

        using var said = JsonDocument.Parse(json.Out);
        said.RootElement.GetProperty("understood")[0].GetString()!.ShouldContain("InvoiceNo");
        said.RootElement.GetProperty("preview").EnumerateArray().ShouldContain(p => p.GetProperty("path").GetString() == "orders/0007");
        dry.Out.ShouldContain("InvoiceNo");
        dry.Out.ShouldContain("orders/0007");
        dry.Out.ShouldContain("\"customerId\":\"0017\"");
        status.Out.ShouldContain("never been synced");
        File.Exists(place.PathOf("rejects.csv")).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_file_that_is_wrong_as_a_whole_When_imported_Then_nothing_changes_and_it_exits_2()
    {
        await using var place = await WithOrgAsync();
        var good = place.Write("orders.csv", Orders);
        await place.DoAsync("import", Workplace.Org, good, "--as", "orders");
        var digest = await place.DoAsync("digest", Workplace.Org);
        var noId = place.Write("no-id.csv", "Colour,Date,Total\ngreen,2026-01-01,5\n");
        File.WriteAllBytes(place.PathOf("bytes.csv"), [.. Encoding.UTF8.GetBytes(Orders + "0009,A1,Caf"), 0xE9, .. Encoding.UTF8.GetBytes(",1,2011-07-02,1,0017\n")]);
        File.WriteAllBytes(place.PathOf("cut.csv.gz"), Zipped(Orders)[..40]);

        foreach (var file in new[] { noId, place.PathOf("bytes.csv"), place.PathOf("cut.csv.gz"), place.PathOf("missing.csv"), place.PathOf(".") })
            foreach (var more in (string[][])[[], ["--time-zone", "Asia/Tokyo"], ["--json"]])
            {
                var outcome = await place.RunAsync(["import", Workplace.Org, file, "--as", "orders", .. more]);
                outcome.Code.ShouldBe(2, outcome.ToString());
                outcome.Said.Length.ShouldBeGreaterThan(20);
                if (more is ["--json"]) outcome.Out.ShouldBeEmpty(); // what is refused is said on stderr alone
                (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(digest.Out, outcome.ToString());
            }

        // What they were said to be in has not stayed either.
        (await place.DoAsync("import", Workplace.Org, good, "--as", "orders", "--json")).Json.TenantWrites().ShouldBe(0);
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(digest.Out);
    }

    [Fact]
    public async Task Given_a_wrong_file_When_imported_with_json_Then_stdout_still_holds_one_object_or_nothing()
    {
        await using var place = await WithOrgAsync();
        var noId = place.Write("no-id.csv", "Colour,Date,Total\ngreen,2026-01-01,5\n");

        var outcome = await place.RunAsync("import", Workplace.Org, noId, "--as", "orders", "--json");

        outcome.Code.ShouldBe(2);
        if (outcome.Out.Length > 0) outcome.Json.EnumerateObject().ShouldNotBeEmpty();
        outcome.Err.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Given_an_abbreviation_of_a_time_zone_When_an_org_or_an_import_is_to_have_it_Then_it_exits_2_and_names_what_to_use()
    {
        await using var place = await WithOrgAsync();
        var file = place.Write("orders.csv", Orders);

        foreach (var refused in new[]
        {
            await place.RunAsync("import", Workplace.Org, file, "--as", "orders", "--time-zone", "EST"),
            await place.RunAsync("org", "add", "other", "--time-zone", "EST"),
            await place.RunAsync("org", "set", Workplace.Org, "timeZone=MST"),
        })
        {
            refused.Code.ShouldBe(2);
            (refused.Out + refused.Err).ShouldContain("Use America/");
        }

        (await place.DoAsync("status", Workplace.Org)).Out.ShouldContain("never been synced");
    }

    private static async Task<Workplace> WithOrgAsync()
    {
        var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "Europe/London", "--currency", "GBP");
        return place;
    }

    private static byte[] Zipped(string text)
    {
        using var to = new MemoryStream();
        using (var zip = new GZipStream(to, CompressionLevel.Fastest)) zip.Write(Encoding.UTF8.GetBytes(text));
        return to.ToArray();
    }
}
