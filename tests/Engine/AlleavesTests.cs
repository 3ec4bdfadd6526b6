using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors.Alleaves;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Simulator;
using Sync.TestKit;

namespace Sync.Engine.Tests;

/// <summary>What can go wrong at a POS, from the wire to the documents.</summary>
public sealed class AlleavesTests
{
    [Fact]
    public async Task Given_wrong_credentials_When_synced_Then_it_says_so_without_repeating_them_and_nothing_is_touched()
    {
        await using var pos = await OpenAsync();
        await using var org = await ConnectAsync(pos);
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        await org.ConnectAsync("main", "alleaves", new Dictionary<string, string>(pos.Settings()) { ["password"] = "hunter2-wrong" });

        var report = await org.RunAsync();

        report.Result.ShouldNotBe(RunResult.Done);
        var texts = report.Runs[0].Streams.Values.Select(s => s.Error).Append(report.Runs[0].Error).OfType<string>().ToList();
        texts.ShouldContain(t => t.Contains("password", StringComparison.OrdinalIgnoreCase));
        texts.ShouldAllBe(t => !t.Contains("hunter2", StringComparison.Ordinal));
        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    [Fact]
    public async Task Given_a_token_that_ends_in_mid_run_When_synced_Then_it_is_renewed_and_all_comes()
    {
        await using var pos = await OpenAsync();
        await using var org = await ConnectAsync(pos);
        pos.Faults.Add(new Fault { Path = "/orders", Page = 2, Times = 1, Kind = FaultKind.Before, Before = pos.RevokeTokens });

        await org.SyncAsync();

        await ShouldHoldAllAsync(org, pos);
        pos.Count("/auth").ShouldBeInRange(2, 5);
    }

    [Theory]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("cut")]
    [InlineData("truncated")]
    public async Task Given_a_POS_that_stumbles_When_it_recovers_Then_all_comes(string trouble)
    {
        await using var pos = await OpenAsync();
        await using var org = await ConnectAsync(pos);
        if (trouble == "429") pos.Faults.Status("/orders", 429, times: 2, retryAfter: "3");
        else if (trouble == "500") pos.Faults.Status("/customers", 500, times: 3);
        else pos.Faults.Add("/orders", trouble == "cut" ? FaultKind.CutBody : FaultKind.TruncatedJson, times: 2);

        var run = await org.SyncAsync();

        await ShouldHoldAllAsync(org, pos);
        if (trouble == "429") (run.Throttled, run.Waited > TimeSpan.Zero).ShouldBe((2L, true));
    }

    [Theory]
    [InlineData(FaultKind.Status, 2)]
    [InlineData(FaultKind.CutBody, 2)]
    [InlineData(FaultKind.TruncatedJson, 2)]
    [InlineData(FaultKind.SamePage, null)]
    [InlineData(FaultKind.TotalTooLarge, null)]
    public async Task Given_orders_that_cannot_be_read_to_their_end_When_synced_Then_nothing_is_lost_and_the_next_run_completes_it(FaultKind kind, int? page)
    {
        await using var pos = await OpenAsync();
        await using var org = await ConnectAsync(pos);
        await org.SyncAsync();
        var sums = await SumsAsync(org);
        pos.Shop.Churn(0.2, seed: 3);
        pos.Shop.Orders.RemoveAt(0);
        await using var undisturbed = await ConnectAsync(pos);
        await undisturbed.SyncAsync();
        pos.Faults.Add("/orders", kind, page: page);

        var run = (await org.RunAsync()).Runs[0];

        run.Streams[PosStream.Orders].Status.ShouldBe(StreamStatus.Incomplete);
        run.Streams[PosStream.Orders].Deleted.ShouldBe(0);
        (await SumsAsync(org)).ShouldBe(sums);
        pos.Faults.Clear();
        await org.SyncAsync();
        (await Snapshot.OfAsync(org)).ShouldEqual(await Snapshot.OfAsync(undisturbed));
    }

    [Theory]
    [InlineData("/customers", PosStream.Customers)]
    [InlineData("/orders", PosStream.Orders)]
    [InlineData("/inventory/search", PosStream.Products)]
    public async Task Given_an_empty_answer_When_synced_Then_it_is_suspicious_and_everything_stays(string path, PosStream stream)
    {
        await using var pos = await OpenAsync();
        await using var org = await ConnectAsync(pos);
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        pos.Faults.Add(path, FaultKind.Empty);

        (await org.RunAsync()).Runs[0].Streams[stream].Status.ShouldBe(StreamStatus.Suspicious);

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    [Fact]
    public async Task Given_records_that_change_while_they_are_paged_When_synced_Then_none_is_removed_for_it_and_the_next_run_has_them_all()
    {
        await using var pos = await OpenAsync();
        await using var org = await ConnectAsync(pos);
        await org.SyncAsync();
        pos.Faults.Add(new Fault { Path = "/customers", Page = 2, Times = 1, Kind = FaultKind.Before, Before = () => pos.Shop.Customers.RemoveAt(0) });

        var run = (await org.RunAsync()).Runs[0];

        run.Streams[PosStream.Customers].Deleted.ShouldBe(0);
        (await org.AllAsync("customers")).Count.ShouldBe(250);
        await org.SyncAsync();
        await ShouldHoldAllAsync(org, pos);
    }

    [Fact]
    public async Task Given_a_row_that_comes_twice_When_synced_Then_it_is_stored_once()
    {
        await using var pos = await OpenAsync();
        await using var org = await ConnectAsync(pos);
        pos.Faults.Add("/orders", FaultKind.DuplicateRow, page: 1);

        await org.RunAsync();

        pos.Faults.Clear();
        await org.SyncAsync();
        await ShouldHoldAllAsync(org, pos);
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("live")]
    public async Task Given_prices_that_cannot_be_read_When_synced_Then_those_products_are_named_and_neither_gone_nor_on_the_menu_for_nothing(string profile)
    {
        await using var pos = await OpenAsync();
        await using var org = await ConnectAsync(pos, profile);
        await org.SyncAsync();
        var products = pos.Shop.Products;
        var before = await org.FindAsync("products", products[0].Id);
        products[0] = products[0] with { PriceJson = "\"$12.50\"", Name = "Renamed" };
        products.Add(products[1] with { Id = "987654", PriceJson = "{\"amount\":5}" });
        products[2] = products[2] with { PriceJson = "-5" };
        var gone = products[3].Id;
        products.RemoveAt(3);

        var run = (await org.RunAsync()).Runs[0];

        run.Streams[PosStream.Products].Skipped.ShouldBe(new Dictionary<string, long> { ["bad price"] = 3 });
        run.Streams[PosStream.Products].Deleted.ShouldBe(1);
        (await org.AllAsync("products")).Select(d => d.Path.Id).ShouldBe(products.Select(p => p.Id).Except(["987654", gone]), ignoreOrder: true);
        var after = await org.FindAsync("products", products[0].Id);
        (after.Number("price"), after.Text("name")).ShouldBe((before.Number("price"), before.Text("name")));
    }

    [Fact]
    public async Task Given_a_POS_that_is_not_there_When_somebody_tries_it_Then_they_are_told_what_to_do_and_no_later_try_is_promised()
    {
        await using var org = await TestOrg.OpenAsync(connect: false);
        await using var pos = await OpenAsync();
        var settings = ConnectionSettings.From(new AlleavesConnector().Descriptor, new Dictionary<string, string>(pos.Settings()) { ["baseUrl"] = "http://127.0.0.1:1" });
        using var http = PosHttpClients.Create(AllowedHosts.Parse("127.0.0.1"));

        var report = await new ConnectionChecker(org.Connectors, http, new FakeTime(Make.Noon, autoAdvance: true)).CheckAsync("alleaves", "main", settings, new OrgSettings { Name = "Acme" }, null);

        report.Ok.ShouldBeFalse();
        var said = string.Join('\n', report.Verdicts.Select(v => v.Message));
        said.ShouldContain("try again in a few minutes");
        said.ShouldNotContain("later");
        pos.Requests.ShouldBeEmpty();
    }

    private static Task<FakeAlleaves> OpenAsync() =>
        FakeAlleaves.StartAsync(ShopTruth.Generate(new ShopPlan { Customers = 250, Orders = 300, Products = 40, Now = Make.Noon }));

    private static async Task<TestOrg> ConnectAsync(FakeAlleaves pos, string profile = "reference")
    {
        var org = await TestOrg.OpenAsync(time: new FakeTime(Make.Noon, autoAdvance: true), connect: false);
        await org.ConnectAsync("main", "alleaves", pos.Settings(profile));
        return org;
    }

    private static async Task ShouldHoldAllAsync(TestOrg org, FakeAlleaves pos)
    {
        (await org.AllAsync("customers")).Select(d => d.Path.Id).ShouldBe(pos.Shop.Customers.Select(c => c.Id), ignoreOrder: true);
        (await org.AllAsync("orders")).Concat(await org.AllAsync("unmatched_orders")).Select(d => d.Path.Id).ShouldBe(pos.Shop.Orders.Select(o => o.Id), ignoreOrder: true);
        (await org.AllAsync("products")).Select(d => d.Path.Id).ShouldBe(pos.Shop.Products.Select(p => p.Id), ignoreOrder: true);
        (await org.AllAsync("daily_sales")).Sum(d => d.Body.Read().Number("net")).ShouldBe(pos.Shop.Orders.Sum(o => o.Total));
        await Addition.CheckAsync(org, "Alleaves");
    }

    private static async Task<List<string>> SumsAsync(TestOrg org) =>
        [.. (await org.AllAsync("customer_spending")).Concat(await org.AllAsync("daily_sales")).Select(d => d.Path + " " + d.Body)];
}
