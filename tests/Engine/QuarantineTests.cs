using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests;

public sealed class QuarantineTests
{
    [Fact]
    public async Task Given_an_order_in_another_currency_When_synced_Then_it_is_set_aside_with_the_reason_and_in_no_sum()
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        org.Shop.Put(Make.Order("yen", 100, "c1@example.com", currency: Currency.Of("JPY")));
        org.Shop.Put(Make.Order("nobodys", 100, currency: Currency.Of("JPY")));

        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Quarantined.ShouldBe(2);
        (await Snapshot.OfAsync(org)).ShouldEqual(before, "with orders in yen");
        (await org.AllAsync("quarantine")).Select(d => d.Body.Read().Text("detail")).ShouldAllBe(d => d!.StartsWith("It is in JPY, and this connection counts in USD"));
        var again = await org.CostAsync();
        again.Runs[0].Streams[PosStream.Orders].Quarantined.ShouldBe(2);
        again.StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData(1600, "n")]
    [InlineData(1490, "n")]
    [InlineData(497, "/")]
    [InlineData(200, "ü")]
    public async Task Given_an_order_from_a_location_whose_id_is_a_text_When_synced_Then_it_alone_is_set_aside(int length, string letter)
    {
        await using var org = await GivenAsync();
        org.Shop.Put(Make.Order("here", 5, "c1@example.com"));
        org.Shop.Put(Make.Order("odd", 7, "c1@example.com", location: string.Concat(Enumerable.Repeat(letter, length))));

        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Quarantined.ShouldBe(1);
        (await org.AllAsync("quarantine")).ShouldHaveSingleItem().Body.Read().Text("detail")!.ShouldContain("The id of its location has");
        (await org.GetAsync("orders", "here")).ShouldNotBeNull();
        await Addition.CheckAsync(org, "one location", except: "odd");
    }

    [Fact]
    public async Task Given_a_location_of_its_own_on_each_of_many_orders_When_synced_Then_those_beyond_the_most_are_set_aside_and_the_rest_goes_in()
    {
        await using var org = await GivenAsync();
        for (var i = 0; i < 1_050; i++) org.Shop.Put(Make.Order($"o{i}", 1, "c1@example.com", location: $"{i}-" + new string('x', 240)));

        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Quarantined.ShouldBe(51, "there is a location already");
        (await org.AllAsync("orders")).Count(o => o.Path.Id.StartsWith('o')).ShouldBe(999);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_the_longest_location_of_the_oddest_signs_When_synced_Then_its_days_are_stored()
    {
        await using var org = await GivenAsync();
        org.Shop.Put(Make.Order("odd", 7, "c1@example.com", location: new string('/', 256)));

        (await org.SyncAsync()).Streams[PosStream.Orders].Quarantined.ShouldBe(0);

        (await org.AllAsync("daily_sales")).Where(d => d.Body.Read().Text("locationId") == new string('/', 256)).ShouldHaveSingleItem().Body.Read().Number("net").ShouldBe(7);
    }

    [Fact]
    public async Task Given_a_location_that_was_mistyped_and_is_corrected_When_all_is_compared_Then_the_days_have_their_plain_names_again()
    {
        await using var org = await GivenAsync();
        org.Shop.Put(Make.Order("here", 5, "c1@example.com", location: "north"));
        org.Shop.Put(Make.Order("mistyped", 7, "c1@example.com", location: "nroth"));
        await org.SyncAsync();
        (await org.AllAsync("daily_sales")).ShouldContain(d => d.Path.Id.StartsWith("nroth_", StringComparison.Ordinal));

        foreach (var order in org.Shop.Orders.ToList()) org.Shop.Edit(order.Id, o => o with { LocationId = "north" });
        await org.SyncAsync();
        await org.SyncAsync(full: true);

        (await org.AllAsync("daily_sales")).ShouldAllBe(d => !d.Path.Id.Contains('_'));
        await Addition.CheckAsync(org, "one location");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_sale_of_nobody_that_cannot_be_stored_When_synced_Then_it_is_counted_once()
    {
        await using var org = await GivenAsync();
        org.Shop.Put(Make.Order(IdOf(1600), 5));

        for (var run = 0; run < 2; run++)
        {
            var orders = (await org.SyncAsync()).Streams[PosStream.Orders];

            (orders.Created + orders.Updated + orders.Unchanged + orders.Quarantined + orders.Skipped.Values.Sum()).ShouldBe(orders.Read);
            orders.Quarantined.ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("total")]
    [InlineData("refunded")]
    [InlineData("line")]
    [InlineData("quantity")]
    [InlineData("price")]
    public async Task Given_bar_codes_that_were_scanned_as_amounts_When_synced_Then_these_sales_are_set_aside_and_all_else_goes_on(string where)
    {
        await using var org = await GivenAsync();
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        foreach (var id in (string[])["scanned1", "scanned2"]) org.Shop.Put(Scanned(Make.Order(id, 5, "c1@example.com"), where));

        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Quarantined.ShouldBe(2);
        run.Named.ShouldContain(n => n.Id == "scanned2");
        (await Snapshot.OfAsync(org)).ShouldEqual(before, "without them");
        (await org.AllAsync("quarantine")).Select(d => d.Body.Read().Text("detail")).ShouldAllBe(d => d!.Contains("more than any sale"));
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    private static Order Scanned(Order order, string where)
    {
        const decimal Code = 5_012_345_678_900_000m;
        var line = order.Lines[0];
        return where switch
        {
            "total" => order with { Total = Make.Usd(Code) },
            "refunded" => order with { Refunded = Make.Usd(Code) },
            "line" => order with { Lines = [line with { Total = Make.Usd(Code) }] },
            "quantity" => order with { Lines = [line with { Quantity = -decimal.MaxValue }] },
            _ => order with { Lines = [line with { UnitPrice = decimal.MaxValue }] },
        };
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // it was stored before it grew
    public async Task Given_an_order_over_1_MiB_When_synced_Then_it_is_set_aside_counted_each_run_and_goes_in_once_it_shrinks(bool storedBefore)
    {
        await using var org = await GivenAsync();
        if (storedBefore) org.Shop.Put(Make.Order("big", 9, "c1@example.com"));
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        org.Shop.Put(Make.Order("big", 11, "c1@example.com") with { Lines = Huge() });
        org.Shop.Put(Make.Order("small", 3, "c1@example.com"));

        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Quarantined.ShouldBe(1);
        run.Named.ShouldContain(n => n.Id == "big");
        (await org.GetAsync("orders", "small")).ShouldNotBeNull();
        (await org.GetAsync("orders", "big"))?.Number("total").ShouldBe(9);
        (await org.GetAsync("orders", "big")).HasValue.ShouldBe(storedBefore);
        var set = (await org.AllAsync("quarantine")).ShouldHaveSingleItem().Body.Read();
        (set.Text("recordId"), set.Text("stream")).ShouldBe(("big", "orders"));
        set.Text("detail").ShouldNotBeNullOrEmpty();
        await Addition.CheckAsync(org, "without big", except: "big");

        var again = await org.CostAsync();
        again.Runs[0].Streams[PosStream.Orders].Quarantined.ShouldBe(1);
        again.Runs[0].Named.ShouldContain(n => n.Id == "big");
        again.Runs[0].Streams[PosStream.Orders].Deleted.ShouldBe(0);
        again.StoreByCollection.TenantWrites().ShouldBe(0);
        again.StoreByCollection.GetValueOrDefault("quarantine").Writes.ShouldBe(0);

        org.Shop.Put(Make.Order("big", 11, "c1@example.com"));
        (await org.SyncAsync()).Streams[PosStream.Orders].Quarantined.ShouldBe(0);
        (await org.FindAsync("orders", "big")).Number("total").ShouldBe(11);
        (await org.AllAsync("quarantine")).ShouldBeEmpty();
        await Addition.CheckAsync(org, "with big");
        before.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Given_a_customer_and_a_product_that_cannot_be_stored_When_synced_Then_the_rest_goes_in()
    {
        await using var org = await GivenAsync();
        org.Shop.Put(Make.Customer("2", new string('a', 1600) + "@example.com"));
        org.Shop.Put(Make.Product("bad") with { Name = new string('b', 1_100_000) });
        org.Shop.Put(Make.Product(new string('c', 1600)));

        var run = await org.SyncAsync();

        run.Streams[PosStream.Customers].Quarantined.ShouldBe(1);
        run.Streams[PosStream.Products].Quarantined.ShouldBe(2);
        (await org.AllAsync("products")).Count.ShouldBe(5);
        var again = await org.CostAsync();
        again.Runs[0].Streams[PosStream.Products].Quarantined.ShouldBe(2);
        again.StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData("main", "", 1498)] // 1,500 bytes is the most; "cid_" comes before
    [InlineData("second", "second:", 1491)] // and, of a further connection, its prefix
    public async Task Given_a_customer_whose_spending_no_document_can_be_named_for_When_synced_with_an_order_of_theirs_Then_it_is_set_aside_and_the_rest_goes_in(
        string connection, string prefix, int bytes)
    {
        await using var org = await GivenAsync();
        var shop = org.Shop;
        if (connection == "second")
        {
            shop = org.Pos.Shops["2"] = new ScriptedShop();
            await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
        }

        var (tooLong, fits) = (IdOf(bytes), IdOf(bytes - 2)); // "%2F" for each '/'
        DocumentId.Escape(prefix + tooLong).Length.ShouldBe(1498);
        shop.Put(Make.Customer(tooLong, "long@example.com"));
        shop.Put(Make.Customer(fits, "fits@example.com"));
        shop.Put(Make.Customer("3", "other@example.com"));
        shop.Put(Make.Order("ol", 30, customer: tooLong));
        shop.Put(Make.Order("of", 40, customer: fits));
        shop.Put(Make.Order("oo", 50, "other@example.com"));

        var report = await org.RunAsync();

        var run = report.Runs.Single(r => r.Connection == connection);
        (run.Result, run.Error).ShouldBe((RunResult.Done, null));
        run.Streams[PosStream.Customers].Quarantined.ShouldBe(1);
        (await org.AllAsync("quarantine")).ShouldHaveSingleItem().Body.Read().Text("detail")!.ShouldContain("1500 is the most");
        (await org.GetAsync("customers", prefix + tooLong)).ShouldBeNull();
        (await org.FindAsync("unmatched_orders", prefix + "ol")).Number("total").ShouldBe(30);
        (await org.FindAsync("customer_spending", "cid_" + prefix + fits)).Number("totalSpent").ShouldBe(40);
        (await org.FindAsync("customers", prefix + "3")).Number("totalSpent").ShouldBe(50);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_store_that_refuses_one_document_without_naming_it_When_synced_Then_halves_find_it()
    {
        await using var org = await GivenAsync();
        for (var i = 0; i < 40; i++) org.Shop.Put(Make.Order($"n{i}", 3, "c1@example.com"));
        org.Store.BeforeCommit = writes => writes.Any(w => w.Path.Id == "n17")
            ? throw new StoreException(StoreFailure.InvalidDocument, "one of the documents is refused")
            : Task.CompletedTask;

        var run = await org.SyncAsync();

        run.Streams[PosStream.Orders].Quarantined.ShouldBe(1);
        run.Named.ShouldHaveSingleItem().Id.ShouldBe("n17");
        (await org.AllAsync("orders")).Count(o => o.Path.Id.StartsWith('n')).ShouldBe(39);
        await Addition.CheckAsync(org, "bisected", except: "n17");
    }

    [Fact]
    public async Task Given_a_second_location_whose_order_has_an_id_that_cannot_be_stored_When_synced_Then_the_days_keep_their_names()
    {
        await using var org = await GivenAsync();
        var before = await Snapshot.OfAsync(org);
        org.Shop.Put(Make.Order(new string('o', 1600), 11, "c1@example.com", location: "elsewhere"));

        (await org.SyncAsync()).Streams[PosStream.Orders].Quarantined.ShouldBe(1);

        (await Snapshot.OfAsync(org)).ShouldEqual(before, "first refused");
        (await org.SyncAsync()).Streams[PosStream.Orders].Quarantined.ShouldBe(1);
        (await Snapshot.OfAsync(org)).ShouldEqual(before, "known as refused");
    }

    [Fact]
    public async Task Given_an_order_refused_in_its_new_month_When_synced_Then_it_stays_whole_in_the_old_one()
    {
        await using var org = await GivenAsync();
        org.Shop.Edit("o1", o => o with { CreatedAt = Make.Noon.AddDays(-50), Lines = Huge() });

        await org.SyncAsync();

        await Addition.CheckAsync(org, "refused", except: "o1");
        (await org.FindAsync("customers", "1")).Number("totalSpent").ShouldBe(20);
    }

    // Of so many bytes once it is escaped.
    private static string IdOf(int bytes) => new string('x', bytes - 300) + new string('/', 100);

    private static async Task<TestOrg> GivenAsync()
    {
        var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1"));
        org.Shop.Put(Make.Order("o1", 20, "c1@example.com"));
        for (var i = 0; i < 5; i++) org.Shop.Put(Make.Product($"{i}"));
        await org.SyncAsync();
        return org;
    }

    private static List<OrderLine> Huge() =>
        [.. Enumerable.Range(0, 12_000).Select(i => new OrderLine("p" + i, "A name that is long enough to fill a line", 1, 1, Make.Usd(1)))];
}
