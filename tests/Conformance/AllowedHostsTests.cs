using Sync.ConnectorKit.Http;

namespace Sync.Conformance.Tests;

/// <summary>The list of hosts that the operator allows though they are not public.</summary>
public sealed class AllowedHostsTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", 80, true)]
    [InlineData(" pos.shop.lan , other", "POS.shop.lan.", 8080, true)]
    [InlineData("my_till:8080", "my_till", 8080, true)]
    [InlineData("localhost:8080", "localhost", 8081, false)]
    [InlineData("::1", "[::1]", 443, true)]
    [InlineData("[::1]:8080", "::1", 8080, true)]
    [InlineData("[::1]:8080", "::1", 443, false)]
    [InlineData(null, "localhost", 80, false)]
    public void Given_a_list_When_asked_for_a_host_Then_it_is_allowed_as_the_list_says(string? list, string host, int port, bool allowed) =>
        AllowedHosts.Parse(list).Allow(host, port).ShouldBe(allowed);

    [Theory]
    [InlineData("http://127.0.0.1")]
    [InlineData("localhost,127.0.0.1:99999")]
    [InlineData("*")]
    [InlineData("shop.lan/pos")]
    public void Given_a_list_that_names_no_host_When_read_Then_it_is_refused_with_its_name(string list) =>
        Should.Throw<FormatException>(() => AllowedHosts.Parse(list)).Message.ShouldContain("SYNC_ALLOW_PRIVATE_HOSTS");
}
