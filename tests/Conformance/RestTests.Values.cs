using System.Text;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.GenericRest;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What the values of a POS that nobody knows mean.</summary>
public sealed partial class RestTests
{
    private const string Once = """{ "kind": "none" }""";

    [Theory]
    [InlineData("yyyy-MM-ddTHH:mm:ssZ")]
    [InlineData("yyyy-MM-ddTHH:mm:ss'Z'")]
    [InlineData("yyyy-MM-ddTHH:mm:ss\\\\Z")]
    public async Task Given_a_pattern_that_ends_in_Z_When_times_are_read_and_changes_asked_for_Then_they_are_UTC(string pattern)
    {
        await using var pos = await FakeServer.StartAsync((_, _) => Answer("""{ "data": [{ "id": 1, "at": "2026-07-01T10:00:00Z" }] }"""));
        var definition = Customers(pos, Once, more: $$""", "dates": { "format": "custom", "pattern": "{{pattern}}", "timeZone": "Asia/Tokyo" }, "since": { "parameter": "since" }""");

        var read = await ReadAsync(definition, PosStream.Customers, "v1|2026-11-20T08:00:00Z");

        read.ById<Customer>()["1"].CreatedAt.ShouldBe(new DateTimeOffset(2026, 7, 1, 10, 0, 0, TimeSpan.Zero));
        Uri.UnescapeDataString(pos.Requests.Single().Query).ShouldBe("?since=2026-11-20T08:00:00Z");
    }

    [Theory]
    [InlineData(""" "format": "custom", "pattern": "dd.MM.yyyy HH:mm" """, "20.11.2026 17:00")]
    [InlineData(""" "timeZone": "UTC" """, "2026-11-20 08:00")]
    [InlineData(""" "format": "unixSeconds" """, "1795161600")]
    public async Task Given_changes_that_are_asked_for_in_another_form_When_asking_Then_what_is_not_said_is_as_for_the_dates(string since, string asked)
    {
        await using var pos = await FakeServer.StartAsync((_, _) => Answer("""{ "data": [] }"""));
        var definition = Customers(pos, Once, more:
            $$""", "dates": { "format": "custom", "pattern": "yyyy-MM-dd HH:mm", "timeZone": "Asia/Tokyo" }, "since": { "parameter": "since", {{since}} }""");

        await ReadAsync(definition, PosStream.Customers, "v1|2026-11-20T08:00:00Z");

        Uri.UnescapeDataString(pos.Requests.Single().Query).ShouldBe("?since=" + asked);
    }

    [Fact]
    public async Task Given_texts_that_are_none_and_amounts_beyond_any_When_reading_Then_those_records_are_named_and_the_rest_goes_in()
    {
        // Byte by byte: \u00ff stands for a byte that no UTF-8 has.
        var body = Encoding.Latin1.GetBytes("""
            { "data": [
              { "id": 1, "at": "2026-11-01", "total": 5, "buyer": "\ud800" },
              { "id": 2, "at": "2026-11-01", "total": 5, "buyer": "caf_" },
              { "id": 3, "at": "2026-11-01", "total": 5, "items": [{ "count": 1e9, "each": 1e9 }] },
              { "id": "\ud800", "at": "2026-11-01", "total": 5 },
              { "id": 5, "at": "2026-11-01", "total": 5, "buyer": "Ren\u00e9e" },
              { "id": 6, "at": "2026-11-01", "total": "12,50" },
              { "id": 7, "at": "2026-11-01", "total": "1,234" },
              { "id": 8, "at": "2026-11-01", "total": "1,234.50" }
            ] }
            """.Replace('_', (char)0xff));
        await using var pos = await FakeServer.StartAsync((_, _) => new FakeAnswer(200, body));
        var definition = $$"""
            { "baseUrl": "{{pos.Url}}", "streams": { "orders": { "path": "/o", "records": "data",
              "fields": { "id": "id", "createdAt": "at", "total": "total", "buyerName": "buyer", "lines": "items" }, "lines": { "quantity": "count", "unitPrice": "each" } } } }
            """;

        var read = await ReadAsync(definition, PosStream.Orders);

        read.Error.ShouldBeNull();
        read.ById<Order>().Values.Select(o => (o.Id, o.Total.Major)).ShouldBe([("5", 5m), ("8", 1234.50m)]);
        read.Pages.SelectMany(p => p.Rejected).Select(r => $"{r.Id}: {r.Reason}").ShouldBe(
            ["1: unreadable", "2: unreadable", "3: unreadable", "row 4 of a page: unreadable", "6: bad total", "7: bad total"]);
        read.End!.Coverage.ShouldBe(CoverageKind.Changes, "one has no id");
    }

    [Theory]
    [InlineData("", "nothing at all")]
    [InlineData("<!doctype html><html></html>", "a web page")]
    [InlineData("OK", "no JSON")]
    [InlineData("""{ "data": [] } {}""", "no JSON")]
    [InlineData("deep", "64 levels")]
    public async Task Given_an_answer_that_is_no_JSON_When_reading_Then_the_owner_is_told_what_it_is_at_once(string body, string words)
    {
        var text = body == "deep" ? new string('[', 70) + new string(']', 70) : body;
        await using var pos = await FakeServer.StartAsync((_, _) => Answer(text));

        var read = await ReadAsync(Customers(pos, Once), PosStream.Customers);

        read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain(words);
        pos.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_byte_order_mark_or_an_answer_without_content_When_reading_Then_they_are_a_list_and_an_empty_one()
    {
        await using var marked = await FakeServer.StartAsync((_, _) => Answer("\uFEFF{ \"data\": [{ \"id\": 1 }] }"));
        await using var empty = await FakeServer.StartAsync((_, _) => new FakeAnswer(204, []));

        (await ReadAsync(Customers(marked, Once), PosStream.Customers)).ById<Customer>().Keys.ShouldBe(["1"]);
        var none = await ReadAsync(Customers(empty, Once), PosStream.Customers);

        none.Error.ShouldBeNull();
        none.ById<Customer>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_token_with_a_line_break_When_checked_and_read_Then_the_owner_is_told_in_our_words()
    {
        await using var pos = await FakeServer.StartAsync((_, _) => Answer("""{ "access_token": "a\nb" }"""));
        var definition = Customers(pos, Once).Replace("\"streams\"", """ "auth": { "kind": "clientCredentials", "tokenUrl": "/token" }, "streams" """, StringComparison.Ordinal);
        var settings = new Dictionary<string, string> { ["definition"] = definition, ["clientId"] = "shop", ["clientSecret"] = "s" };
        using var reading = new ConformanceReading(new Dressed(settings, truth), time);

        var check = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
        var read = await reading.ReadAsync(PosStream.Customers);

        check.Verdicts.Single().Message.ShouldContain("line break");
        read.Error.ShouldBeOfType<ReauthoriseException>().OwnerMessage.ShouldContain("line break");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Given_an_answer_that_is_called_compressed_and_is_not_When_reading_Then_the_owner_is_told_and_it_is_tried_again_later(string encoding)
    {
        await using var pos = await FakeServer.StartAsync((_, _) => Answer("""{ "data": [] }""") with { Headers = new Dictionary<string, string> { ["Content-Encoding"] = encoding } });

        var read = await ReadAsync(Customers(pos, Once), PosStream.Customers);

        read.Error.ShouldBeOfType<RetryLaterException>().OwnerMessage.ShouldBe("The POS calls its answers compressed, but they cannot be unpacked. Sync will try again later; nothing was lost.");
    }

    [Theory]
    [InlineData("""{ "data": [], "total": "\ud800" }""")]
    [InlineData("""{ "data": [], "next": "\ud800" }""")]
    public async Task Given_a_total_or_a_cursor_that_is_no_text_When_reading_Then_the_stream_alone_ends(string answer)
    {
        await using var pos = await FakeServer.StartAsync((_, _) => Answer(answer));

        (await ReadAsync(Customers(pos, """{ "kind": "cursor", "parameter": "after", "next": "next", "total": "total" }"""), PosStream.Customers))
            .Error.ShouldBeOfType<RestartPagingException>();
    }

    [Fact]
    public async Task Given_errors_told_in_bytes_that_are_no_text_When_reading_Then_they_mean_what_their_status_says()
    {
        var answers = new Queue<FakeAnswer>([Garbled(503), Answer("""{ "data": [{ "id": 1 }] }"""), Garbled(401)]);
        await using var pos = await FakeServer.StartAsync((_, _) => answers.Dequeue());

        var busy = await ReadAsync(Customers(pos, Once), PosStream.Customers);
        var refused = await ReadAsync(Customers(pos, Once), PosStream.Customers);

        busy.ById<Customer>().Keys.ShouldBe(["1"]);
        refused.Error.ShouldBeOfType<ReauthoriseException>();

        static FakeAnswer Garbled(int status) => new(status, Encoding.Latin1.GetBytes("{ \"message\": \"caf\u00e9\" }"));
    }

    [Theory]
    [InlineData("iso", "\"\"")]
    [InlineData("iso", "\" \"")]
    [InlineData("unixSeconds", "0")]
    [InlineData("unixMilliseconds", "\"0\"")]
    public async Task Given_a_customer_whose_date_is_blank_When_read_Then_it_goes_in_without_one(string format, string at)
    {
        await using var pos = await FakeServer.StartAsync((_, _) => Answer($$"""{ "data": [{ "id": 1, "at": {{at}} }, { "id": 2, "at": {} }] }"""));

        var read = await ReadAsync(Customers(pos, Once, more: $$""", "dates": { "format": "{{format}}" }"""), PosStream.Customers);

        read.ById<Customer>().Values.Select(c => (c.Id, c.CreatedAt)).ShouldBe([("1", null)]);
        read.Pages[0].Rejected.Single().Reason.ShouldBe("bad date");
    }

    [Fact]
    public async Task Given_a_stored_definition_that_names_a_zone_by_an_abbreviation_When_reading_Then_it_is_still_read()
    {
        await using var pos = await FakeServer.StartAsync((_, _) => Answer("""{ "data": [{ "id": 1, "at": "2026-07-01 10:00" }] }"""));

        var read = await ReadAsync(Customers(pos, Once, more: """, "dates": { "timeZone": "EST" }"""), PosStream.Customers);

        read.ById<Customer>()["1"].CreatedAt.ShouldBe(new DateTimeOffset(2026, 7, 1, 15, 0, 0, TimeSpan.Zero));
    }
}
