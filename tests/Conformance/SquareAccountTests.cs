using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What is special to Square's accounts: tokens, permissions, loyalty points, the catalog, and the published contract.</summary>
[Trait("Category", "Conformance")]
public sealed class SquareAccountTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start);

    private static TruthPlan Plan => new() { Now = Start, Customers = 40, Orders = 30, Products = 20 };

    [Fact]
    public async Task Given_an_expired_token_When_all_streams_are_read_at_once_Then_it_is_renewed_once()
    {
        await using var pos = await OpenAsync(PosTruth.Generate(Plan));
        using var reading = new ConformanceReading(pos, time);
        pos.ExpireTokens();

        var reads = await Task.WhenAll(reading.Connector.Descriptor.Streams.Select(s => reading.ReadAsync(s.Stream)));

        reads.ShouldAllBe(r => r.Error == null && r.End != null);
        pos.Requests.Count(r => r.Path == "/oauth2/token").ShouldBe(1);
        pos.Requests.ShouldAllBe(r => r.Headers["Square-Version"] == "2025-08-20");
    }

    [Fact]
    public async Task Given_a_token_that_nothing_renews_When_it_is_refused_Then_the_owner_is_asked_to_connect_again()
    {
        await using var pos = await OpenAsync(PosTruth.Generate(Plan));
        pos.Settings = pos.SettingsWith(("refreshToken", ""), ("clientId", ""), ("clientSecret", ""));
        using var reading = new ConformanceReading(pos, time);
        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeNull();
        time.Advance(TimeSpan.FromHours(2)); // A good token is not asked for again, however long it serves.
        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeNull();
        pos.ExpireTokens();

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeOfType<ReauthoriseException>().OwnerMessage.ShouldContain("Connect to Square again");
    }

    [Fact]
    public async Task Given_a_revoked_grant_When_it_is_used_Then_the_owner_is_asked_to_connect_again()
    {
        await using var pos = await OpenAsync(PosTruth.Generate(Plan));
        using var reading = new ConformanceReading(pos, time);
        pos.RevokeGrant();

        (await reading.ReadAsync(PosStream.Orders)).Error.ShouldBeOfType<ReauthoriseException>();
        var check = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
        check.Verdicts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(v => v.What.ShouldBe("credentials"), v => v.Ok.ShouldBeFalse());
    }

    [Fact]
    public async Task Given_a_renewal_that_fails_for_now_When_it_is_tried_later_Then_the_grant_is_still_good()
    {
        await using var pos = await OpenAsync(PosTruth.Generate(Plan));
        var quick = new FakeTime(Start, autoAdvance: true);
        using var reading = new ConformanceReading(pos, quick);
        pos.ExpireTokens();
        pos.Faults.Status("/oauth2/token", 503, times: 6);

        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeOfType<RetryLaterException>();
        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeNull();
    }

    [Theory]
    [InlineData(PosStream.Customers, "CUSTOMERS_READ")]
    [InlineData(PosStream.Orders, "ORDERS_READ")]
    [InlineData(PosStream.Orders, "MERCHANT_PROFILE_READ")]
    [InlineData(PosStream.Products, "ITEMS_READ")]
    [InlineData(PosStream.Inventory, "INVENTORY_READ")]
    public async Task Given_one_permission_missing_When_all_is_read_Then_that_stream_names_it_and_the_others_go_on(PosStream without, string scope)
    {
        await using var pos = await OpenAsync(PosTruth.Generate(Plan));
        pos.Scopes.Remove(scope);
        using var reading = new ConformanceReading(pos, time);

        foreach (var stream in reading.Connector.Descriptor.Streams.Select(s => s.Stream))
        {
            var read = await reading.ReadAsync(stream);
            if (stream == without) read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain(scope);
            else read.Error.ShouldBeNull();
        }

        var check = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
        check.Verdicts[0].Ok.ShouldBeTrue();
        check.Verdicts.Where(v => !v.Ok).ShouldHaveSingleItem().Message.ShouldContain(scope);
    }

    [Fact]
    public async Task Given_a_token_that_does_not_tell_its_permissions_When_the_connection_is_checked_Then_each_stream_is_tried()
    {
        await using var pos = await OpenAsync(PosTruth.Generate(Plan));
        pos.Faults.Status("/token/status", 403);
        pos.Scopes.Remove("ITEMS_READ");
        using var reading = new ConformanceReading(pos, time);

        var check = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);

        check.Verdicts.Where(v => !v.Ok).ShouldHaveSingleItem().ShouldSatisfyAllConditions(v => v.What.ShouldBe("products"), v => v.Message.ShouldContain("ITEMS_READ"));
        check.Verdicts.Count(v => v.Ok).ShouldBe(4);
    }

    [Fact]
    public async Task Given_loyalty_accounts_When_customers_are_read_Then_points_are_told_only_of_those_who_have_one()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        pos.Settings = pos.SettingsWith();
        pos.Points[truth.Customers[0].Id] = 120;
        pos.Points[truth.Customers[39].Id] = 0;
        using var reading = new ConformanceReading(pos, time);

        var read = (await reading.ReadAsync(PosStream.Customers)).ById<Customer>();

        read[truth.Customers[0].Id].LoyaltyPoints.ShouldBe(120);
        read[truth.Customers[39].Id].LoyaltyPoints.ShouldBe(0);
        read[truth.Customers[1].Id].LoyaltyPoints.ShouldBeNull();
    }

    [Fact]
    public async Task Given_no_permission_for_loyalty_When_customers_are_read_Then_points_are_unknown_and_asked_for_once()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 10);
        pos.Settings = pos.SettingsWith();
        pos.Points[truth.Customers[0].Id] = 120;
        pos.Scopes.Remove("LOYALTY_READ");
        using var reading = new ConformanceReading(pos, time);

        var read = await reading.ReadAsync(PosStream.Customers);

        Expectation.Compare(PosStream.Customers, read, truth);
        read.ById<Customer>().Values.ShouldAllBe(c => c.LoyaltyPoints == null);
        pos.Requests.Count(r => r.Path.Contains("loyalty", StringComparison.Ordinal)).ShouldBe(1);
        var check = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
        check.Ok.ShouldBeTrue();
        check.Verdicts[^1].Message.ShouldContain("LOYALTY_READ");
    }

    [Fact]
    public async Task Given_all_was_read_When_nothing_moved_Then_customers_and_products_are_proven_whole()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 10);
        using var reading = new ConformanceReading(pos, time);

        (await reading.ReadAsync(PosStream.Customers)).End!.Coverage.ShouldBe(CoverageKind.Everything);
        (await reading.ReadAsync(PosStream.Products)).End!.Coverage.ShouldBe(CoverageKind.Everything);
        (await reading.ReadAsync(PosStream.Orders)).End!.Coverage.ShouldBe(CoverageKind.Changes);
    }

    [Fact]
    public async Task Given_records_that_move_while_paging_When_all_is_read_Then_nothing_is_called_gone()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 10);
        using var reading = new ConformanceReading(pos, time);
        pos.Faults.Add(new Simulator.Fault { Path = "/customers/search", Kind = Simulator.FaultKind.Before, Skip = 2, Times = 1, Before = () => truth.Customers.RemoveAt(0) });
        pos.Faults.Add(new Simulator.Fault
        {
            Path = "/catalog/search",
            Kind = Simulator.FaultKind.Before,
            Skip = 1,
            Times = 1,
            Before = () => truth.Products[0] = truth.Products[0] with { UpdatedAt = Start },
        });

        foreach (var stream in (PosStream[])[PosStream.Customers, PosStream.Products])
        {
            var end = (await reading.ReadAsync(stream)).End!;
            end.Coverage.ShouldBe(CoverageKind.Changes);
            end.Warnings.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task Given_variations_deleted_archived_and_put_back_When_changes_are_read_Then_each_is_told_as_it_is()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        using var reading = new ConformanceReading(pos, time);
        var before = await reading.ReadAsync(PosStream.Products);
        time.Advance(TimeSpan.FromHours(1));
        var now = time.GetUtcNow();
        // The first two are variants of one item; the third stands alone; the fourth too.
        truth.Products[0] = truth.Products[0] with { Deleted = true, UpdatedAt = now };
        truth.Products[2] = truth.Products[2] with { Deleted = true, UpdatedAt = now };
        truth.Products[3] = truth.Products[3] with { Archived = true, UpdatedAt = now };

        var after = await reading.ReadAsync(PosStream.Products, before.End!.Cursor);

        after.Pages.SelectMany(p => p.Deleted).Distinct().ShouldBe([truth.Products[0].Id, truth.Products[2].Id], ignoreOrder: true);
        var read = after.ById<Product>();
        read[truth.Products[3].Id].Available.ShouldBeFalse();
        // The variant that is left stands alone now.
        read[truth.Products[1].Id].ShouldSatisfyAllConditions(p => p.Variant.ShouldBeNull(), p => p.Name.ShouldBe(truth.Products[1].Name), p => p.ParentId.ShouldBeNull());

        time.Advance(TimeSpan.FromHours(1));
        truth.Products[2] = truth.Products[2] with { Deleted = false, UpdatedAt = time.GetUtcNow() };
        var again = await reading.ReadAsync(PosStream.Products, after.End!.Cursor);
        again.ById<Product>().Keys.ShouldContain(truth.Products[2].Id);
        again.Pages.SelectMany(p => p.Deleted).ShouldNotContain(truth.Products[2].Id);
    }

    [Fact]
    public async Task Given_changed_variations_over_several_pages_When_changes_are_read_Then_none_loses_its_category()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth, 5);
        using var reading = new ConformanceReading(pos, time);
        var before = await reading.ReadAsync(PosStream.Products);
        time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < truth.Products.Count; i++) truth.Products[i] = truth.Products[i] with { UpdatedAt = time.GetUtcNow() };

        var after = await reading.ReadAsync(PosStream.Products, before.End!.Cursor);

        Expectation.Compare(PosStream.Products, after, truth);
        // Variants of one item share its category, which is the first one's.
        after.ById<Product>().Values.ShouldAllBe(p => p.Category.Length > 0);
        after.Pages.SelectMany(p => p.Rejected).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_category_with_another_name_When_changes_are_read_Then_its_products_have_it_though_they_did_not_change()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        using var reading = new ConformanceReading(pos, time);
        var before = await reading.ReadAsync(PosStream.Products);
        time.Advance(TimeSpan.FromHours(1));
        pos.RenamedCategories[truth.Products[2].Category!] = ("Renamed", time.GetUtcNow());

        var after = await reading.ReadAsync(PosStream.Products, before.End!.Cursor);

        after.ById<Product>()[truth.Products[2].Id].Category.ShouldBe("Renamed");
        after.End!.Cursor.ShouldNotBe(before.End.Cursor);
    }

    [Fact]
    public async Task Given_products_that_are_sold_out_When_they_are_read_Then_only_those_sold_out_everywhere_are_not_available()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        var shops = truth.Locations.Select(l => l.Id).ToArray();
        pos.SoldOut[truth.Products[2].Id] = shops;
        pos.SoldOut[truth.Products[3].Id] = shops[..1];
        using var reading = new ConformanceReading(pos, time);

        var read = (await reading.ReadAsync(PosStream.Products)).ById<Product>();

        read.Values.Where(p => !p.Available).Select(p => p.Id).ShouldBe([truth.Products[2].Id]);
        pos.Closed[shops[1]] = true;
        using var later = new ConformanceReading(pos, time);
        (await later.ReadAsync(PosStream.Products)).ById<Product>()[truth.Products[3].Id].Available.ShouldBeFalse();
    }

    [Theory]
    [InlineData("API_ERROR", typeof(RetryLaterException))]
    [InlineData("RATE_LIMIT_ERROR", typeof(RetryLaterException))]
    [InlineData("AUTHENTICATION_ERROR", typeof(ReauthoriseException))]
    [InlineData("SOMETHING_NEW", typeof(ConnectorBugException))]
    public async Task Given_an_error_within_a_success_When_a_stream_is_read_Then_it_is_no_empty_page(string category, Type error)
    {
        await using var pos = await OpenAsync(PosTruth.Generate(Plan));
        pos.ErrorWithin = category;
        using var reading = new ConformanceReading(pos, time);

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeOfType(error);
        read.Pages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_an_API_version_that_is_none_When_a_stream_is_read_Then_the_owner_is_sent_to_that_setting()
    {
        await using var pos = await OpenAsync(PosTruth.Generate(Plan));
        pos.Settings = pos.SettingsWith(("apiVersion", "newest"));
        using var reading = new ConformanceReading(pos, time);

        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeOfType<FixSettingsException>().Setting.ShouldBe("apiVersion");
    }

    [Fact]
    public async Task Given_throttling_When_all_is_read_Then_it_is_waited_for_and_nothing_is_lost()
    {
        var quick = new FakeTime(Start, autoAdvance: true);
        var truth = PosTruth.Generate(Plan with { Customers = 200 });
        await using var pos = await FakeSquare.StartAsync(truth, new FakePosOptions { Time = quick, PageSize = 5, Throttles = true });
        using var reading = new ConformanceReading(pos, quick);

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeNull();
        Expectation.Compare(PosStream.Customers, read, truth);
    }

    [Fact]
    public async Task Given_chosen_locations_When_orders_and_stock_are_read_Then_only_theirs_come_and_an_unknown_one_is_named()
    {
        var truth = PosTruth.Generate(Plan);
        await using var pos = await OpenAsync(truth);
        pos.Settings = pos.SettingsWith(("locationIds", " L1001 "), ("loyalty", "off"));
        using var reading = new ConformanceReading(pos, time);

        (await reading.ReadAsync(PosStream.Orders)).ById<Order>().Values.ShouldAllBe(o => o.LocationId == "L1001");
        (await reading.ReadAsync(PosStream.Inventory)).ById<InventoryLevel>().Values.ShouldAllBe(l => l.LocationId == "L1001");

        pos.Settings = pos.SettingsWith(("locationIds", "NOWHERE"));
        using var wrong = new ConformanceReading(pos, time);
        (await wrong.ReadAsync(PosStream.Orders)).Error.ShouldBeOfType<FixSettingsException>().Setting.ShouldBe("locationIds");
    }

    [SkippableFact]
    public async Task Given_the_published_contract_When_everything_is_read_Then_requests_and_the_fakes_answers_are_as_it_says()
    {
        var contract = new SquareContract(Require.Shared("contracts/square.openapi.json"));
        var truth = PosTruth.Generate(Plan);
        truth.Orders[0] = truth.Orders[0] with { Status = TruthStatus.Completed, ServiceCharge = 10, Rounding = -2, Total = truth.Orders[0].Total + 8, Refunded = 5 };
        truth.Orders[1] = truth.Orders[1] with { Status = TruthStatus.Completed, Refunded = truth.Orders[1].Total };
        await using var pos = await OpenAsync(truth, 10);
        pos.Settings = pos.SettingsWith();
        pos.Points[truth.Customers[0].Id] = 120;
        using var reading = new ConformanceReading(pos, time);
        pos.ExpireTokens();
        (await reading.Connector.CheckAsync(reading.Context, CancellationToken.None)).Ok.ShouldBeTrue();
        foreach (var stream in reading.Connector.Descriptor.Streams)
        {
            var read = await reading.ReadAsync(stream.Stream);
            read.Error.ShouldBeNull();
            (await reading.ReadAsync(stream.Stream, read.End!.Cursor)).Error.ShouldBeNull();
        }

        pos.Answers.SelectMany(a => contract.OfAnswer(a.Path == "/v2/locations" ? "GET" : "POST", a.Path, a.Body)).Distinct().ShouldBe([]);
        pos.Requests.Where(r => r.Method == "POST" && r.Path != "/oauth2/token/status")
            .SelectMany(r => contract.OfRequest(r.Method, r.Path, r.Body)).Distinct().ShouldBe([]);
    }

    [SkippableFact]
    public async Task Given_the_published_contract_When_a_topic_is_used_Then_the_permission_that_it_needs_is_asked_for()
    {
        var contract = new SquareContract(Require.Shared("contracts/square.openapi.json"));
        await using var pos = await OpenAsync(PosTruth.Generate(Plan));
        pos.Settings = pos.SettingsWith(("webhookKey", "key"));
        using var reading = new ConformanceReading(pos, time);

        var used = contract.Topics().Where(t => Uses(reading, t.Topic, t.Example)).ToList();

        used.Select(t => t.Topic).ShouldContain("payment.created");
        used.Count.ShouldBeGreaterThanOrEqualTo(17);
        used.SelectMany(t => t.Scopes).Distinct().ShouldBeSubsetOf(reading.Connector.Descriptor.Scopes);
    }

    [Fact]
    public async Task Given_no_permission_for_payments_When_the_connection_is_checked_Then_the_owner_learns_what_it_costs()
    {
        await using var pos = await OpenAsync(PosTruth.Generate(Plan));
        using var reading = new ConformanceReading(pos, time);
        (await reading.Connector.CheckAsync(reading.Context, CancellationToken.None)).Verdicts.Single(v => v.What == "payments").Message.ShouldContain("allowed");
        pos.Scopes.Remove("PAYMENTS_READ");

        var check = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);

        check.Ok.ShouldBeTrue();
        check.Verdicts.Single(v => v.What == "payments").Message.ShouldContain("PAYMENTS_READ");
    }

    private bool Uses(ConformanceReading reading, string topic, JsonObject example)
    {
        var hook = FakeWebhooks.Square(topic, example["data"]!.DeepClone().AsObject(), new FakeWebhookSender("https://x/y", "key", time.GetUtcNow()), "e1");
        return !((IWebhookConnector)reading.Connector).Read(new WebhookDelivery("https://x/y", hook.Headers, hook.Body, time.GetUtcNow()), reading.Context.Settings).IsEmpty;
    }

    private Task<FakeSquare> OpenAsync(PosTruth truth, int? pageSize = null) =>
        FakeSquare.StartAsync(truth, new FakePosOptions { Time = time, PageSize = pageSize });
}
