using System.Text;
using Microsoft.AspNetCore.Http;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.GenericRest;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What the pages of a POS that nobody knows prove, and where its words lead.</summary>
public sealed partial class RestTests
{
    private const string ByPage = """{ "kind": "page", "parameter": "page", "total": "total", "more": "more" }""";

    [Fact]
    public async Task Given_a_path_of_two_slashes_in_a_next_link_or_a_checkpoint_When_reading_Then_the_credentials_stay_on_the_host()
    {
        await using var other = await FakeServer.StartAsync((_, _) => Answer("""{ "data": [] }"""));
        var elsewhere = new Uri(other.Url).Authority;
        FakeServer? pos = null;
        await using var server = pos = await FakeServer.StartAsync((r, _) => Answer(
            r.Path == "/c" ? $$"""{ "data": [{ "id": 1 }], "next": "{{pos!.Url}}//{{elsewhere}}/x?p=2" }""" : """{ "data": [{ "id": 2 }] }"""));
        var definition = Customers(server, """{ "kind": "nextLink", "next": "next" }""");

        var read = await ReadAsync(definition, PosStream.Customers);
        var taken = await ReadAsync(definition, PosStream.Customers, read.Pages[0].Checkpoint!.Replace(Uri.EscapeDataString("//"), Uri.EscapeDataString("@"), StringComparison.Ordinal));

        read.ById<Customer>().Keys.Order().ShouldBe(["1", "2"]);
        server.Requests.Select(r => r.Path).ShouldBe(["/c", $"//{elsewhere}/x"]);
        taken.Error.ShouldBeOfType<RestartPagingException>().OwnerMessage.ShouldContain("another host");
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_next_link_of_a_query_alone_When_reading_Then_it_is_of_the_path_that_was_asked()
    {
        await using var pos = await FakeServer.StartAsync((r, _) => Answer(
            r.Query["p"].ToString() switch { "" => """{ "data": [{ "id": 1 }], "next": "?p=2" }""", "2" => """{ "data": [{ "id": 2 }], "next": "c?p=3" }""", _ => """{ "data": [{ "id": 3 }] }""" }));

        var read = await ReadAsync(Customers(pos, """{ "kind": "nextLink", "next": "next" }"""), PosStream.Customers);

        read.ById<Customer>().Keys.Order().ShouldBe(["1", "2", "3"]);
        pos.Requests.Select(r => r.Path).ShouldAllBe(p => p == "/c");
    }

    [Theory]
    [InlineData("""{ "kind": "page", "parameter": "page", "total": "total" }""", """{ "data": [{ "id": 1 }, { "id": 2 }], "total": 4 }""")] // ignores the page
    [InlineData("""{ "kind": "page", "parameter": "page", "total": "total" }""", """{ "data": [], "total": 4 }""")]
    [InlineData(ByPage, """{ "data": [{ "id": 1 }, { "id": 2 }], "total": 3, "more": false }""")]
    [InlineData(ByPage, """{ "data": [], "more": true }""")]
    [InlineData("""{ "kind": "offset", "parameter": "offset", "more": "more" }""", """{ "data": [], "more": true }""")]
    [InlineData("""{ "kind": "cursor", "parameter": "after", "next": "next", "total": "total" }""", """{ "data": [{ "id": 1 }], "total": 2, "next": null }""")]
    [InlineData("""{ "kind": "cursor", "parameter": "after", "next": "next", "more": "more" }""", """{ "data": [{ "id": 1 }], "more": true, "next": null }""")]
    [InlineData("""{ "kind": "nextLink", "next": "next", "total": "total" }""", """{ "data": [{ "id": 1 }], "total": 2 }""")]
    [InlineData("""{ "kind": "none", "total": "total" }""", """{ "data": [{ "id": 1 }, { "id": 1 }], "total": 2 }""")]
    public async Task Given_pages_that_hold_less_than_they_say_When_reading_Then_nothing_is_concluded(string paging, string answer)
    {
        await using var pos = await FakeServer.StartAsync((_, _) => Answer(answer));

        var read = await ReadAsync(Customers(pos, paging), PosStream.Customers);

        read.Error.ShouldBeOfType<RestartPagingException>();
        read.End.ShouldBeNull();
        pos.Requests.Count.ShouldBeLessThan(30);
    }

    [Theory]
    [InlineData("""{ "kind": "cursor", "parameter": "after", "next": "next" }""", false)]
    [InlineData("""{ "kind": "cursor", "parameter": "after", "next": "next", "total": "total" }""", false)]
    [InlineData("""{ "kind": "nextLink", "next": "next" }""", false)]
    [InlineData("""{ "kind": "cursor", "parameter": "after", "next": "next" }""", true)]
    [InlineData("""{ "kind": "nextLink", "next": "next" }""", true)]
    public async Task Given_a_fresh_cursor_with_each_page_but_no_new_rows_When_reading_Then_it_ends_soon_and_the_paging_is_blamed(string paging, bool later)
    {
        var asked = 0;
        await using var pos = await FakeServer.StartAsync((_, _) =>
        {
            var first = later ? Math.Min(asked, 3) * 2 : 0; // after three good pages, the fourth for ever
            return asked++ < 50
                ? Answer($$"""{ "data": [{ "id": {{first + 1}} }, { "id": {{first + 2}} }], "next": "/c?after={{asked}}", "total": 9999 }""")
                : Answer("""{ "data": [] }""");
        });

        var read = await ReadAsync(Customers(pos, paging), PosStream.Customers);

        read.Error.ShouldBeOfType<RestartPagingException>().OwnerMessage.ShouldStartWith("The POS sends the same page again and again. Check the definition's paging");
        read.End.ShouldBeNull();
        asked.ShouldBeLessThan(10);
    }

    [Fact]
    public async Task Given_records_that_all_change_while_they_are_read_behind_a_cursor_When_they_come_once_more_Then_the_read_goes_on_to_its_end()
    {
        var asked = 0;
        await using var pos = await FakeServer.StartAsync((_, _) => Answer(++asked switch
        {
            <= 5 => Page(asked, asked * 2 - 1, asked * 2),
            <= 10 => Page(asked, (asked - 5) * 2 - 1, (asked - 5) * 2), // each was edited, and the list goes by the time of that
            11 => Page(asked, 1, 11), // a page that repeats in part
            _ => """{ "data": [{ "id": 12 }] }""",
        }));

        var read = await ReadAsync(Customers(pos, """{ "kind": "cursor", "parameter": "after", "next": "next" }"""), PosStream.Customers);

        read.Error.ShouldBeNull();
        read.ById<Customer>().Keys.Select(int.Parse).Order().ShouldBe(Enumerable.Range(1, 12));
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);

        static string Page(int number, int one, int other) => $$"""{ "data": [{ "id": {{one}} }, { "id": {{other}} }], "next": "c{{number}}" }""";
    }

    [Fact]
    public async Task Given_an_empty_page_before_more_When_reading_Then_what_follows_is_read()
    {
        await using var pos = await FakeServer.StartAsync((r, _) => Answer(r.Query["page"].ToString() switch
        {
            "1" => """{ "data": [{ "id": 1 }], "more": true, "total": 2 }""",
            "2" => """{ "data": [], "more": true, "total": 2 }""",
            _ => """{ "data": [{ "id": 2 }], "more": false, "total": 2 }""",
        }));

        var read = await ReadAsync(Customers(pos, ByPage), PosStream.Customers);

        read.ById<Customer>().Keys.Order().ShouldBe(["1", "2"]);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_a_record_that_an_edit_moves_to_the_pages_read_already_When_reading_Then_it_is_found_by_reading_once_more()
    {
        var asked = 0;
        await using var pos = await FakeServer.StartAsync((_, _) => Answer("""{ "data": [""" + (++asked switch
        {
            1 => """{ "id": 1 }, { "id": 2 }""",
            2 => """{ "id": 2 }, { "id": 3 }""",
            3 => """{ "id": 4 }, { "id": 1 }""",
            _ => """{ "id": 2 }, { "id": 3 }""",
        }) + """], "total": 4 }"""));

        var read = await ReadAsync(Customers(pos, """{ "kind": "page", "parameter": "page", "total": "total" }"""), PosStream.Customers);

        read.ById<Customer>().Keys.Order().ShouldBe(["1", "2", "3", "4"]);
        (read.End!.Coverage, asked).ShouldBe((CoverageKind.Everything, 4));
    }

    [Fact]
    public async Task Given_numbered_pages_without_a_total_When_a_record_leaves_between_two_Then_its_neighbour_is_not_taken_for_gone_and_is_told_once()
    {
        List<int> list = [1, 2, 3, 4, 5];
        var asked = 0;
        await using var pos = await FakeServer.StartAsync((r, _) =>
        {
            if (++asked == 2) list.Remove(1);
            var rows = list.Skip((int.Parse(r.Query["page"]!, System.Globalization.CultureInfo.InvariantCulture) - 1) * 2).Take(2);
            return Answer($$"""{ "data": [{{string.Join(", ", rows.Select(i => $$"""{ "id": {{i}} }"""))}}] }""");
        });
        var definition = Customers(pos, """{ "kind": "page", "parameter": "page" }""");

        var shifted = await ReadAsync(definition, PosStream.Customers);
        var still = await ReadAsync(definition, PosStream.Customers);

        shifted.Pages.SelectMany(p => p.Records).Select(r => r.Id).Order().ShouldBe(["1", "2", "3", "4", "5"]);
        still.Pages.SelectMany(p => p.Records).Select(r => r.Id).Order().ShouldBe(["2", "3", "4", "5"]);
        still.End!.Coverage.ShouldBe(CoverageKind.Everything, "that a record left can be told");
    }

    [Theory]
    [InlineData("page")]
    [InlineData("offset")]
    public async Task Given_a_total_that_is_the_count_on_a_page_When_reading_Then_all_is_read_and_the_definition_is_blamed(string kind)
    {
        await using var pos = await FakeServer.StartAsync((r, _) =>
        {
            var at = int.Parse(r.Query["p"]!, System.Globalization.CultureInfo.InvariantCulture);
            var ids = Enumerable.Range(1, 37).Skip(kind == "page" ? (at - 1) * 10 : at).Take(10).ToList();
            return Answer($$"""{ "data": [{{string.Join(", ", ids.Select(i => $$"""{ "id": {{i}} }"""))}}], "total": {{ids.Count}} }""");
        });

        var read = await ReadAsync(Customers(pos, $$"""{ "kind": "{{kind}}", "parameter": "p", "sizeParameter": "n", "size": 10, "total": "total" }"""), PosStream.Customers);

        read.Error.ShouldBeNull();
        read.ById<Customer>().Count.ShouldBe(37);
        read.End!.Coverage.ShouldBe(CoverageKind.Changes);
        read.End.Warnings.ShouldHaveSingleItem().ShouldContain("paging.total");
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(200, """{ "data": [], "total": 2 }""")]
    [InlineData(200, """{ "data": [{ "id": 1 }, { "id": 2 }], "total": 2 }""")]
    public async Task Given_a_full_page_that_holds_all_When_the_next_is_asked_for_Then_whatever_comes_instead_the_list_is_whole(int status, string beyond)
    {
        await using var pos = await FakeServer.StartAsync((r, _) => r.Query["p"] == "1"
            ? Answer("""{ "data": [{ "id": 1 }, { "id": 2 }], "total": 2 }""")
            : new FakeAnswer(status, Encoding.UTF8.GetBytes(beyond)));

        var read = await ReadAsync(Customers(pos, """{ "kind": "page", "parameter": "p", "sizeParameter": "n", "size": 2, "total": "total" }"""), PosStream.Customers);

        read.Error.ShouldBeNull();
        (read.End!.Coverage, read.End.Warnings.Count, pos.Requests.Count).ShouldBe((CoverageKind.Everything, 0, 2));
    }

    [Fact]
    public async Task Given_a_total_of_what_the_records_are_in_When_reading_Then_it_is_counted_by_that()
    {
        await using var pos = await FakeServer.StartAsync((r, _) => Answer(r.Query["page"] == "1"
            ? """{ "data": [{ "v": [{ "id": 1 }, { "id": 2 }] }, { "v": [] }], "total": 3 }"""
            : """{ "data": [{ "v": [{ "id": 3 }] }], "total": 3 }"""));

        var read = await ReadAsync(Customers(pos, """{ "kind": "page", "parameter": "page", "total": "total" }""", "data[*].v[*]"), PosStream.Customers);

        read.ById<Customer>().Keys.Order().ShouldBe(["1", "2", "3"]);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_a_shop_that_grows_while_a_read_is_taken_up_When_reading_Then_it_ends()
    {
        var total = 3;
        await using var pos = await FakeServer.StartAsync((r, _) => Answer(r.Query["after"].ToString() switch
        {
            "" => $$"""{ "data": [{ "id": 1 }], "next": "a", "total": {{total}} }""",
            "a" => $$"""{ "data": [{ "id": 2 }], "next": "b", "total": {{total}} }""",
            _ => $$"""{ "data": [{ "id": 3 }], "total": {{total}} }""",
        }));
        var definition = Customers(pos, """{ "kind": "cursor", "parameter": "after", "next": "next", "total": "total" }""");
        var checkpoint = (await ReadAsync(definition, PosStream.Customers)).Pages[1].Checkpoint;
        total = 4; // one came that stands before the cursor

        var grown = await ReadAsync(definition, PosStream.Customers, checkpoint);

        grown.ById<Customer>().Keys.ShouldBe(["3"]);
        grown.End!.Coverage.ShouldBe(CoverageKind.Changes);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Given_a_cursor_that_ended_meanwhile_When_the_read_is_taken_up_Then_it_begins_anew_and_elsewhere_the_owner_is_told(int status)
    {
        var gone = false;
        await using var pos = await FakeServer.StartAsync((_, _) => gone ? new FakeAnswer(status, "{}"u8.ToArray()) : Answer("""{ "data": [{ "id": 1 }], "next": "a" }"""));
        var definition = Customers(pos, """{ "kind": "cursor", "parameter": "after", "next": "next" }""");
        var checkpoint = (await ReadAsync(definition, PosStream.Customers)).Pages[0].Checkpoint.ShouldNotBeNull();
        gone = true;

        (await ReadAsync(definition, PosStream.Customers, checkpoint)).Error.ShouldBeOfType<RestartPagingException>();
        (await ReadAsync(definition, PosStream.Customers)).Error.ShouldBeOfType<FixSettingsException>();
    }

    [Fact]
    public async Task Given_a_POS_that_takes_long_for_each_page_When_reading_Then_it_ends_in_time_and_goes_on_later_from_there()
    {
        var page = 0;
        await using var pos = await FakeServer.StartAsync((r, _) =>
        {
            time.Advance(TimeSpan.FromMinutes(5));
            return Answer($$"""{ "data": [{ "id": {{++page}} }], "next": "c{{page}}" }""");
        });
        var definition = Customers(pos, """{ "kind": "cursor", "parameter": "after", "next": "next" }""");

        var read = await ReadAsync(definition, PosStream.Customers);
        var first = pos.Requests.Count;
        var next = await ReadAsync(definition, PosStream.Customers, read.Pages[^1].Checkpoint);

        read.Error.ShouldBeOfType<RetryLaterException>().OwnerMessage.ShouldContain("goes on from here");
        first.ShouldBe(25); // the one that is under way after two hours is taken in
        next.Error.ShouldBeOfType<RetryLaterException>();
        pos.Requests.ElementAt(first).Query.ShouldContain("c25");
    }

    [Fact]
    public async Task Given_a_cursor_of_digits_When_it_goes_into_the_body_of_a_POST_Then_it_is_as_it_came()
    {
        var bodies = new List<string>();
        await using var pos = await FakeServer.StartAsync((_, body) =>
        {
            bodies.Add(body);
            return Answer(bodies.Count == 1 ? """{ "data": [{ "id": 1 }], "next": "00123" }""" : """{ "data": [] }""");
        });
        const string Paging = """{ "kind": "cursor", "parameter": "after", "next": "next", "sizeParameter": "limit" }""";

        await ReadAsync(Customers(pos, Paging).Replace("\"records\"", "\"method\": \"POST\", \"records\"", StringComparison.Ordinal), PosStream.Customers);

        bodies.ShouldBe(["""{"limit":100}""", """{"limit":100,"after":"00123"}"""]);
    }

    /// <summary>A definition of customers alone.</summary>
    private static string Customers(FakeServer pos, string paging, string records = "data", string more = "") => $$"""
        {
          "baseUrl": "{{pos.Url}}",
          "streams": { "customers": { "path": "/c", "paging": {{paging}}, "records": "{{records}}", "fields": { "id": "id", "firstName": "name", "createdAt": "at" } {{more}} } }
        }
        """;
}
