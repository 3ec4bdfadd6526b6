using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Connectors.Clover;
using Sync.Model;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Each of Clover's regions has hosts of its own, and a connection keeps to those of its region.</summary>
[Trait("Category", "Conformance")]
public sealed class CloverHostsTests
{
    public static TheoryData<string> Regions => [.. Settings.Hosts.Keys];

    [Theory]
    [MemberData(nameof(Regions))]
    public async Task Given_a_region_When_connected_and_read_Then_every_request_goes_to_its_own_host(string region)
    {
        var connector = new CloverConnector();
        var settings = ConnectionSettings.From(connector.Descriptor, new Dictionary<string, string> { ["merchantId"] = "M1", ["accessToken"] = "t", ["region"] = region });
        using var seen = new Refusing();
        using var client = new HttpClient(seen);
        using var http = new PosHttp(client, connector.Descriptor.Budget with { PerSecond = null }, new FakeTime(DateTimeOffset.UnixEpoch, autoAdvance: true), new RequestMeter(), new PosHttpOptions());
        var connection = new ConnectionContext { ConnectionId = "main", Settings = settings, StoreClock = StoreClock.Of("UTC"), Currency = Currency.Of("USD"), Time = TimeProvider.System, Http = http };

        await connector.CheckAsync(connection, CancellationToken.None);

        seen.Hosts.ShouldNotBeEmpty();
        seen.Hosts.ShouldAllBe(h => h == Settings.Hosts[region]);
        var oauth = connector.Descriptor.OAuth!;
        oauth.TokenAt(settings).ShouldStartWith(Settings.Hosts[region] + "/");
        oauth.RefreshAt!(settings).ShouldStartWith(Settings.Hosts[region] + "/");
        oauth.AuthoriseAt(settings).ShouldStartWith(Settings.SignInHosts[region] + "/");
    }

    [Fact]
    public void Given_the_regions_When_compared_Then_each_has_a_host_of_its_own_and_a_page_to_allow_the_app_at()
    {
        Settings.Hosts.Values.ShouldBeUnique();
        Settings.Hosts.Values.Concat(Settings.SignInHosts.Values).ShouldAllBe(h => h.StartsWith("https://") && h.EndsWith(".clover.com"));
        Settings.SignInHosts.Keys.ShouldBe(Settings.Hosts.Keys, ignoreOrder: true);
        new CloverConnector().Descriptor.Fields.Single(f => f.Name == "region").Choices!.ShouldBe(Settings.Hosts.Keys, ignoreOrder: true);
    }

    [Fact]
    public void Given_a_page_of_its_own_When_the_owner_is_sent_to_allow_the_app_Then_it_is_that_one()
    {
        var connector = new CloverConnector();
        var settings = ConnectionSettings.From(connector.Descriptor, new Dictionary<string, string> { ["merchantId"] = "M1", ["accessToken"] = "t", ["signInUrl"] = "https://apisandbox.dev.clover.com/" });

        connector.Descriptor.OAuth!.AuthoriseAt(settings).ShouldBe("https://apisandbox.dev.clover.com/oauth/v2/authorize");
    }

    private sealed class Refusing : HttpMessageHandler
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Hosts { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Hosts.Enqueue(request.RequestUri!.GetLeftPart(UriPartial.Authority));
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent("{}") });
        }
    }
}
