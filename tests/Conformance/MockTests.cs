using Sync.ConnectorKit;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>
/// Each connector against a server made from its POS's published contract. Its pages repeat for ever, so that a read may end
/// in an error that says so; it may not go on and on, and what it was sent must be mapped or refused by name.
/// </summary>
[Trait("Category", "Conformance")]
[Trait("Category", "Slow")]
public sealed class MockTests(MockServers servers) : IClassFixture<MockServers>
{
    // What a connector may ask before it notices that it turns in circles; and how many pages are looked at, where each has records that are new.
    private const int MostRequests = 60;
    private const int MostPages = 20;
    private const string Seed = "sync";

    public static TheoryData<string, string> Contracts => new()
    {
        { "alleaves", "alleaves.openapi.json" },
        { "clover", "clover.openapi.json" },
        { "lightspeed", "lightspeed-x.openapi.json" },
        { "square", "square.openapi.json" },
        { "toast", "toast.openapi.json" },
    };

    [SkippableTheory]
    [MemberData(nameof(Contracts))]
    public async Task Given_a_server_of_the_contracts_examples_When_all_is_read_Then_it_ends_and_every_record_is_mapped_or_refused(string connector, string contract)
    {
        var url = await servers.UrlAsync(connector, () => MockServer.OfOpenApiAsync(contract));

        await ReadAllAsync(connector, url, examples: true);
    }

    [SkippableTheory]
    [MemberData(nameof(Contracts))]
    public async Task Given_a_server_of_random_answers_that_the_contract_allows_When_all_is_read_Then_it_ends_without_a_bug_of_ours(string connector, string contract)
    {
        var url = await servers.UrlAsync(connector + " at random", () => MockServer.OfOpenApiAsync(contract, Seed));

        await ReadAllAsync(connector, url, examples: false);
    }

    [SkippableFact]
    public async Task Given_a_server_of_Shopifys_schema_When_all_is_read_Then_it_ends_and_every_record_is_mapped_or_refused() =>
        await ReadAllAsync("shopify", await servers.UrlAsync("shopify", MockServer.OfShopifyAsync), examples: true);

    private static async Task ReadAllAsync(string connector, string url, bool examples)
    {
        await using var source = await MockSource.OpenAsync(connector, url);
        foreach (var stream in Sync.Connectors.AllConnectors.List.Single(c => c.Descriptor.Id == connector).Descriptor.Streams.Select(s => s.Stream))
        {
            using var reading = new ConformanceReading(source, new FakeTime("2026-11-20T12:00:00Z", autoAdvance: true));

            var read = await reading.ReadAsync(stream, stopAfterPages: MostPages);

            read.Error.ShouldNotBeOfType<ConnectorBugException>($"{stream}: {read.Error}");
            reading.Meter.Requests.ShouldBeLessThanOrEqualTo(MostRequests, stream.ToString());
            if (examples) read.Pages.Sum(p => p.Records.Count + p.Rejected.Count + p.Deleted.Count).ShouldBeGreaterThan(0, $"{stream}: {read.Error}");
        }

        using var checking = new ConformanceReading(source, new FakeTime("2026-11-20T12:00:00Z", autoAdvance: true));
        var check = await checking.Connector.CheckAsync(checking.Context, CancellationToken.None);
        check.Verdicts.ShouldNotBeEmpty();
        if (examples) check.Ok.ShouldBeTrue(string.Join('\n', check.Verdicts.Select(v => $"{v.What}: {v.Message}")));
    }
}

/// <summary>A mock server with the settings of a connection to it: those of the POS's fake, at another address.</summary>
internal sealed class MockSource : ITruthSource
{
    private readonly IReadOnlyDictionary<string, string> settings;

    private MockSource(string connector, PosTruth truth, IReadOnlyDictionary<string, string> settings) => (ConnectorId, Truth, this.settings) = (connector, truth, settings);

    public string ConnectorId { get; }

    public PosTruth Truth { get; }

    public static async Task<MockSource> OpenAsync(string connector, string url)
    {
        var kind = FakePosCatalog.All[connector];
        var truth = PosTruth.Generate(kind.Shape(new TruthPlan { Customers = 1, Orders = 1, Products = 1 }));
        await using var fake = await kind.Start(truth, new FakePosOptions());
        return new MockSource(connector, truth, new Dictionary<string, string>(fake.Settings) { ["baseUrl"] = url });
    }

    public IReadOnlyDictionary<string, string> SettingsFor(string records) => settings;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
