using System.Text;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.GenericRest;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What is special to a POS described by settings.</summary>
public sealed partial class RestTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start, autoAdvance: true);
    private readonly PosTruth truth = PosTruth.Generate(new TruthPlan { Now = Start });

    public static TheoryData<RestStyle> Styles => [.. Enum.GetValues<RestStyle>()];

    public static TheoryData<RestAuth> Auths => [.. Enum.GetValues<RestAuth>()];

    [Theory]
    [MemberData(nameof(Auths))]
    public async Task Given_each_kind_of_signing_When_a_connection_is_checked_Then_it_works_and_the_definition_holds_no_secret(RestAuth auth)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Page, auth);
        using var reading = new ConformanceReading(pos, time);

        var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);

        report.Verdicts.ShouldAllBe(v => v.Ok);
        report.Verdicts.Select(v => v.What).ShouldBe(["credentials", "customers", "orders", "products", "inventory"]);
        report.Verdicts[1].Message.ShouldContain("250");
        pos.Settings["definition"].ShouldNotContain(FakeRestPos.Secret);
    }

    [Fact]
    public async Task Given_a_missing_or_wrong_secret_When_a_connection_is_checked_Then_the_verdict_is_about_the_credentials()
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Page, RestAuth.Header);

        var missing = await CheckAsync(pos, s => s.Remove("apiKey"));
        var wrong = await CheckAsync(pos, s => s["apiKey"] = "other");

        missing.Verdicts.Single().Message.ShouldContain("'apiKey'");
        wrong.Verdicts.Single().What.ShouldBe("credentials");
        wrong.Verdicts.Single().Message.ShouldNotContain("other");
    }

    [Fact]
    public async Task Given_one_stream_without_permission_When_a_connection_is_checked_Then_that_one_says_so_and_the_others_work()
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Cursor);
        pos.Forbidden = "/api/customers";
        using var reading = new ConformanceReading(pos, time);

        var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
        var read = await reading.ReadAsync(PosStream.Customers);

        report.Verdicts.Where(v => !v.Ok).Select(v => v.What).ShouldBe(["customers"]);
        read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("/api/customers");
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Given_parts_that_do_not_add_up_When_the_order_is_read_Then_its_total_stands_and_the_rest_shows(RestStyle style)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), style);
        using var reading = new ConformanceReading(pos, time);
        var sale = truth.Orders[0];
        truth.Orders[0] = sale with { Status = TruthStatus.Completed, Subtotal = 1000, Discount = 100, ServiceCharge = 0, Tax = 80, Tip = 0, Rounding = 0, Total = 1230, Refunded = 0 };

        var order = (await reading.ReadAsync(PosStream.Orders)).ById<Order>()[sale.Id];

        (order.Subtotal.Minor, order.Discount.Minor, order.Tax.Minor, order.Total.Minor, order.Unbalanced.Minor).ShouldBe((1000, 100, 80, 1230, 250));
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Given_a_token_that_ends_while_paging_When_reading_Then_another_is_had_and_a_revoked_grant_is_told(RestStyle style)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), style);
        using var reading = new ConformanceReading(pos, time);
        pos.Faults.Add(new Fault { Path = "/customers", Kind = FaultKind.Before, Skip = 2, Times = 1, Before = pos.ExpireTokens });

        var read = await reading.ReadAsync(PosStream.Customers);
        pos.RevokeGrant();
        var revoked = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeNull();
        Expectation.Compare(PosStream.Customers, read, pos);
        pos.Requests.Count(r => r.Path.EndsWith("/token", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2);
        revoked.Error.ShouldBeOfType<ReauthoriseException>();
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Given_changes_since_the_last_read_When_reading_on_Then_they_and_the_deletions_come_and_a_quiet_read_costs_one_request(RestStyle style)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), style);
        using var reading = new ConformanceReading(pos, time);
        var first = await reading.ReadAsync(PosStream.Customers);
        time.Advance(TimeSpan.FromHours(1));
        truth.Customers[7] = truth.Customers[7] with { FirstName = "Ren\u00e9e \"R\" \U0001F600", UpdatedAt = time.GetUtcNow().AddMinutes(-20) };
        truth.Customers[9] = truth.Customers[9] with { Deleted = true, UpdatedAt = time.GetUtcNow().AddMinutes(-10) };

        var second = await reading.ReadAsync(PosStream.Customers, first.End!.Cursor);
        time.Advance(TimeSpan.FromHours(1));
        var before = pos.Requests.Count;
        var third = await reading.ReadAsync(PosStream.Customers, second.End!.Cursor);

        first.End.Coverage.ShouldBe(CoverageKind.Everything);
        second.End.Coverage.ShouldBe(CoverageKind.Changes);
        second.Pages.SelectMany(p => p.Records).Cast<Customer>().Select(c => c.FirstName).ShouldBe([truth.Customers[7].FirstName]);
        second.Pages.SelectMany(p => p.Deleted).ShouldBe([truth.Customers[9].Id]);
        third.Pages.Sum(p => p.Records.Count).ShouldBe(0);
        (pos.Requests.Count - before).ShouldBeLessThanOrEqualTo(2); // one of them for a token where the old one ended
        pos.Requests.Skip(before).Count(r => r.Path.EndsWith("/customers", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Given_a_kill_after_any_page_When_taken_up_from_its_checkpoint_Then_nothing_is_missing_and_the_cursor_is_the_same(RestStyle style)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), style);
        using var whole = new ConformanceReading(pos, time);
        var all = await whole.ReadAsync(PosStream.Orders);

        for (var pages = 1; pages < all.Pages.Count; pages++)
        {
            using var reading = new ConformanceReading(pos, time);
            var begun = await reading.ReadAsync(PosStream.Orders, stopAfterPages: pages);
            var before = pos.Requests.Count(r => r.Path.EndsWith("/orders", StringComparison.Ordinal));
            var rest = await reading.ReadAsync(PosStream.Orders, begun.Pages[^1].Checkpoint.ShouldNotBeNull());
            var asked = pos.Requests.Count(r => r.Path.EndsWith("/orders", StringComparison.Ordinal)) - before;

            rest.Error.ShouldBeNull();
            rest.End!.Cursor.ShouldBe(all.End!.Cursor);
            rest.End.Coverage.ShouldBe(CoverageKind.Changes);
            asked.ShouldBeLessThanOrEqualTo(all.Pages.Count - pages + 1);
            begun.Pages.AddRange(rest.Pages);
            Expectation.Compare(PosStream.Orders, begun, pos);
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public async Task Given_records_that_leave_and_come_while_paging_When_reading_Then_none_is_missed_and_nothing_untrue_is_concluded(RestStyle style)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), style);
        using var reading = new ConformanceReading(pos, time);
        var customers = truth.Customers.Snapshot();
        var first = customers.OrderBy(c => c.UpdatedAt).First();
        pos.Faults.Add(new Fault
        {
            Path = "/customers",
            Kind = FaultKind.Before,
            Skip = 3,
            Times = 1,
            Before = () =>
            {
                truth.Customers.Remove(first);
                truth.Customers.Remove(customers[0]);
                // Where as many come as leave, numbered pages cannot show it.
                if (style == RestStyle.Page) return;
                truth.Customers.Add(customers[1] with { Id = "C1000a", CreatedAt = Start, UpdatedAt = Start });
                truth.Customers.Add(customers[2] with { Id = "Z1", CreatedAt = Start.AddDays(-59), UpdatedAt = Start });
            },
        });
        truth.Customers[20] = truth.Customers[20] with { UpdatedAt = Start }; // equal stamps

        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeNull();
        var ids = read.ById<Customer>().Keys;
        customers.Select(c => c.Id).Except([first.Id, customers[0].Id]).Except(ids).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_more_equal_times_than_a_page_holds_and_a_cursor_from_the_future_When_reading_Then_none_is_lost()
    {
        for (var i = 0; i < truth.Customers.Count; i++) truth.Customers[i] = truth.Customers[i] with { CreatedAt = Start, UpdatedAt = Start.AddMinutes(-1) };
        foreach (var style in Enum.GetValues<RestStyle>())
        {
            await using var pos = await FakeRestPos.StartAsync(truth, Options(), style);
            using var reading = new ConformanceReading(pos, time);

            var read = await reading.ReadAsync(PosStream.Customers, "v1|2031-01-01T00:00:00Z");

            read.Error.ShouldBeNull();
            Expectation.Compare(PosStream.Customers, read, pos);
            read.End!.Cursor!.ShouldStartWith("v1|2026-11-20T11:55:00.0000000Z|");
        }
    }

    [Fact]
    public async Task Given_a_next_link_to_another_host_When_reading_Then_it_is_refused_and_nothing_is_sent_there()
    {
        await using var other = await FakeServer.StartAsync((_, _) => new FakeAnswer(200, "{}"u8.ToArray()));
        await using var pos = await FakeServer.StartAsync((_, _) => Answer($$"""{ "items": [{ "id": 1 }], "links": { "next": "{{other.Url}}/api/customers" } }"""));

        var read = await ReadAsync(RestDefinitions.Of(RestStyle.NextLink, RestAuth.None, pos.Url), PosStream.Customers);

        read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("another host");
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_private_host_that_nobody_allowed_When_a_connection_is_checked_Then_the_owner_is_told()
    {
        foreach (var (address, words) in new[] { ("https://localhost:9", "public internet"), ("http://pos.example", "https://"), ("https://[::1]", "public internet") })
        {
            var read = await ReadAsync(RestDefinitions.Of(RestStyle.Page, RestAuth.None, address), PosStream.Orders);

            read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain(words);
        }
    }

    [Fact]
    public async Task Given_an_answer_that_is_too_large_or_no_JSON_or_circles_When_reading_Then_it_is_told_and_nothing_is_concluded()
    {
        await using var large = await FakeServer.StartAsync((_, _) => new FakeAnswer(200, Encoding.UTF8.GetBytes(new string(' ', 17 << 20) + """{"data":[]}""")));
        await using var lost = await FakeServer.StartAsync((_, _) => Answer("""{"error":"echo s3cret"}"""));
        await using var circling = await FakeServer.StartAsync((_, _) => Answer("""{"data":[{"id":1},{"id":2}],"meta":{"total":9}}"""));
        await using var few = await FakeServer.StartAsync((r, _) => Answer(r.Query["page"] == "1" ? """{"data":[{"id":1}],"meta":{"total":9}}""" : """{"data":[],"meta":{"total":9}}"""));

        (await Definition(large)).Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("too much");
        (await Definition(lost)).Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("streams.customers.records");
        (await Definition(circling)).Error.ShouldBeOfType<RestartPagingException>();
        (await Definition(few)).Error.ShouldBeOfType<RestartPagingException>();

        Task<ReadOutcome> Definition(FakeServer server) => ReadAsync(RestDefinitions.Of(RestStyle.Page, RestAuth.None, server.Url), PosStream.Customers);
    }

    [Fact]
    public async Task Given_odd_orders_When_they_are_read_Then_the_good_go_in_and_each_bad_one_is_named()
    {
        await using var pos = await FakeServer.StartAsync((r, _) => Answer(r.Query["offset"] == "8" ? """[{"id":9,"deleted":true}]""" : """
            [
              {"id":1,"created":1795000000000,"state":"PAID","currency":"USD","gross":1250,"items":null},
              {"id":"2/ü","created":1795000000000,"state":"melting","gross":"500","items":[{"article":{"id":7},"count":-2,"each":250}]},
              {"id":3,"created":1795000000000,"state":"PAID","currency":"EUR","gross":1},
              {"id":4,"created":1795000000000,"state":"PAID","gross":12.5},
              {"id":5,"created":"yesterday","state":"PAID","gross":1},
              {"created":1795000000000,"gross":1},
              {"id":7,"created":1795000000000,"state":"PAID","gross":1000,"returned":-400},
              {"id":8,"created":1795000000000,"state":"PAID"},
              {"id":9,"deleted":true}
            ]
            """));

        var read = await ReadAsync(RestDefinitions.Of(RestStyle.Offset, RestAuth.None, pos.Url), PosStream.Orders);
        var orders = read.ById<Order>();

        read.Error.ShouldBeNull();
        orders.Keys.Order().ShouldBe(["1", "2/ü", "7"]);
        orders["1"].Subtotal.Minor.ShouldBe(1250);
        orders["2/ü"].Status.ShouldBe(OrderStatus.Open);
        orders["2/ü"].Lines.Single().Total.Minor.ShouldBe(-500);
        orders["7"].Status.ShouldBe(OrderStatus.PartiallyRefunded);
        orders["7"].Refunded.Minor.ShouldBe(400);
        read.Pages.SelectMany(p => p.Rejected).Select(r => $"{r.Id}: {r.Reason}").ShouldBe(
            ["3: other currency", "4: bad total", "5: bad date", "row 6 of a page: no id", "8: no total"]);
        read.Pages.SelectMany(p => p.Deleted).ShouldBe(["9"]);
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
        read.End.Warnings.ShouldContain(w => w.Contains("melting"));
    }

    [Theory]
    [InlineData("JPY")]
    [InlineData("KWD")]
    public async Task Given_a_currency_of_no_or_three_decimals_When_amounts_are_read_Then_they_are_exact(string currency)
    {
        var shop = PosTruth.Generate(new TruthPlan { Now = Start, Currency = currency, Orders = 40 });
        foreach (var style in Enum.GetValues<RestStyle>())
        {
            await using var pos = await FakeRestPos.StartAsync(shop, Options(), style);
            using var reading = new ConformanceReading(pos, time);

            Expectation.Compare(PosStream.Orders, await reading.ReadAsync(PosStream.Orders), pos);
        }
    }

    [Theory]
    [InlineData("""{"kolor":1}""", "$.kolor")]
    [InlineData("""{"baseUrl":"https://a.example?key=1"}""", "$.baseUrl")]
    [InlineData("""{"baseUrl":"https://u:p@a.example"}""", "$.baseUrl")]
    [InlineData("""{"headers":{"Authorization":"Bearer x"}}""", "$.headers.Authorization")]
    [InlineData("""{"headers":{"Host":"x"}}""", "$.headers.Host")]
    [InlineData("""{"headers":{"":"x"}}""", "$.headers[''] is no header")]
    [InlineData("""{"headers":{" ":"x"}}""", "$.headers.  is no header")]
    [InlineData("""{"headers":{"X:Y":"x"}}""", "$.headers.X:Y is no header")]
    [InlineData("""{"headers":{"X\u0001":"x"}}""", "is no header")]
    [InlineData("""{"headers":{"Schlüssel":"x"}}""", "$.headers.Schlüssel is no header")]
    [InlineData("""{"headers":{"Content-Language":"de"}}""", "$.headers.Content-Language is no header")]
    [InlineData("""{"headers":{"X":"a\nb"}}""", "$.headers.X must be a text that a header can hold")]
    [InlineData("""{"headers":{"X":"é"}}""", "$.headers.X must be a text that a header can hold")]
    [InlineData("""{"auth":{"kind":"header","header":"Expires"}}""", "$.auth.header is no header")]
    [InlineData("""{"auth":{"kind":"header","header":""}}""", "$.auth.header")]
    [InlineData("""{"auth":{"kind":"magic"}}""", "$.auth.kind")]
    [InlineData("""{"auth":{"kind":"bearer","token":"x"}}""", "$.auth.token")]
    [InlineData("""{"auth":{"kind":"header"}}""", "$.auth lacks 'header'")]
    [InlineData("""{"rate":{"inFlight":100}}""", "$.rate.inFlight")]
    [InlineData("""{"rate":{"perSecond":0.000001}}""", "$.rate.perSecond")]
    [InlineData("""{"dates":{"format":"custom","pattern":"HH:mm"}}""", "$.dates.pattern")]
    [InlineData("""{"dates":{"format":"custom","pattern":"dd/MM/yyyy hh:mm"}}""", "$.dates.pattern")]
    [InlineData("""{"dates":{"timeZone":"Mars/Base"}}""", "$.dates.timeZone")]
    [InlineData("""{"dates":{"timeZone":"EST"}}""", "$.dates.timeZone")]
    [InlineData("""{"streams":{"orders":{"constants":{"timeZone":"Mars/Base"}}}}""", "$.streams.orders.constants.timeZone")]
    [InlineData("""{"streams":{}}""", "$.streams")]
    [InlineData("""{"streams":{"sales":{}}}""", "$.streams.sales")]
    [InlineData("""{"streams":{"customers":{"path":"customers"}}}""", "$.streams.customers.path")]
    [InlineData("""{"streams":{"customers":{"path":"//evil.example/x"}}}""", "$.streams.customers.path")]
    [InlineData("""{"streams":{"customers":{"path":"/../x"}}}""", "$.streams.customers.path")]
    [InlineData("""{"streams":{"customers":{"records":"$..x"}}}""", "$.streams.customers.records")]
    [InlineData("""{"streams":{"customers":{"records":"$.x[?(@.a)]"}}}""", "$.streams.customers.records")]
    [InlineData("""{"streams":{"customers":{"fields":{"emial":"x"}}}}""", "$.streams.customers.fields.emial")]
    [InlineData("""{"streams":{"customers":{"paging":{"kind":"page"}}}}""", "$.streams.customers.paging lacks 'parameter'")]
    [InlineData("""{"streams":{"orders":{"statuses":{"X":"gone"}}}}""", "$.streams.orders.statuses.X")]
    [InlineData("""{"streams":{"orders":{"since":{"parameter":"s","overlapSeconds":0}}}}""", "$.streams.orders.since.overlapSeconds")]
    [InlineData("""{"streams":{"customers":{"statuses":{}}}}""", "$.streams.customers.statuses")]
    public async Task Given_a_definition_that_is_wrong_When_a_connection_is_checked_Then_the_path_in_the_document_is_named(string change, string path)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Page, RestAuth.None);
        var document = JsonNode.Parse(pos.Settings["definition"], documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!.AsObject();
        Merge(document, JsonNode.Parse(change)!.AsObject());

        var report = await CheckAsync(pos, s => s["definition"] = document.ToJsonString());

        report.Verdicts.Single().What.ShouldBe("definition");
        report.Verdicts.Single().Message.ShouldContain(path);
        pos.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(RestAuth.Header, "apiKey")]
    [InlineData(RestAuth.Bearer, "token")]
    public async Task Given_a_secret_that_no_header_can_hold_When_a_connection_is_checked_Then_that_one_is_named(RestAuth auth, string name)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Page, auth);

        var verdict = (await CheckAsync(pos, s => s[name] = "clé")).Verdicts.Single();

        verdict.Message.ShouldContain($"'{name}' holds a sign that no header can hold");
        pos.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{", "is no JSON (line 1, byte 2).")]
    [InlineData("{\n  x", "is no JSON (line 2, byte 3).")]
    [InlineData("[]", "must be an object")]
    [InlineData("""{"name":"\ud800","streams":{}}""", "no text")]
    [InlineData("""{"streams":{},"streams":{}}""", "is no JSON: a name stands twice in it.")]
    public async Task Given_a_text_that_is_no_definition_When_a_connection_is_checked_Then_that_is_said(string text, string words)
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Page, RestAuth.None);

        (await CheckAsync(pos, s => s["definition"] = text)).Verdicts.Single().Message.ShouldContain(words);
    }

    [Fact]
    public async Task Given_the_example_of_the_documentation_When_it_is_read_Then_it_is_right()
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Page, RestAuth.None);
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "generic-rest.md"));
        var example = page.Split("```json")[1].Split("```")[0];

        var verdict = (await CheckAsync(pos, s => s["definition"] = example)).Verdicts.Single();

        verdict.What.ShouldBe("credentials", verdict.Message);
        verdict.Message.ShouldContain("'apiKey'");
    }

    [Fact]
    public async Task Given_wall_clock_times_and_the_hour_that_comes_twice_When_changes_are_asked_for_Then_from_before_that_hour_on()
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.NextLink);
        using var reading = new ConformanceReading(pos, time);

        // 02:30 in Berlin, for the first time, and then 02:30 once more.
        await reading.ReadAsync(PosStream.Inventory, "v1|2026-10-25T00:30:00Z");
        await reading.ReadAsync(PosStream.Inventory, "v1|2026-10-25T01:30:00Z");
        await reading.ReadAsync(PosStream.Inventory, "v1|2026-10-25T02:30:00Z");

        pos.Requests.Where(r => r.Path == "/api/stock").Select(r => Uri.UnescapeDataString(r.Query)).Where(q => !q.Contains("before")).ShouldBe(
            ["?since=25.10.2026 01:30:00&limit=100", "?since=25.10.2026 01:30:00&limit=100", "?since=25.10.2026 03:30:00&limit=100"]);
    }

    [Fact]
    public async Task Given_days_of_history_When_orders_are_first_read_Then_only_those_are_asked_for_and_nothing_is_concluded_of_the_others()
    {
        await using var pos = await FakeRestPos.StartAsync(truth, Options(), RestStyle.Cursor);
        using var reading = new ConformanceReading(new Dressed(pos.Settings.Append(new("historyDays", "10")).ToDictionary(), truth), time);

        var read = await reading.ReadAsync(PosStream.Orders);

        read.ById<Order>().Count.ShouldBe(truth.Orders.Count(o => o.UpdatedAt >= Start.AddDays(-10)));
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
    }

    [Fact]
    public async Task Given_a_definition_with_some_streams_When_another_is_read_Then_it_ends_with_nothing_and_asks_nothing()
    {
        await using var pos = await FakeServer.StartAsync((_, _) => Answer("""{"data":[{"id":"a"}]}"""));
        const string Streams = """{ "customers": { "path": "/c", "records": "data", "fields": { "id": "id" } } }""";
        var definition = $$"""{ "baseUrl": "{{pos.Url}}", "streams": {{Streams}} }""";

        var orders = await ReadAsync(definition, PosStream.Orders);
        var customers = await ReadAsync(definition, PosStream.Customers);

        orders.End.ShouldBe(new StreamEnd(null, CoverageKind.Changes) { NotOffered = true }, "nothing can be concluded");
        customers.End!.Coverage.ShouldBe(CoverageKind.Everything);
        customers.End.Cursor.ShouldBeNull();
        customers.ById<Customer>().Keys.ShouldBe(["a"]);
        pos.Requests.Count.ShouldBe(1);
    }

    private static void Merge(JsonObject into, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            // What has parts of its own is merged; what stands for the whole, such as other ways to sign, takes its place.
            if (value is JsonObject { Count: > 0 } inner && into[name] is JsonObject old && name is not ("auth" or "paging" or "dates" or "since")) Merge(old, inner);
            else into[name] = value?.DeepClone();
        }
    }

    private static FakeAnswer Answer(string json) => new(200, Encoding.UTF8.GetBytes(json));

    private FakePosOptions Options() => new() { PageSize = 50, Time = time };

    private async Task<CheckReport> CheckAsync(FakeRestPos pos, Action<Dictionary<string, string>> change)
    {
        var settings = pos.Settings.ToDictionary();
        change(settings);
        using var reading = new ConformanceReading(new Dressed(settings, truth), time);
        return await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
    }

    private async Task<ReadOutcome> ReadAsync(string definition, PosStream stream, string? cursor = null)
    {
        using var reading = new ConformanceReading(new Dressed(new Dictionary<string, string> { ["definition"] = definition }, truth), time);
        return await reading.ReadAsync(stream, cursor);
    }

    /// <summary>A POS of which only the settings matter.</summary>
    private sealed class Dressed(IReadOnlyDictionary<string, string> settings, PosTruth truth) : IFakePos
    {
        public string ConnectorId => "rest";

        public IReadOnlyDictionary<string, string> Settings => settings;

        public PosTruth Truth => truth;

        public FaultPlan Faults { get; } = new();

        public System.Collections.Concurrent.ConcurrentQueue<SeenRequest> Requests { get; } = new();

        public int MostInFlight => 0;

        public void Forbid(string records) { }

        public void ExpireTokens() { }

        public void RevokeGrant() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
