using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Shopify;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Shopify's bulk operations: when they are taken, what they bring, and what happens where they come to nothing.</summary>
[Trait("Category", "Conformance")]
public sealed class ShopifyBulkTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TruthPlan Small = new() { Now = Start, Customers = 30, Orders = 40, Products = 12, Ids = TruthIds.Digits };
    private static readonly PosStream[] InBulk = [PosStream.Customers, PosStream.Orders, PosStream.Products];

    [Fact]
    public async Task Given_a_shop_When_read_in_bulk_and_by_page_Then_the_records_are_equal_and_the_file_store_sees_no_token()
    {
        await using var shop = await OpenAsync("on");
        var sale = shop.Truth.Orders[0];
        shop.Truth.Orders[0] = sale with { Lines = [.. Enumerable.Repeat(sale.Lines[0], 300)], ServiceCharge = 100, Rounding = 2, Status = TruthStatus.Completed };
        (shop.Fake.ShippingLines, shop.Fake.ShippingTax) = (7, 30);
        for (var i = 0; i < 60; i++)
            shop.Truth.Products.Add(shop.Truth.Products[0] with { Id = (900_000 + i).ToString(), ParentId = "990000", Variant = "Size " + i });

        foreach (var stream in InBulk)
        {
            shop.Mode("on");
            var whole = await shop.Reading.ReadAsync(stream);
            shop.Mode("off");
            var pages = await shop.Reading.ReadAsync(stream);

            whole.Error.ShouldBeNull();
            Told(whole).ShouldBe(Told(pages));
            whole.End!.Coverage.ShouldBe(CoverageKind.Everything);
            whole.End.Warnings.ShouldBeEmpty();
            whole.End.Cursor.ShouldNotBeNull();
        }

        shop.Fake.Bulk.Queries.Count.ShouldBe(3);
        shop.Fake.Bulk.Downloads.ShouldBe(3);
        shop.Fake.Bulk.TokensShown.ShouldBe(0);
        shop.Fake.Requests.Where(r => r.Path.EndsWith(".jsonl", StringComparison.Ordinal)).ShouldAllBe(r => r.Headers["Accept-Encoding"].Contains("gzip"));
    }

    [Theory]
    [InlineData("failed", "TIMEOUT")]
    [InlineData("cancelled", "cancelled")]
    [InlineData("blocked", "running already")]
    [InlineData("apart", "not grouped")]
    [InlineData("withheld", "ACCESS_DENIED")]
    [InlineData("refused", "cannot be downloaded")]
    [InlineData("short", "too early")]
    [InlineData("elsewhere", "no https address")]
    [InlineData("lacking", "fewer records")]
    public async Task Given_a_bulk_operation_that_comes_to_nothing_When_read_Then_pages_bring_all_and_that_is_said(string trouble, string why)
    {
        await using var shop = await OpenAsync("on");
        var bulk = shop.Fake.Bulk;
        if (trouble == "failed") bulk.Fails = "TIMEOUT";
        if (trouble == "cancelled") shop.Fake.Faults.Add(new Fault { Path = "graphql.json", Skip = 3, Times = 1, Kind = FaultKind.Before, Before = bulk.CancelAll });
        if (trouble == "cancelled") bulk.Takes = TimeSpan.FromMinutes(1);
        if (trouble == "blocked") bulk.AtOnce = 0;
        if (trouble == "apart") bulk.NeverGroups = true;
        if (trouble == "withheld") shop.Fake.Withheld.Add("Order.phone");
        bulk.LosesALine = trouble == "lacking";
        if (trouble == "refused") shop.Fake.Faults.Status(".jsonl", 403);
        if (trouble == "elsewhere") bulk.FilesAt = "http://files.example.com";
        if (trouble == "short") shop.Fake.Faults.Add(".jsonl", FaultKind.TruncatedJson);

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        Expectation.Compare(PosStream.Orders, read, shop.Fake);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        read.End.Warnings.Count(w => w.Contains(why) && w.Contains("page by page")).ShouldBe(1, string.Join('\n', read.End.Warnings));
    }

    [Fact]
    public async Task Given_downloads_that_are_cut_When_read_Then_each_goes_on_where_the_last_ended()
    {
        await using var shop = await OpenAsync("on", Small with { Orders = 2000 });
        shop.Fake.Faults.Add(".jsonl", FaultKind.CutBody, times: 3);

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        Expectation.Compare(PosStream.Orders, read, shop.Fake);
        read.Pages.Sum(p => p.Records.Count).ShouldBe(2000);
        read.End!.Warnings.ShouldBeEmpty();
        shop.Fake.Bulk.Queries.Count.ShouldBe(1);
        shop.Fake.Bulk.Downloads.ShouldBe(4);
    }

    [Fact]
    public async Task Given_neither_the_file_nor_pages_When_read_Then_it_is_cut_short_and_a_later_read_is_whole()
    {
        await using var shop = await OpenAsync("on");
        var fault = new Fault { Path = "", Skip = 3, Kind = FaultKind.Status, Status = 500 }; // older ones are counted, the operation is begun, and done
        shop.Fake.Faults.Add(fault);

        var broken = await shop.Reading.ReadAsync(PosStream.Orders);
        shop.Fake.Faults.Clear();
        shop.Reopen();
        var later = await shop.Reading.ReadAsync(PosStream.Orders, broken.Pages.LastOrDefault()?.Checkpoint);

        fault.Hits.ShouldBeGreaterThan(0);
        broken.End.ShouldBeNull();
        broken.Error.ShouldBeOfType<RetryLaterException>();
        later.Error.ShouldBeNull();
        later.End.ShouldNotBeNull();
        broken.Pages.AddRange(later.Pages);
        Expectation.Compare(PosStream.Orders, broken, shop.Fake);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Given_a_kill_before_or_amid_the_file_When_taken_up_Then_no_second_operation_is_asked_for_and_nothing_is_lost(int pages)
    {
        await using var shop = await OpenAsync("on", Small with { Orders = 2000 });
        shop.Fake.Bulk.Takes = TimeSpan.FromSeconds(20);
        var first = await shop.Reading.ReadAsync(PosStream.Orders, stopAfterPages: pages);
        first.Pages[^1].Checkpoint.ShouldNotBeNull().ShouldStartWith("r1|B|"); // as it was before there were windows
        shop.Reopen();

        var rest = await shop.Reading.ReadAsync(PosStream.Orders, first.Pages[^1].Checkpoint);

        rest.Error.ShouldBeNull();
        rest.End!.Coverage.ShouldBe(CoverageKind.Changes);
        first.Pages.AddRange(rest.Pages);
        Expectation.Compare(PosStream.Orders, first, shop.Fake);
        first.Pages.Sum(p => p.Records.Count).ShouldBe(2000);
        shop.Fake.Bulk.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_file_that_is_gone_after_a_week_When_taken_up_Then_pages_bring_all_and_that_is_said()
    {
        await using var shop = await OpenAsync("on", Small with { Orders = 600 });
        var first = await shop.Reading.ReadAsync(PosStream.Orders, stopAfterPages: 2);
        shop.Reopen();
        shop.Time.Advance(TimeSpan.FromDays(8));

        var rest = await shop.Reading.ReadAsync(PosStream.Orders, first.Pages[^1].Checkpoint);

        rest.Error.ShouldBeNull();
        Expectation.Compare(PosStream.Orders, rest, shop.Fake);
        rest.End!.Coverage.ShouldBe(CoverageKind.Changes);
        rest.End.Warnings.ShouldHaveSingleItem().ShouldContain("no longer there");
    }

    [Fact]
    public async Task Given_an_operation_that_takes_an_hour_When_read_Then_the_worker_is_let_go_and_the_next_read_takes_it_up()
    {
        await using var shop = await OpenAsync("on");
        shop.Fake.Bulk.Takes = TimeSpan.FromMinutes(30);

        var first = await shop.Reading.ReadAsync(PosStream.Orders);
        shop.Fake.Requests.Count.ShouldBeLessThan(45);
        shop.Reopen();
        shop.Time.Advance(TimeSpan.FromHours(1));
        var rest = await shop.Reading.ReadAsync(PosStream.Orders, first.Pages[^1].Checkpoint);

        first.Error.ShouldBeOfType<RetryLaterException>().OwnerMessage.ShouldContain("next run");
        first.End.ShouldBeNull();
        Expectation.Compare(PosStream.Orders, rest, shop.Fake);
        shop.Fake.Bulk.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_orders_that_change_while_the_file_is_written_When_read_from_the_cursor_Then_the_change_comes()
    {
        await using var shop = await OpenAsync("on");
        shop.Fake.Bulk.Takes = TimeSpan.FromMinutes(4);
        var sale = shop.Truth.Orders[3];
        shop.Fake.Faults.Add(new Fault
        {
            Path = "graphql.json",
            Skip = 4,
            Times = 1,
            Kind = FaultKind.Before,
            Before = () => shop.Truth.Orders[3] = sale with { Tip = sale.Tip + 100, Total = sale.Total + 100, UpdatedAt = shop.Time.GetUtcNow() },
        });

        var whole = await shop.Reading.ReadAsync(PosStream.Orders);
        var changes = await shop.Reading.ReadAsync(PosStream.Orders, whole.End!.Cursor);

        whole.ById<Order>()[sale.Id].Total.Minor.ShouldBe(sale.Total);
        changes.ById<Order>()[sale.Id].Total.Minor.ShouldBe(sale.Total + 100);
        shop.Fake.Bulk.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_days_of_history_When_read_in_bulk_Then_the_window_is_what_was_read()
    {
        await using var shop = await OpenAsync("on", change: settings => settings["historyDays"] = "20");

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.End!.Coverage.ShouldBe(CoverageKind.Window);
        var ids = read.ById<Order>().Keys.ToHashSet();
        shop.Truth.Orders.Where(o => o.CreatedAt >= read.End.From!.Value).ShouldAllBe(o => ids.Contains(o.Id));
        ids.Count.ShouldBeInRange(1, shop.Truth.Orders.Count - 1);
        shop.Fake.Bulk.Queries.ShouldHaveSingleItem().ShouldContain("processed_at:>=");
    }

    [Theory]
    [InlineData(400, "auto", 0)]
    [InlineData(10_000, "auto", 1)]
    [InlineData(10_000, "off", 0)]
    public async Task Given_a_small_or_a_large_shop_When_read_Then_it_is_in_bulk_only_where_that_is_faster(int orders, string mode, int operations)
    {
        await using var shop = await OpenAsync(mode, Small with { Orders = orders }, throttles: true);
        shop.Fake.Bulk.Takes = TimeSpan.FromSeconds(20);

        var read = await shop.Reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        read.ById<Order>().Count.ShouldBe(orders);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        shop.Fake.Bulk.Queries.Count.ShouldBe(operations);
        if (operations > 0)
        {
            shop.Fake.Requests.Count.ShouldBeLessThan(12); // by page it takes 200
            shop.Time.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(90));
        }
        else if (orders > 1000)
        {
            shop.Fake.Requests.Count.ShouldBeGreaterThan(190);
            shop.Time.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(90));
        }
    }

    [SkippableFact]
    public async Task Given_the_published_schema_When_bulk_queries_are_sent_Then_they_are_valid()
    {
        var schema = Require.Shared("contracts/shopify-admin.2026-07.graphql");
        Skip.IfNot(await NodeAsync("require.resolve('graphql')") == 0, "Node or its package graphql is not there");
        await using var shop = await OpenAsync("on", change: settings => settings["historyDays"] = "20");
        foreach (var stream in InBulk) (await shop.Reading.ReadAsync(stream)).Error.ShouldBeNull();
        await using var large = await OpenAsync("auto", Small with { Customers = 120, Orders = 120, Products = 120 });
        foreach (var stream in InBulk) (await large.Reading.ReadAsync(stream)).Error.ShouldBeNull();

        var sent = shop.Fake.Requests.Concat(large.Fake.Requests)
            .Where(r => r.Path.EndsWith("graphql.json", StringComparison.Ordinal)).Select(r => (string)JsonNode.Parse(r.Body)!["query"]!);
        var documents = sent.Concat(shop.Fake.Bulk.Queries).Distinct().ToList();

        documents.Count(d => d.StartsWith("{ ", StringComparison.Ordinal)).ShouldBe(3);
        documents.Count(d => d.Contains("Bulk", StringComparison.Ordinal)).ShouldBe(2);
        documents.Count(d => d.Contains("Count(", StringComparison.Ordinal)).ShouldBe(3);
        foreach (var document in documents) (await NodeAsync(Validation, schema, document)).ShouldBe(0, document);
    }

    private const string Validation = """
        const { readFileSync } = require('fs');
        const { buildSchema, parse, validate } = require('graphql');
        const [, schema, query] = process.argv;
        process.exit(validate(buildSchema(readFileSync(schema, 'utf8')), parse(query)).length ? 1 : 0);
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

    private static List<string> Told(ReadOutcome read) =>
        [.. read.Pages.SelectMany(p => p.Records).OrderBy(r => r.Id, StringComparer.Ordinal).Select(r => JsonSerializer.Serialize<object>(r))];

    private static async Task<Shop> OpenAsync(
        string mode, TruthPlan? plan = null, Action<Dictionary<string, string>>? change = null, bool throttles = false)
    {
        var time = new FakeTime(Start, autoAdvance: true);
        var fake = await FakeShopify.StartAsync(PosTruth.Generate(plan ?? Small), new FakePosOptions { Time = time, Throttles = throttles });
        foreach (var (name, value) in Changed(change)) fake.MoreSettings[name] = value;
        var shop = new Shop(fake, time);
        shop.Mode(mode);
        return shop;
    }

    private static Dictionary<string, string> Changed(Action<Dictionary<string, string>>? change)
    {
        var settings = new Dictionary<string, string>();
        change?.Invoke(settings);
        return settings;
    }

    private sealed class Shop(FakeShopify fake, FakeTime time) : IAsyncDisposable
    {
        public FakeShopify Fake => fake;

        public FakeTime Time => time;

        public PosTruth Truth => fake.Truth;

        public ConformanceReading Reading { get; private set; } = new(fake, time);

        /// <summary>The owner chooses, and a new connection is made.</summary>
        public void Mode(string mode)
        {
            fake.MoreSettings["bulk"] = mode;
            Reopen();
        }

        public void Reopen()
        {
            Reading.Dispose();
            Reading = new ConformanceReading(fake, time);
        }

        public async ValueTask DisposeAsync()
        {
            Reading.Dispose();
            await fake.DisposeAsync();
        }
    }
}
