using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Shopify;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What is special to Shopify.</summary>
[Trait("Category", "Conformance")]
public sealed partial class ShopifyTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TruthPlan Small = new() { Now = Start, Customers = 30, Orders = 40, Products = 12, Ids = TruthIds.Digits };

    [Fact]
    public async Task Given_prices_with_tax_shipping_a_tip_and_rounded_cash_When_read_Then_the_parts_are_net_and_add_up_to_what_was_paid()
    {
        await using var shop = await OpenAsync();
        (shop.Fake.TaxesIncluded, shop.Fake.ShippingTax) = (true, 80);
        var line = shop.Truth.Orders[0].Lines[0] with { Quantity = 1, UnitPrice = 10_000, Total = 10_000 };
        Only(shop.Truth, shop.Truth.Orders[0] with
        {
            Status = TruthStatus.Completed,
            Lines = [line],
            Subtotal = 10_000,
            Discount = 1_000,
            ServiceCharge = 1_000,
            Tax = 800,
            Tip = 500,
            Rounding = -2,
            Total = 11_298,
        });

        var order = await OnlyOrderAsync(shop);

        order.Total.Minor.ShouldBe(11_298);
        order.Subtotal.Minor.ShouldBe(10_000);
        order.Discount.Minor.ShouldBe(1_000);
        order.ServiceCharge!.Value.Minor.ShouldBe(1_000);
        order.Tax.Minor.ShouldBe(800);
        order.Tip!.Value.Minor.ShouldBe(500);
        order.Rounding!.Value.Minor.ShouldBe(-2);
        order.Unbalanced.Minor.ShouldBe(0);
        order.TimeZone.ShouldBe("America/New_York");
        order.Type.ShouldBe(OrderType.InStore);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_parts_that_do_not_add_up_When_the_order_is_read_Then_its_total_stands_and_the_rest_shows(bool taxesIncluded)
    {
        await using var shop = await OpenAsync();
        shop.Fake.TaxesIncluded = taxesIncluded;
        Only(shop.Truth, Sale(shop.Truth, 1000) with { Tax = 80, Total = 1330 });

        var order = await OnlyOrderAsync(shop);

        (order.Subtotal.Minor, order.Tax.Minor, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((1000, 80, 1330, 250));
    }

    [Theory]
    [InlineData(0, OrderStatus.Completed)]
    [InlineData(300, OrderStatus.PartiallyRefunded)]
    [InlineData(1000, OrderStatus.Refunded)]
    public async Task Given_a_refund_When_read_Then_it_is_folded_into_its_sale(long refunded, OrderStatus status)
    {
        await using var shop = await OpenAsync();
        Only(shop.Truth, Sale(shop.Truth, 1000) with { Refunded = refunded });

        var order = await OnlyOrderAsync(shop);

        order.Status.ShouldBe(status);
        order.Total.Minor.ShouldBe(1000);
        order.Refunded.Minor.ShouldBe(refunded);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(-2, 1000)] // 10.02, paid with 10.00
    [InlineData(2, 1000)]
    [InlineData(2, 998)] // given back to a card, unrounded
    public async Task Given_a_rounded_cash_sale_that_was_given_back_whole_When_read_Then_it_is_refunded(long rounding, long refunded)
    {
        await using var shop = await OpenAsync();
        Only(shop.Truth, Sale(shop.Truth, 1000) with { Subtotal = 1000 - rounding, Rounding = rounding, Refunded = refunded });

        var order = await OnlyOrderAsync(shop);

        (order.Total.Minor, order.Refunded.Minor, order.Unbalanced.Minor, order.Status).ShouldBe((1000, refunded, 0, OrderStatus.Refunded));
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public async Task Given_a_rounded_cash_sale_of_which_a_part_was_given_back_When_read_Then_it_is_so(long rounding)
    {
        await using var shop = await OpenAsync();
        Only(shop.Truth, Sale(shop.Truth, 1000) with { Subtotal = 1000 - rounding, Rounding = rounding, Refunded = 990 });

        (await OnlyOrderAsync(shop)).Status.ShouldBe(OrderStatus.PartiallyRefunded);
    }

    [Fact]
    public async Task Given_test_orders_When_read_Then_they_are_no_sales_and_that_is_said()
    {
        await using var shop = await OpenAsync();
        shop.Fake.TestOrders.Add(shop.Truth.Orders[5].Id);

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.ById<Order>().Count.ShouldBe(shop.Truth.Orders.Count - 1);
        read.End!.Warnings.ShouldContain("a test order was left out");
    }

    [Fact]
    public async Task Given_more_lines_and_variants_than_come_at_once_When_read_Then_they_are_read_to_their_end()
    {
        await using var shop = await OpenAsync();
        var line = shop.Truth.Orders[0].Lines[0];
        var lines = Enumerable.Range(1, 190).Select(i => line with { Quantity = i, Total = line.UnitPrice * i }).ToList();
        Only(shop.Truth, Sale(shop.Truth, lines.Sum(l => l.Total)) with { Lines = lines });
        var product = shop.Truth.Products[0];
        for (var i = 0; i < 130; i++)
            shop.Truth.Products.Add(product with { Id = (900_000 + i).ToString(), ParentId = "990000", Name = "Shirt", Variant = "Size " + i });

        var order = await OnlyOrderAsync(shop);
        var products = (await shop.Reading.ReadAsync(PosStream.Products)).ById<Product>();

        order.Lines.Select(l => l.Quantity).ShouldBe(lines.Select(l => l.Quantity));
        products.Values.Count(p => p.ParentId == "990000").ShouldBe(130);
        products["900007"].Name.ShouldBe("Shirt - Size 7");
    }

    [Fact]
    public async Task Given_fields_that_are_withheld_When_customers_are_read_Then_null_means_not_said_and_a_warning_names_them()
    {
        await using var shop = await OpenAsync();
        shop.Fake.Withheld.Add("Customer.defaultEmailAddress");

        var read = await shop.Reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeNull();
        read.ById<Customer>().Values.ShouldAllBe(c => c.Email == null && c.Partial && c.FirstName != null);
        read.End!.Warnings.ShouldHaveSingleItem().ShouldContain("customers.defaultEmailAddress");
    }

    [Fact]
    public async Task Given_fields_that_come_back_null_without_a_word_When_customers_are_read_and_checked_Then_both_name_them()
    {
        await using var shop = await OpenAsync();
        (await shop.Reading.ReadAsync(PosStream.Customers)).End!.Warnings.ShouldBeEmpty();
        shop.Fake.NulledOfCustomers.Add("defaultEmailAddress");
        shop.Fake.NulledOfCustomers.Add("firstName");

        var read = await shop.Reading.ReadAsync(PosStream.Customers);
        var check = await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);

        read.End!.Warnings.ShouldHaveSingleItem().ShouldContain("has an e-mail address or a first name");
        check.Verdicts.Single(v => v.What == "customers").Message.ShouldContain("protected customer data");
    }

    [Fact]
    public async Task Given_an_app_that_is_not_approved_for_customers_When_read_Then_the_owner_is_told_what_to_request()
    {
        await using var shop = await OpenAsync();
        shop.Fake.CustomersUnapproved = true;

        var customers = await shop.Reading.ReadAsync(PosStream.Customers);
        var orders = await shop.Reading.ReadAsync(PosStream.Orders);

        customers.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("protected customer data");
        orders.Error.ShouldBeNull();
        orders.ById<Order>().Values.ShouldAllBe(o => o.CustomerId == null);
        orders.End!.Warnings.ShouldHaveSingleItem().ShouldContain("orders.customer");
    }

    [Theory]
    [InlineData("read_orders", PosStream.Orders)]
    [InlineData("read_customers", PosStream.Customers)]
    [InlineData("read_products", PosStream.Products)]
    [InlineData("read_locations", PosStream.Inventory)]
    public async Task Given_a_permission_is_missing_When_checked_and_read_Then_that_stream_says_so_and_the_others_go_on(string scope, PosStream stream)
    {
        await using var shop = await OpenAsync();
        shop.Fake.Scopes.Remove(scope);

        var check = await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);
        var refused = check.Verdicts.Where(v => !v.Ok).ShouldHaveSingleItem();
        refused.What.ShouldBe(stream.ToString().ToLowerInvariant());
        refused.Message.ShouldContain(scope);

        foreach (var each in shop.Reading.Connector.Descriptor.Streams)
        {
            var read = await shop.Reading.ReadAsync(each.Stream);
            if (each.Stream == stream) read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("permission");
            else read.End.ShouldNotBeNull(each.Stream.ToString());
        }
    }

    [Fact]
    public async Task Given_an_app_that_may_not_see_stock_When_products_are_read_Then_they_come_without_it()
    {
        await using var shop = await OpenAsync();
        shop.Fake.Scopes.Remove("read_inventory");

        var read = await shop.Reading.ReadAsync(PosStream.Products);

        read.ById<Product>().Count.ShouldBe(shop.Truth.Products.Count);
        read.End!.Warnings.ShouldHaveSingleItem().ShouldContain("inventoryItem");
        shop.Fake.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Given_an_app_that_sees_60_days_only_When_checked_and_read_Then_nothing_older_is_called_gone_and_that_is_said()
    {
        await using var shop = await OpenAsync();
        shop.Fake.Scopes.Remove("read_all_orders");
        shop.Truth.Orders.Add(Sale(shop.Truth, 1000) with { Id = "777", CreatedAt = Start.AddDays(-200), UpdatedAt = Start.AddDays(-200) });

        var read = await shop.Reading.ReadAsync(PosStream.Orders);
        var check = await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);

        read.ById<Order>().ShouldNotContainKey("777");
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
        read.End.Warnings.ShouldHaveSingleItem().ShouldContain("60 days");
        check.Ok.ShouldBeTrue();
        check.Verdicts.Single(v => v.What == "orders").Message.ShouldContain("read_all_orders");
    }

    [Fact]
    public async Task Given_days_of_history_When_orders_are_read_Then_the_window_is_what_was_read()
    {
        await using var shop = await OpenAsync(settings => settings["historyDays"] = "20");

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.End!.Coverage.ShouldBe(CoverageKind.Window);
        var from = read.End.From!.Value;
        from.ShouldBeInRange(Start.AddDays(-21), Start.AddDays(-19));
        var ids = read.ById<Order>().Keys.ToHashSet();
        shop.Truth.Orders.Where(o => o.CreatedAt >= from).ShouldAllBe(o => ids.Contains(o.Id));
        ids.Count.ShouldBeLessThan(shop.Truth.Orders.Count);
    }

    [Fact]
    public async Task Given_a_version_that_was_retired_When_checked_and_read_Then_the_owner_is_told()
    {
        await using var shop = await OpenAsync();
        shop.Fake.Versions.Remove(FakeShopify.Version);

        var check = await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);
        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        check.Verdicts.Single(v => !v.Ok).Message.ShouldContain(FakeShopify.Version);
        read.End!.Warnings.ShouldHaveSingleItem().ShouldContain(FakeShopify.Version);
    }

    [Theory]
    [InlineData(402, "frozen")]
    [InlineData(403, "plan")]
    [InlineData(404, "address")]
    [InlineData(423, "locked")]
    public async Task Given_a_shop_that_lets_nobody_in_When_checked_and_read_Then_the_owner_is_told_why(int status, string word)
    {
        await using var shop = await OpenAsync();
        shop.Fake.Faults.Status("graphql.json", status);

        var check = await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);
        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        check.Verdicts.ShouldHaveSingleItem().Message.ShouldContain(word);
        read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain(word);
    }

    [Fact]
    public async Task Given_a_copied_token_and_an_app_that_was_uninstalled_When_read_Then_one_request_asks_the_owner_to_connect_again()
    {
        await using var shop = await OpenAsync(settings =>
        {
            foreach (var name in new[] { "clientId", "clientSecret", "refreshToken" }) settings.Remove(name);
        });
        (await shop.Reading.ReadAsync(PosStream.Customers)).End.ShouldNotBeNull();
        shop.Fake.RevokeGrant();
        shop.Fake.Requests.Clear();

        var read = await shop.Reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeOfType<ReauthoriseException>().OwnerMessage.ShouldContain("uninstalled");
        shop.Fake.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_a_client_id_and_secret_When_read_Then_a_token_is_fetched_by_refresh_or_in_the_apps_own_name(bool refresh)
    {
        await using var shop = await OpenAsync(settings =>
        {
            settings.Remove("accessToken");
            if (!refresh) settings.Remove("refreshToken");
        });

        for (var hour = 0; hour < 3; hour++)
        {
            (await shop.Reading.ReadAsync(PosStream.Customers)).End.ShouldNotBeNull();
            shop.Fake.ExpireTokens();
        }

        var asked = JsonNode.Parse(shop.Fake.Requests.First().Body)!;
        ((string?)asked["grant_type"]).ShouldBe(refresh ? "refresh_token" : "client_credentials");
    }

    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("shop.myshopify.com.evil.example")]
    [InlineData("a/b.myshopify.com")]
    [InlineData("-x")]
    public async Task Given_a_name_that_is_no_shops_When_connected_Then_the_token_goes_nowhere(string name)
    {
        var refused = await Should.ThrowAsync<FixSettingsException>(() => OpenAsync(settings =>
        {
            settings["shop"] = name;
            settings.Remove("baseUrl");
        }));

        (refused.Setting, refused.OwnerMessage).ShouldBe(("shop", "Enter the shop's own address at Shopify, such as my-shop.myshopify.com."));
    }

    [Fact]
    public async Task Given_customers_that_changed_the_same_day_When_read_from_the_cursor_Then_one_page_of_the_newest_is_enough()
    {
        await using var shop = await OpenAsync(plan: Small with { Customers = 300 });
        for (var i = 0; i < 300; i++) shop.Truth.Customers[i] = shop.Truth.Customers[i] with { UpdatedAt = Start.AddHours(-2) };
        var cursor = (await shop.Reading.ReadAsync(PosStream.Customers)).End!.Cursor;
        shop.Truth.Customers[7] = shop.Truth.Customers[7] with { UpdatedAt = Start };
        shop.Fake.Requests.Clear();

        var read = await shop.Reading.ReadAsync(PosStream.Customers, cursor);

        read.ById<Customer>().Keys.ShouldBe([shop.Truth.Customers[7].Id]);
        shop.Fake.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_queries_that_cost_too_much_When_read_Then_fewer_records_are_asked_for_and_all_come()
    {
        await using var shop = await OpenAsync();
        shop.Fake.MostCost = 60;

        foreach (var stream in shop.Reading.Connector.Descriptor.Streams)
        {
            var read = await shop.Reading.ReadAsync(stream.Stream);

            read.Error.ShouldBeNull();
            Expectation.Compare(stream.Stream, read, shop.Fake);
        }
    }

    [Fact]
    public async Task Given_a_bucket_that_empties_When_all_orders_are_read_Then_no_query_is_refused_and_the_rate_is_used()
    {
        await using var shop = await OpenAsync(settings => settings["bulk"] = "off", Small with { Orders = 3000 }, throttles: true);

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.ById<Order>().Count.ShouldBe(3000);
        shop.Fake.Refused.ShouldBe(0);
        shop.Time.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(60));
        const double FullBucket = 2000; // what it had at first was no part of the rate
        ((shop.Fake.Spent - FullBucket) / (shop.Time.Elapsed.TotalSeconds * 100)).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public async Task Given_refusals_within_a_good_answer_When_read_Then_they_are_waited_for_and_the_rest_is_tried_again()
    {
        var answers = new Queue<string>(
        [
            """{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{"requestedQueryCost":500,"actualQueryCost":null,"throttleStatus":{"maximumAvailable":2000,"currentlyAvailable":100,"restoreRate":100}}}}""",
            """{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}""",
            """{"data":{"customers":{"nodes":[]}},"errors":[{"message":"Oops","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""",
            """{"data":{"customers":{"nodes":[{"id":"gid://shopify/Customer/9007199254740993","firstName":"Ada","extra":1}],"pageInfo":{"hasNextPage":false}}},"extensions":null}""",
        ]);
        var (read, time, reading) = await ScriptedAsync(PosStream.Customers, answers);

        read.Error.ShouldBeNull();
        read.ById<Customer>().Keys.ShouldBe(["9007199254740993"]);
        reading.Meter.Throttled.ShouldBe(2);
        // (500 + 1 - 100) points at 100 a second, then 2 s and 4 s for what told nothing.
        time.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(16));
    }

    [Fact]
    public async Task Given_records_that_cannot_be_understood_When_read_Then_the_rest_goes_in()
    {
        const string Bag = """{"shopMoney":{"amount":"10.0","currencyCode":"USD"}}""";
        const string Times = "\"createdAt\":\"2026-11-01T17:00:00Z\"";
        var answers = new Queue<string>(
        [
            $$$"""
            {"data":{"orders":{"nodes":[null,
              {"id":null},
              {"id":"gid://shopify/Order/1",{{{Times}}},"totalPriceSet":{"shopMoney":{"amount":"10.0","currencyCode":"CAD"} } },
              {"id":"gid://shopify/Order/2",{{{Times}}},"totalPriceSet":{"shopMoney":{"amount":"ten","currencyCode":"USD"} } },
              {"id":"gid://shopify/Order/3",{{{Times}}}},
              {"id":"gid://shopify/Order/4","totalPriceSet":{{{Bag}}}},
              {"id":"gid://shopify/Order/5",{{{Times}}},"totalPriceSet":{{{Bag}}},"displayFinancialStatus":"SOMETHING_NEW","transactions":null,"lineItems":null},
              {"id":"gid://shopify/Order/6",{{{Times}}},"totalPriceSet":{{{Bag}}},"subtotalPriceSet":{{{Bag}}},"displayFinancialStatus":"PAID"}
            ],"pageInfo":null} } }
            """,
        ]);
        var (read, _, _) = await ScriptedAsync(PosStream.Orders, answers);

        read.Error.ShouldBeNull();
        read.Pages.ShouldHaveSingleItem().Rejected.Select(r => $"{r.Id} {r.Reason}").ShouldBe(
            ["row 1 no id", "row 2 no id", "1 other currency", "2 bad amount", "3 bad total", "4 bad date"]);
        var orders = read.ById<Order>();
        orders["5"].Status.ShouldBe(OrderStatus.Open);
        orders["6"].Status.ShouldBe(OrderStatus.Completed);
        orders["6"].Unbalanced.Minor.ShouldBe(0);
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Given_more_customers_than_one_list_can_hold_When_read_whole_and_by_change_Then_none_is_lost()
    {
        await using var shop = await OpenAsync(settings => (settings["pageSize"], settings["bulk"]) = ("250", "off"), Small with { Customers = 26_000 });

        var whole = await shop.Reading.ReadAsync(PosStream.Customers);

        whole.Error.ShouldBeNull();
        whole.End!.Coverage.ShouldBe(CoverageKind.Everything);
        whole.ById<Customer>().Count.ShouldBe(26_000);

        for (var i = 0; i < 26_000; i++) shop.Truth.Customers[i] = shop.Truth.Customers[i] with { UpdatedAt = Start };
        var changes = await shop.Reading.ReadAsync(PosStream.Customers, whole.End.Cursor);

        changes.Error.ShouldBeNull();
        changes.ById<Customer>().Count.ShouldBe(26_000);
    }

    [SkippableFact]
    public async Task Given_the_published_schema_When_queries_are_sent_Then_they_and_the_fakes_answers_are_valid()
    {
        var schema = Require.Shared("contracts/shopify-admin.2026-07.graphql");
        Skip.IfNot(await NodeAsync("require.resolve('graphql')") == 0, "Node or its package graphql is not there");
        await using var shop = await OpenAsync();
        await ReadEveryQueryAsync(shop);
        using var client = new HttpClient();
        var seen = new JsonArray();
        foreach (var request in shop.Fake.Requests.Where(r => r.Path.EndsWith("graphql.json", StringComparison.Ordinal)))
        {
            using var again = new HttpRequestMessage(HttpMethod.Post, shop.Fake.Settings["baseUrl"] + request.Path) { Content = new StringContent(request.Body, Encoding.UTF8, "application/json") };
            again.Headers.Add("X-Shopify-Access-Token", shop.Fake.Settings["accessToken"]);
            var answer = JsonNode.Parse(await (await client.SendAsync(again)).Content.ReadAsStringAsync())!;
            var asked = JsonNode.Parse(request.Body)!;
            seen.Add(new JsonObject { ["query"] = asked["query"]!.DeepClone(), ["variables"] = asked["variables"]!.DeepClone(), ["data"] = answer["data"]!.DeepClone() });
        }

        seen.Select(s => ((string)s!["query"]!).Split('(', '{')[0]).Distinct().Count().ShouldBe(9);
        var folder = Directory.CreateTempSubdirectory("shopify-queries");
        try
        {
            var path = Path.Combine(folder.FullName, "seen.json");
            await File.WriteAllTextAsync(path, seen.ToJsonString());
            (await NodeAsync(Validation, schema, path)).ShouldBe(0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Each document against the schema, and what the fake answered as the root of an execution: its types must fit.
    private const string Validation = """
        const { readFileSync } = require('fs');
        const { buildSchema, parse, validate, executeSync } = require('graphql');
        const [, schemaPath, seenPath] = process.argv;
        const schema = buildSchema(readFileSync(schemaPath, 'utf8'));
        let bad = 0;
        for (const { query, variables, data } of JSON.parse(readFileSync(seenPath, 'utf8'))) {
          const document = parse(query);
          const errors = validate(schema, document);
          const run = errors.length ? {} : executeSync({ schema, document, rootValue: data, variableValues: variables });
          for (const e of [...errors, ...(run.errors ?? [])]) { bad++; console.error(e.message); }
        }
        process.exit(bad ? 1 : 0);
        """;

    private static async Task<int> NodeAsync(string script, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", ["-e", script, .. arguments]) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    private static async Task ReadEveryQueryAsync(Shop shop)
    {
        var line = shop.Truth.Orders[0].Lines[0];
        shop.Truth.Orders[0] = shop.Truth.Orders[0] with { Lines = [.. Enumerable.Repeat(line, 30)], ServiceCharge = 100, Rounding = 2, Status = TruthStatus.Completed };
        for (var i = 0; i < 60; i++)
        {
            shop.Truth.Products.Add(shop.Truth.Products[0] with { Id = (900_000 + i).ToString(), ParentId = "990000", Variant = "Size " + i });
            shop.Truth.Levels.Add(new TruthLevel((900_000 + i).ToString(), shop.Truth.Locations[0].Id, i, Start));
        }

        shop.Fake.ShippingLines = 7;
        await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);
        foreach (var stream in shop.Reading.Connector.Descriptor.Streams)
        {
            var read = await shop.Reading.ReadAsync(stream.Stream);
            read.Error.ShouldBeNull();
            await shop.Reading.ReadAsync(stream.Stream, read.End!.Cursor);
        }
    }

    private static void Only(PosTruth truth, TruthOrder order)
    {
        truth.Orders.Clear();
        truth.Orders.Add(order);
    }

    private static TruthOrder Sale(PosTruth truth, long total) => truth.Orders[0] with
    {
        Status = TruthStatus.Completed,
        Subtotal = total,
        Discount = 0,
        ServiceCharge = 0,
        Tax = 0,
        Tip = 0,
        Rounding = 0,
        Total = total,
    };

    private static async Task<Order> OnlyOrderAsync(Shop shop)
    {
        var read = await shop.Reading.ReadAsync(PosStream.Orders);
        read.Error.ShouldBeNull();
        return read.ById<Order>().Values.ShouldHaveSingleItem();
    }

    private static async Task<Shop> OpenAsync(Action<Dictionary<string, string>>? change = null, TruthPlan? plan = null, bool throttles = false)
    {
        var time = new FakeTime(Start, autoAdvance: true);
        var fake = await FakeShopify.StartAsync(PosTruth.Generate(plan ?? Small), new FakePosOptions { Time = time, Throttles = throttles });
        var settings = fake.Settings.ToDictionary();
        change?.Invoke(settings);
        return new Shop(fake, time, new ConformanceReading(new Reconfigured(fake, settings), time));
    }

    // A server that answers what it is told to, one answer after the other.
    private static async Task<(ReadOutcome Read, FakeTime Time, ConformanceReading Reading)> ScriptedAsync(PosStream stream, Queue<string> answers)
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var server = await FakeServer.StartAsync((_, _) => new FakeAnswer(200, Encoding.UTF8.GetBytes(answers.Dequeue())));
        await using var fake = await FakeShopify.StartAsync(new PosTruth(), new FakePosOptions { Time = time });
        var settings = fake.Settings.ToDictionary();
        settings["baseUrl"] = server.Url;
        var reading = new ConformanceReading(new Reconfigured(fake, settings), time);
        var read = await reading.ReadAsync(stream);
        reading.Dispose();
        return (read, time, reading);
    }

    private sealed record Shop(FakeShopify Fake, FakeTime Time, ConformanceReading Reading) : IAsyncDisposable
    {
        public PosTruth Truth => Fake.Truth;

        public async ValueTask DisposeAsync()
        {
            Reading.Dispose();
            await Fake.DisposeAsync();
        }
    }

    // The same POS with other settings.
    private sealed class Reconfigured(FakeShopify fake, IReadOnlyDictionary<string, string> settings) : IFakePos
    {
        public string ConnectorId => fake.ConnectorId;

        public IReadOnlyDictionary<string, string> Settings => settings;

        public PosTruth Truth => fake.Truth;

        public Sync.Simulator.FaultPlan Faults => fake.Faults;

        public System.Collections.Concurrent.ConcurrentQueue<Sync.Simulator.SeenRequest> Requests => fake.Requests;

        public int MostInFlight => fake.MostInFlight;

        public void Forbid(string records) => fake.Forbid(records);

        public void ExpireTokens() => fake.ExpireTokens();

        public void RevokeGrant() => fake.RevokeGrant();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
