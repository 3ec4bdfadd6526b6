using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>A chain of restaurants is checked at a form: in bearable time, and a restaurant that cannot be read is named.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastCheckTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start, autoAdvance: true);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(40)]
    public async Task Given_a_chain_whose_every_answer_comes_at_once_When_checked_Then_each_restaurant_is_tried_and_all_is_well(int restaurants)
    {
        await using var pos = await OpenAsync(restaurants);

        var report = await CheckAsync(pos);

        report.Ok.ShouldBeTrue(Said(report));
        Verdict(report, "orders").Message.ShouldBe("Reading orders works.");
        pos.Requests.Count(r => r.Path.EndsWith("/ordersBulk", StringComparison.Ordinal)).ShouldBe(restaurants);
        time.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task Given_a_chain_that_would_take_a_minute_to_try_When_checked_Then_it_ends_soon_and_says_how_many_were_tried()
    {
        await using var pos = await OpenAsync(300);

        var report = await CheckAsync(pos);

        report.Ok.ShouldBeTrue(Said(report));
        foreach (var stream in (string[])["orders", "products", "inventory"]) Verdict(report, stream).Message.ShouldContain("of 300 restaurants");
        Verdict(report, "restaurant").Message.ShouldContain("of 300");
        time.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(13));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public async Task Given_a_closed_restaurant_of_a_chain_When_checked_Then_it_is_named_with_what_to_do_and_the_others_can_be_saved(int restaurants)
    {
        await using var pos = await OpenAsync(restaurants);
        var (open, closed) = (pos.Truth.Locations[0].Id, pos.Truth.Locations[1].Id);
        pos.CloseLocation(closed);

        var report = await CheckAsync(pos);

        report.Ok.ShouldBeTrue(Said(report));
        Verdict(report, "orders").Message.ShouldSatisfyAllConditions(
            m => m.ShouldContain($"at {restaurants - 1} of {restaurants} restaurants"),
            m => m.ShouldContain(closed),
            m => m.ShouldNotContain(open),
            m => m.ShouldContain("take it out of the setting 'Restaurant GUIDs'"),
            m => m.ShouldContain("have Toast connect it"));
    }

    [Theory]
    [InlineData("orders:read", "orders")]
    [InlineData("menus:read", "products")]
    [InlineData("stock:read", "inventory")]
    public async Task Given_a_permission_that_no_restaurant_of_a_chain_gives_When_checked_Then_its_stream_is_refused_and_no_restaurant_is_blamed(string scope, string stream)
    {
        await using var pos = await OpenAsync(20);
        pos.Scopes[scope] = false;

        var report = await CheckAsync(pos);

        Verdict(report, stream).ShouldSatisfyAllConditions(v => v.Ok.ShouldBeFalse(), v => v.Message.ShouldContain(scope), v => v.Message.ShouldNotContain("Not read"));
        report.Verdicts.Where(v => v.What != "customers" && v.What != stream).ShouldAllBe(v => v.Ok);
    }

    private Task<FakeToast> OpenAsync(int restaurants)
    {
        var truth = PosTruth.Generate(new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 2, Customers = 2, Products = 2, Locations = restaurants });
        return FakeToast.StartAsync(truth, new FakePosOptions { Time = time });
    }

    private async Task<CheckReport> CheckAsync(IFakePos pos)
    {
        using var client = PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));
        var settings = ConnectionSettings.From(AllConnectors.List.Single(c => c.Descriptor.Id == pos.ConnectorId).Descriptor, pos.SettingsFor("customers"));
        var checker = new ConnectionChecker(new ConnectorCatalog(AllConnectors.List), client, time) { Patience = PosHttpOptions.AtAForm with { DeadlineClock = new PatienceClock(time) } };
        return await checker.CheckAsync(pos.ConnectorId, "main", settings, new OrgSettings { Name = "Shop" }, null);
    }

    private static CheckVerdict Verdict(CheckReport report, string what) => report.Verdicts.Single(v => v.What == what);

    private static string Said(CheckReport report) => string.Join('\n', report.Verdicts.Select(v => $"{v.Ok} {v.What}: {v.Message}"));
}
