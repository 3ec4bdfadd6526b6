using Sync.ConnectorKit.Webhooks;
using Sync.Connectors;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Every connector has its fake: without one it would be left out of the suites, and nobody would see.</summary>
[Trait("Category", "Conformance")]
public sealed class FakesTests
{
    [Fact]
    public void Given_the_connectors_When_the_fakes_are_listed_Then_each_that_reads_over_a_network_has_one() =>
        FakePosCatalog.All.Keys.ShouldBe(AllConnectors.List.Where(c => c.Descriptor.Scheduled).Select(c => c.Descriptor.Id), ignoreOrder: true);

    [Fact]
    public void Given_the_connectors_When_the_fakes_webhooks_are_listed_Then_each_that_takes_webhooks_has_some() =>
        FakeWebhooks.SecretSettings.Keys.ShouldBe(AllConnectors.List.Where(c => c is IWebhookConnector).Select(c => c.Descriptor.Id), ignoreOrder: true);
}
