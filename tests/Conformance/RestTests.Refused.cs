using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What becomes of records that could not be read: they are asked for again, until whoever can mend it has.</summary>
public sealed partial class RestTests
{
    [Fact]
    public async Task Given_orders_that_a_definition_could_not_read_When_it_is_mended_Then_all_are_read_again()
    {
        await using var pos = await FakeServer.StartAsync((_, _) => Answer("""[{ "id": 1, "at": "2026-11-20T08:00:00Z", "grand": 5 }]"""));
        var broken = await ReadAsync(Orders(pos, "total"), PosStream.Orders, "v1|2026-11-20T10:00:00Z");
        var otherBlanks = Orders(pos, "total").Replace(":", " :\n", StringComparison.Ordinal).Replace("http :\n", "http:", StringComparison.Ordinal).Replace("127.0.0.1 :\n", "127.0.0.1:", StringComparison.Ordinal);

        var same = await ReadAsync(otherBlanks, PosStream.Orders, broken.End!.Cursor);
        var mended = await ReadAsync(Orders(pos, "grand"), PosStream.Orders, broken.End.Cursor);

        broken.Pages.Single().Rejected.Single().Reason.ShouldBe("no total");
        same.Error.ShouldBeNull();
        mended.ById<Order>().Keys.ShouldBe(["1"]);
        pos.Requests.Select(r => r.Query.Length > 0).ShouldBe([true, true, false]);
    }

    [Fact]
    public async Task Given_a_read_that_was_cut_short_When_the_definition_is_mended_meanwhile_Then_it_begins_anew()
    {
        await using var pos = await FakeServer.StartAsync((r, _) => Answer(r.Query["page"] == "3" ? "[]" : $$"""[{ "id": {{r.Query["page"]}}, "at": "2026-11-20T08:00:00Z", "grand": 5 }]"""));
        const string Paging = """ "paging": { "kind": "page", "parameter": "page" }, """;
        var broken = await ReadAsync(Orders(pos, "total", Paging), PosStream.Orders);

        var mended = await ReadAsync(Orders(pos, "grand", Paging), PosStream.Orders, broken.Pages[0].Checkpoint.ShouldNotBeNull());

        mended.ById<Order>().Keys.Order().ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Given_a_refused_order_When_reading_on_Then_it_is_asked_for_again_for_three_days_and_one_of_another_currency_is_not()
    {
        var order = """{ "id": 1, "at": "yesterday", "total": 5 }""";
        await using var pos = await FakeServer.StartAsync((_, _) => Answer($"[{order}]"));
        var definition = Orders(pos, "total");

        var read = await ReadAsync(definition, PosStream.Orders, "v1|2026-11-20T10:00:00Z");
        time.Advance(TimeSpan.FromHours(1));
        var again = await ReadAsync(definition, PosStream.Orders, read.End!.Cursor);
        time.Advance(TimeSpan.FromDays(4));
        var late = await ReadAsync(definition, PosStream.Orders, again.End!.Cursor);
        order = """{ "id": 1, "at": "2026-11-20T08:00:00Z", "total": 5, "currency": "EUR" }""";
        var other = await ReadAsync(definition, PosStream.Orders, again.End.Cursor);

        From(read).ShouldBe(new DateTime(2026, 11, 20, 10, 0, 0));
        From(again).ShouldBe(From(read));
        From(late).ShouldBe(new DateTime(2026, 11, 21, 13, 0, 0), "nobody asks for it for ever");
        From(other).ShouldBe(new DateTime(2026, 11, 24, 12, 55, 0), "no mending makes it another currency");
    }

    [Theory]
    [InlineData(-20, "2026-11-20T11:35:00")]
    [InlineData(20, "2026-11-20T11:55:00")]
    public async Task Given_a_POS_whose_clock_is_another_When_reading_Then_changes_are_asked_for_from_before_the_earlier_of_both(int minutes, string from)
    {
        var date = Start.AddMinutes(minutes).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        await using var pos = await FakeServer.StartAsync((_, _) => Answer("[]") with { Headers = new Dictionary<string, string> { ["Date"] = date } });

        var read = await ReadAsync(Orders(pos, "total"), PosStream.Orders);

        From(read).ShouldBe(DateTime.Parse(from, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static DateTime From(ReadOutcome read) => DateTimeOffset.Parse(read.End!.Cursor!.Split('|')[1], System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;

    /// <summary>A definition of orders alone, in one answer unless it says otherwise, that can be asked for by time.</summary>
    private static string Orders(FakeServer pos, string total, string paging = "") => $$"""
        { "baseUrl": "{{pos.Url}}", "streams": { "orders": { "path": "/o", {{paging}} "records": "$", "since": { "parameter": "since" },
          "fields": { "id": "id", "createdAt": "at", "total": "{{total}}", "currency": "currency" } } } }
        """;
}
