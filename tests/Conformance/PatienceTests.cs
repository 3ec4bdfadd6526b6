using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.GenericRest;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>The patience of somebody who waits at a form is for the POS: how slowly we ask by ourselves is none of its doing.</summary>
[Trait("Category", "Conformance")]
public sealed class PatienceTests
{
    private const string AsTheFake = "\"perSecond\": 10, \"burst\": 10";

    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start, autoAdvance: true);

    [Theory]
    [InlineData("0.2")]
    [InlineData("0.1")]
    public async Task Given_a_POS_that_may_be_asked_every_few_seconds_When_checked_Then_our_own_waits_try_nobodys_patience(string perSecond)
    {
        await using var pos = await OpenAsync();

        var report = await CheckAsync(pos, $"\"perSecond\": {perSecond}, \"burst\": 1");

        report.Ok.ShouldBeTrue(Said(report));
        time.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Given_a_POS_whose_answers_take_their_time_When_checked_Then_what_is_not_begun_within_the_patience_is_not_sent_and_that_is_said()
    {
        await using var pos = await OpenAsync();
        pos.Faults.Add(new Fault { Path = "", Kind = FaultKind.Before, Before = () => time.Advance(TimeSpan.FromSeconds(6)) });

        var report = await CheckAsync(pos, AsTheFake);

        report.Ok.ShouldBeFalse();
        report.Verdicts.ShouldContain(v => !v.Ok && v.Message.Contains("took too long to answer", StringComparison.Ordinal), Said(report));
        pos.Requests.Count.ShouldBe(3);
    }

    private static Task<FakeRestPos> OpenAsync() => FakeRestPos.StartAsync(
        PosTruth.Generate(new TruthPlan { Now = Start, Orders = 2, Customers = 2, Products = 2, Locations = 1 }), new FakePosOptions(), RestStyle.Page, RestAuth.Header);

    private async Task<CheckReport> CheckAsync(IFakePos pos, string rate)
    {
        using var client = PosHttpClients.Create(AllowedHosts.Parse(FakeServer.Host));
        var given = pos.SettingsFor("customers").ToDictionary();
        given["definition"].ShouldContain(AsTheFake);
        given["definition"] = given["definition"].Replace(AsTheFake, rate, StringComparison.Ordinal);
        var settings = ConnectionSettings.From(AllConnectors.List.Single(c => c.Descriptor.Id == pos.ConnectorId).Descriptor, given);
        var checker = new ConnectionChecker(new ConnectorCatalog(AllConnectors.List), client, time) { Patience = PosHttpOptions.AtAForm with { DeadlineClock = new PatienceClock(time) } };
        return await checker.CheckAsync(pos.ConnectorId, "main", settings, new OrgSettings { Name = "Shop" }, null);
    }

    private static string Said(CheckReport report) => string.Join('\n', report.Verdicts.Select(v => $"{v.Ok} {v.What}: {v.Message}"));
}
