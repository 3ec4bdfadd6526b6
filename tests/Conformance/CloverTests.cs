using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Clover;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What is special to Clover.</summary>
[Trait("Category", "Conformance")]
public sealed partial class CloverTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TruthPlan Small = new() { Now = Start, Locations = 1, Customers = 5, Products = 9, Orders = 0 };

    [Fact]
    public async Task Given_an_order_with_all_parts_When_it_is_read_Then_they_add_up_and_the_tip_is_on_top()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1") with { Lines = [new TruthLine("V1", "Tea", 3, 450, 1350)], Subtotal = 1350, Discount = 150, ServiceCharge = 120, Tax = 99, Tip = 200, Total = 1619 });

        var order = await shop.OrderAsync("O1");

        order.Total.Minor.ShouldBe(1619);
        (order.Subtotal.Minor, order.Discount.Minor, order.ServiceCharge?.Minor, order.Tax.Minor, order.Tip?.Minor).ShouldBe((1350, 150, 120, 99, 200));
        order.Unbalanced.Minor.ShouldBe(0);
        order.Lines.ShouldHaveSingleItem().Quantity.ShouldBe(3);
        order.TimeZone.ShouldBe("America/New_York");
        order.LocationId.ShouldBe("L1000");
    }

    [Theory]
    [InlineData(0, OrderStatus.Completed)]
    [InlineData(400, OrderStatus.PartiallyRefunded)]
    [InlineData(1000, OrderStatus.Refunded)]
    public async Task Given_a_refund_When_the_order_is_read_Then_the_sale_stands_and_the_money_back_is_told(long refunded, OrderStatus status)
    {
        await using var shop = await Shop.OpenAsync(Sale("O1") with { Refunded = refunded });

        var order = await shop.OrderAsync("O1");

        (order.Status, order.Total.Minor, order.Refunded.Minor).ShouldBe((status, 1000, refunded));
    }

    [Fact]
    public async Task Given_a_credit_without_a_sale_When_it_is_read_Then_it_is_a_return_with_negative_lines()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1") with { Lines = [new TruthLine("V1", "Mug", -2, 500, -1000)], Subtotal = -1000, Total = -1000 });

        var order = await shop.OrderAsync("O1");

        (order.Status, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((OrderStatus.Completed, -1000, 0));
        order.Lines.ShouldHaveSingleItem().Quantity.ShouldBe(-2);
        order.Lines[0].Total.Minor.ShouldBe(-1000);
    }

    [Fact]
    public async Task Given_voided_and_failed_payments_When_orders_are_read_Then_they_count_nowhere()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"), Sale("O2"), Sale("O3"));
        shop.Pos.Raw["O1"] = Raw("O1", """ "payments":{"elements":[{"id":"P1","amount":1000,"result":"VOIDED"}]} """);
        shop.Pos.Raw["O2"] = Raw("O2", """ "payments":{"elements":[{"id":"P2","amount":1000,"result":"FAIL"}]} """);
        shop.Pos.Raw["O3"] = Raw("O3", """ "payments":{"elements":[{"id":"P3","amount":1000,"result":"A_NEW_WORD"}]},"paymentState":"ANOTHER" """);

        var orders = (await shop.Reading.ReadAsync(PosStream.Orders)).ById<Order>();

        orders["O1"].Status.ShouldBe(OrderStatus.Cancelled);
        orders["O2"].Status.ShouldBe(OrderStatus.Open);
        orders["O3"].Status.ShouldBe(OrderStatus.Open);
    }

    [Fact]
    public async Task Given_shares_modifiers_weights_and_fees_When_the_order_is_read_Then_each_is_in_its_place()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Raw["O1"] = Raw("O1", """
            "lineItems":{"elements":[
              {"id":"1","item":{"id":"V1"},"name":"Tea","price":400,"modifications":{"elements":[{"name":"Oat","amount":50}]}},
              {"id":"2","item":{"id":"V1"},"name":"Tea","price":400,"modifications":{"elements":[{"name":"Oat","amount":50}]}},
              {"id":"3","item":{"id":"V1"},"name":"Tea","price":400,"discounts":{"elements":[{"percentage":50}]}},
              {"id":"4","item":{"id":"V2"},"name":"Cheese","price":1000,"unitQty":1500},
              {"id":"5","name":"Gift card","price":2000,"isRevenue":false},
              {"id":"6","name":"Bag fee","price":25,"isOrderFee":true}]},
            "discounts":{"elements":[{"percentageDecimal":100000}]},
            "serviceCharge":{"percentageDecimal":125000},
            "payments":{"elements":[{"id":"P1","amount":4698,"taxAmount":100,"tipAmount":0,"result":"SUCCESS"}]}
            """);

        var order = await shop.OrderAsync("O1");

        // 900 + 400 + 1500; half off one tea and a tenth off the rest; 12.5 % service and the bag; without the gift card
        (order.Subtotal.Minor, order.Discount.Minor, order.ServiceCharge?.Minor, order.Tax.Minor).ShouldBe((2800, 200 + 260, 293 + 25, 100));
        order.Total.Minor.ShouldBe(4698 - 2000);
        order.Unbalanced.Minor.ShouldBe(2698 - (2800 - 460 + 318 + 100));
        order.Lines.Select(l => (l.ProductId, l.Quantity, l.UnitPrice, l.Total.Minor)).ShouldBe([("V1", 2m, 4.5m, 900L), ("V1", 1m, 4m, 400L), ("V2", 1.5m, 10m, 1500L)]);
    }

    [Fact]
    public async Task Given_VAT_When_the_order_is_read_Then_the_tax_in_the_prices_is_not_added_again()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Raw["O1"] = Raw("O1", """ "isVat":true,"lineItems":{"elements":[{"id":"1","name":"Tea","price":1200}]},"payments":{"elements":[{"id":"P1","amount":1200,"taxAmount":200,"result":"SUCCESS"}]} """);

        var order = await shop.OrderAsync("O1");

        (order.Subtotal.Minor, order.Tax.Minor, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((1000, 200, 1200, 0));
    }

    [Fact]
    public async Task Given_bad_test_and_foreign_orders_When_they_are_read_Then_they_are_named_and_the_rest_goes_in()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"), Sale("O2"), Sale("O3"), Sale("O4"), Sale("O5"));
        shop.Pos.Raw["O1"] = Raw("O1", """ "currency":"EUR" """);
        shop.Pos.Raw["O2"] = Raw("O2", """ "testMode":true """);
        shop.Pos.Raw["O3"] = Raw("O3", """ "payments":{"elements":[{"id":"P1","amount":10.5,"result":"SUCCESS"}]} """);
        shop.Pos.Raw["O4"] = Raw("O4", """ "lineItems":17 """);

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.ById<Order>().Keys.ShouldBe(["O5"]);
        read.Pages.SelectMany(p => p.Rejected).Select(r => r.Reason).Distinct().Order().ShouldBe(["bad payment", "other currency", "unreadable"]);
        read.End!.Warnings.ShouldContain(w => w.Contains("test mode", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Given_more_lines_than_an_expanded_list_holds_When_the_order_is_read_Then_all_are_there()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1") with { Lines = [new TruthLine("V1", "Tea", 180, 10, 1800), new TruthLine("V2", "Mug", 75, 10, 750)], Subtotal = 2550, Total = 2550 });

        var order = await shop.OrderAsync("O1");

        order.Lines.Select(l => l.Quantity).ShouldBe([180m, 75m]);
        shop.Pos.Requests.ShouldContain(r => r.Path.EndsWith("/orders/O1/line_items", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Given_more_orders_of_one_time_than_a_page_holds_When_they_are_read_Then_none_is_lost()
    {
        var orders = Enumerable.Range(0, 130).Select(i => Sale("O" + i)).ToArray();
        await using var shop = await Shop.OpenAsync(orders);

        var down = await shop.Reading.ReadAsync(PosStream.Orders);
        var up = await shop.Reading.ReadAsync(PosStream.Orders, $"v1|up|{Start.AddDays(-3).ToUnixTimeMilliseconds()}|{Start.ToUnixTimeMilliseconds()}");

        down.ById<Order>().Count.ShouldBe(130);
        up.ById<Order>().Count.ShouldBe(130);
        up.Error.ShouldBeNull();
    }

    [Fact]
    public async Task Given_years_of_orders_When_they_are_first_read_Then_the_newest_come_first_and_the_oldest_come_too()
    {
        var orders = Enumerable.Range(0, 20).Select(i => Sale("O" + i) with { CreatedAt = Start.AddDays(-60 * i - 1), UpdatedAt = Start.AddDays(-60 * i - 1) }).ToArray();
        await using var shop = await Shop.OpenAsync(orders);

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.Pages.SelectMany(p => p.Records).Select(o => o.Id).ShouldBe(orders.Select(o => o.Id));
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_a_kill_at_each_page_When_the_read_is_taken_up_Then_it_ends_as_a_whole_read_does()
    {
        var truth = PosTruth.Generate(Small with { Orders = 200, Days = 200 });
        var time = new FakeTime(Start);
        await using var pos = await FakeClover.StartAsync(truth, new FakePosOptions { PageSize = 20, Time = time });
        var whole = await ReadAsync(pos, time, null, null);
        var wholeRequests = pos.Requests.Count;

        var (seen, cursor, kills) = (new HashSet<string>(), (string?)null, 0);
        StreamEnd? end = null;
        while (end is null && kills < 50)
        {
            var part = await ReadAsync(pos, time, cursor, 1);
            part.Error.ShouldBeNull();
            seen.UnionWith(part.Pages.SelectMany(p => p.Records).Select(r => r.Id));
            (cursor, end) = (part.Pages[^1].Checkpoint, part.End);
            kills++;
        }

        seen.Count.ShouldBe(200);
        end.ShouldNotBeNull().Cursor.ShouldBe(whole.End!.Cursor);
        (pos.Requests.Count - wholeRequests).ShouldBeLessThanOrEqualTo(wholeRequests + kills);
    }

    [Fact]
    public async Task Given_orders_edited_and_added_while_paging_When_they_are_first_read_Then_the_last_word_on_each_is_there()
    {
        var truth = PosTruth.Generate(Small with { Orders = 120 });
        await using var shop = await Shop.OpenAsync(truth, pageSize: 10);
        var oldest = truth.Orders.MinBy(o => o.UpdatedAt)!;
        shop.Pos.Faults.Add(new Simulator.Fault
        {
            Path = "/orders",
            Kind = Simulator.FaultKind.Before,
            Skip = 3,
            Times = 1,
            Before = () =>
            {
                shop.Time.Advance(TimeSpan.FromMinutes(1));
                truth.Orders[truth.Orders.IndexOf(oldest)] = oldest with { Refunded = 1, Status = TruthStatus.Completed, UpdatedAt = Start.AddSeconds(30) };
                truth.Orders.Add(Sale("LATE") with { UpdatedAt = Start.AddSeconds(40) });
            },
        });

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.ById<Order>().Count.ShouldBe(121);
        read.ById<Order>()[oldest.Id].Refunded.Minor.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_cursor_from_the_future_and_a_late_order_When_it_is_read_Then_the_order_is_not_lost()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        var first = await shop.Reading.ReadAsync(PosStream.Orders);
        shop.Pos.Truth.Orders.Add(Sale("LATE") with { UpdatedAt = Start.AddMinutes(-4) });
        var future = Start.AddDays(9).ToUnixTimeMilliseconds();

        var late = await shop.Reading.ReadAsync(PosStream.Orders, first.End!.Cursor);
        var ahead = await shop.Reading.ReadAsync(PosStream.Orders, $"v1|up|{future}|{future}");

        late.ById<Order>().Keys.ShouldBe(["LATE"]);
        ahead.ById<Order>().Keys.ShouldBe(["LATE"]);
        ahead.End!.Cursor.ShouldBe($"v1|up|{Start.AddMinutes(-5).ToUnixTimeMilliseconds()}|{Start.ToUnixTimeMilliseconds()}");
    }

    [Fact]
    public async Task Given_the_published_rate_When_more_is_asked_Then_the_reader_waits_and_reads_all()
    {
        var truth = PosTruth.Generate(Small with { Customers = 150 });
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await FakeClover.StartAsync(truth, new FakePosOptions { PageSize = 5, Time = time, Throttles = true });
        using var reading = new ConformanceReading(pos, time);

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeNull();
        read.ById<Customer>().Count.ShouldBe(150);
    }

    [Fact]
    public async Task Given_nothing_new_When_it_is_read_again_Then_one_request_is_enough()
    {
        var truth = PosTruth.Generate(Small with { Orders = 30 });
        await using var shop = await Shop.OpenAsync(truth);
        foreach (var stream in new[] { PosStream.Orders, PosStream.Inventory })
        {
            var first = await shop.Reading.ReadAsync(stream);
            var before = shop.Pos.Requests.Count;

            var second = await shop.Reading.ReadAsync(stream, first.End!.Cursor);

            second.Pages.Sum(p => p.Records.Count).ShouldBe(0);
            second.End!.Coverage.ShouldBe(CoverageKind.Changes);
            second.End.Cursor.ShouldBe(first.End.Cursor);
            (shop.Pos.Requests.Count - before).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Given_refunds_and_deletions_that_leave_the_orders_time_alone_When_hours_have_passed_Then_they_are_found()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"), Sale("O2"), Sale("O3"));
        var first = await shop.Reading.ReadAsync(PosStream.Orders);
        shop.Time.Advance(TimeSpan.FromHours(7));
        shop.Pos.Truth.Orders[0] = shop.Pos.Truth.Orders[0] with { Refunded = 300 };
        shop.Pos.RefundedAt["O1"] = Start.AddHours(1);
        shop.Pos.HiddenDeletions["O2"] = Start.AddHours(2);

        var second = await shop.Reading.ReadAsync(PosStream.Orders, first.End!.Cursor);

        second.ById<Order>()["O1"].Refunded.Minor.ShouldBe(300);
        second.Pages.SelectMany(p => p.Deleted).ShouldBe(["O2"]);
        second.ById<Order>().ShouldNotContainKey("O3");
        second.End.ShouldNotBeNull();
    }

    [Fact]
    public async Task Given_customers_that_vanish_while_paging_When_they_are_read_Then_none_is_lost_and_nothing_is_proven()
    {
        var truth = PosTruth.Generate(Small with { Customers = 100 });
        await using var shop = await Shop.OpenAsync(truth, pageSize: 10);
        var newest = truth.Customers.OrderByDescending(c => c.CreatedAt).Take(3).Select(c => c.Id).ToList();
        shop.Pos.Faults.Add(new Simulator.Fault
        {
            Path = "/customers",
            Kind = Simulator.FaultKind.Before,
            Skip = 4,
            Times = 1,
            Before = () =>
            {
                foreach (var id in newest) truth.Customers.Remove(truth.Customers.Single(c => c.Id == id));
            },
        });

        var read = await shop.Reading.ReadAsync(PosStream.Customers);

        read.ById<Customer>().Keys.Except(newest).Count().ShouldBe(97);
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
    }

    [Fact]
    public async Task Given_variants_hidden_and_deleted_items_When_products_are_read_Then_each_is_told_as_it_is()
    {
        var truth = PosTruth.Generate(Small);
        truth.Products[2] = truth.Products[2] with { Archived = true };
        truth.Products[3] = truth.Products[3] with { Deleted = true };
        await using var shop = await Shop.OpenAsync(truth);

        var read = await shop.Reading.ReadAsync(PosStream.Products);

        var products = read.ById<Product>();
        var (variant, archived) = (truth.Products[0], truth.Products[2]);
        products[variant.Id].Name.ShouldBe($"{variant.Name} - {variant.Variant}");
        products[variant.Id].ParentId.ShouldBe(variant.ParentId);
        products[archived.Id].Available.ShouldBeFalse();
        products.ShouldNotContainKey(truth.Products[3].Id);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_an_item_never_counted_When_stock_is_read_Then_it_has_no_level()
    {
        var truth = PosTruth.Generate(Small);
        truth.Levels.RemoveAt(0);
        await using var shop = await Shop.OpenAsync(truth);

        var read = await shop.Reading.ReadAsync(PosStream.Inventory);

        read.ById<InventoryLevel>().Count.ShouldBe(truth.Levels.Count);
    }

    [Fact]
    public async Task Given_a_stale_token_When_streams_are_read_at_once_Then_one_refresh_serves_all_and_the_next_one_uses_the_new_pair()
    {
        await using var shop = await Shop.OpenAsync(PosTruth.Generate(Small with { Orders = 20 }));
        shop.Pos.ExpireTokens();

        var reads = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shop.Reading.ReadAsync(PosStream.Customers)));
        shop.Pos.ExpireTokens();
        var later = await shop.Reading.ReadAsync(PosStream.Orders);

        reads.ShouldAllBe(r => r.Error == null && r.End != null);
        later.Error.ShouldBeNull();
        shop.Pos.Refreshes.ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_revoked_grant_When_a_stream_is_read_Then_the_owner_is_asked_to_connect_again()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.RevokeGrant();

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeOfType<ReauthoriseException>().OwnerMessage.ShouldContain("Connect the shop again");
        shop.Pos.Requests.Count.ShouldBeLessThan(6);
    }

    [Fact]
    public async Task Given_a_missing_permission_When_the_connection_is_checked_and_read_Then_it_is_named_the_others_are_fine_and_no_refresh_is_spent()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Withheld["CUSTOMERS_R"] = true;

        var report = await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);
        var read = await shop.Reading.ReadAsync(PosStream.Customers);

        report.Verdicts.Where(v => !v.Ok).ShouldHaveSingleItem().Message.ShouldContain("CUSTOMERS_R");
        report.Verdicts.Select(v => v.What).ShouldBe(["credentials", "customers", "orders", "payments", "products", "inventory"]);
        read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("CUSTOMERS_R");
        (await shop.Reading.ReadAsync(PosStream.Orders)).Error.ShouldBeNull();
        shop.Pos.Refreshes.ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_static_token_When_hours_pass_Then_it_is_used_until_it_is_refused()
    {
        await using var pos = await FakeClover.StartAsync(PosTruth.Generate(Small), new FakePosOptions());
        var time = new FakeTime(Start);
        using var reading = new ConformanceReading(new OnlyAccessToken(pos), time);
        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeNull();
        time.Advance(TimeSpan.FromHours(5));

        var later = await reading.ReadAsync(PosStream.Customers);
        pos.ExpireTokens();
        var refused = await reading.ReadAsync(PosStream.Customers);

        later.Error.ShouldBeNull();
        refused.Error.ShouldBeOfType<ReauthoriseException>();
    }

    [Fact]
    public async Task Given_a_plan_without_access_When_the_connection_is_checked_Then_the_verdict_says_so()
    {
        await using var shop = await Shop.OpenAsync(Sale("O1"));
        shop.Pos.Faults.Status("/L1000", 403);

        var report = await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);

        report.Verdicts.ShouldHaveSingleItem().Message.ShouldContain("plan");
    }

    [SkippableFact]
    public async Task Given_the_published_fields_When_the_fake_answers_Then_it_sends_no_others()
    {
        using var contract = JsonDocument.Parse(await File.ReadAllTextAsync(Require.Shared("contracts/clover.openapi.json")));
        await using var shop = await Shop.OpenAsync(PosTruth.Generate(Small with { Orders = 60 }));
        foreach (var (path, query, schema) in new[]
        {
            ("orders", "?expand=lineItems,payments,voids,refunds,credits,customers,discounts", "Order"), ("customers", "?expand=emailAddresses,phoneNumbers", "Customer"),
            ("items", "?expand=categories,options,itemStock", "Item"), ("item_stocks", "", "ItemStock"), ("item_groups", "", "ItemGroup"), ("payments", "", "Payment"),
        })
        {
            using var answer = JsonDocument.Parse(await shop.GetAsync(path + query));

            foreach (var row in answer.RootElement.GetProperty("elements").EnumerateArray())
                Contract.Violation(contract.RootElement, contract.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(schema), row).ShouldBeNull(path);
        }
    }

    private static TruthOrder Sale(string id) => new()
    {
        Id = id,
        LocationId = "L1000",
        CreatedAt = Start.AddDays(-2),
        UpdatedAt = Start.AddDays(-2),
        Lines = [new TruthLine("V1", "Mug", 2, 500, 1000)],
        Subtotal = 1000,
        Total = 1000,
    };

    private static string Raw(string id, string more) =>
        $$"""{"id":"{{id}}","total":1000,"createdTime":{{Start.AddDays(-2).ToUnixTimeMilliseconds()}},"modifiedTime":{{Start.AddDays(-2).ToUnixTimeMilliseconds()}},{{more}}}""";

    private static async Task<ReadOutcome> ReadAsync(FakeClover pos, TimeProvider time, string? cursor, int? pages)
    {
        using var reading = new ConformanceReading(pos, time);
        return await reading.ReadAsync(PosStream.Orders, cursor, pages);
    }

    private sealed class OnlyAccessToken(FakeClover pos) : IFakePos
    {
        public string ConnectorId => pos.ConnectorId;

        public IReadOnlyDictionary<string, string> Settings => pos.Settings.Where(s => s.Key is not ("refreshToken" or "clientId")).ToDictionary();

        public PosTruth Truth => pos.Truth;

        public Simulator.FaultPlan Faults => pos.Faults;

        public System.Collections.Concurrent.ConcurrentQueue<Simulator.SeenRequest> Requests => pos.Requests;

        public int MostInFlight => pos.MostInFlight;

        public void Forbid(string records) => pos.Forbid(records);

        public void ExpireTokens() => pos.ExpireTokens();

        public void RevokeGrant() => pos.RevokeGrant();

        public ValueTask DisposeAsync() => pos.DisposeAsync();
    }

    private sealed class Shop(FakeClover pos, FakeTime time) : IAsyncDisposable
    {
        public FakeClover Pos => pos;

        public FakeTime Time => time;

        public ConformanceReading Reading { get; } = new(pos, time);

        public static Task<Shop> OpenAsync(params TruthOrder[] orders)
        {
            var truth = PosTruth.Generate(Small);
            foreach (var order in orders) truth.Orders.Add(order);
            return OpenAsync(truth);
        }

        public static async Task<Shop> OpenAsync(PosTruth truth, int pageSize = 50)
        {
            var time = new FakeTime(Start);
            return new Shop(await FakeClover.StartAsync(truth, new FakePosOptions { PageSize = pageSize, Time = time }), time);
        }

        public async Task<Order> OrderAsync(string id)
        {
            var read = await Reading.ReadAsync(PosStream.Orders);
            read.Error.ShouldBeNull();
            return read.ById<Order>()[id];
        }

        public async Task<string> GetAsync(string path)
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{pos.Settings["baseUrl"]}/v3/merchants/{pos.MerchantId}/{path}");
            request.Headers.Authorization = new("Bearer", pos.Settings["accessToken"]);
            using var answer = await client.SendAsync(request);
            return await answer.Content.ReadAsStringAsync();
        }

        public async ValueTask DisposeAsync()
        {
            Reading.Dispose();
            await pos.DisposeAsync();
        }
    }

    /// <summary>Whether a JSON value has the types, enums and fields of a schema, and no field beside.</summary>
    private static class Contract
    {
        public static string? Violation(JsonElement root, JsonElement schema, JsonElement value)
        {
            if (schema.TryGetProperty("$ref", out var reference))
                return Violation(root, root.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), value);
            if (schema.TryGetProperty("enum", out var words) && words.EnumerateArray().All(w => w.GetString() != value.GetString())) return $"'{value}' is not one of {words}";
            return schema.TryGetProperty("type", out var type) ? type.GetString() switch
            {
                "object" => value.ValueKind != JsonValueKind.Object ? $"{value} is no object" : Fields(root, schema, value),
                "array" => value.ValueKind != JsonValueKind.Array ? $"{value} is no array"
                    : value.EnumerateArray().Select(v => Violation(root, schema.GetProperty("items"), v)).FirstOrDefault(v => v is not null),
                "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? null : $"{value} is no integer",
                "number" => value.ValueKind == JsonValueKind.Number ? null : $"{value} is no number",
                "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"{value} is no boolean",
                _ => value.ValueKind == JsonValueKind.String ? null : $"{value} is no text",
            } : null;
        }

        private static string? Fields(JsonElement root, JsonElement schema, JsonElement value)
        {
            if (!schema.TryGetProperty("properties", out var known)) return null;
            return value.EnumerateObject()
                .Select(f => known.TryGetProperty(f.Name, out var inner) ? Violation(root, inner, f.Value) : $"'{f.Name}' is not published")
                .FirstOrDefault(v => v is not null);
        }
    }
}
