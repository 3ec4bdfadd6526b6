using System.Net;
using Sync.ConnectorKit.Http;

namespace Sync.Conformance.Tests;

public sealed class PublicNetworksTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.0")]
    [InlineData("100.100.100.200")] // a cloud's metadata
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("168.63.129.16")] // a cloud's host service
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")] // metadata
    [InlineData("169.254.170.2")] // metadata of containers
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")] // a cloud's metadata
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.0")]
    [InlineData("192.168.255.255")]
    [InlineData("198.18.0.0")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::10.0.0.1")] // IPv4-compatible
    [InlineData("::8.8.8.8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:8.8.8.8")] // IPv4-translated
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b:1::8.8.8.8")] // NAT64 of a network's own
    [InlineData("100::1")] // discard
    [InlineData("2001::1")] // Teredo
    [InlineData("2001:2::1")] // benchmarks
    [InlineData("2001:10::1")] // ORCHID
    [InlineData("2001:20::1")] // ORCHID v2
    [InlineData("2001:db8::1")]
    [InlineData("2002:0a00:0001::1")] // 6to4 of 10.0.0.1
    [InlineData("2002:7f00:0001::1")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("3fff::1")] // documentation
    [InlineData("3fff:fff:ffff::1")]
    [InlineData("4000::1")] // not given out
    [InlineData("5f00::1")] // segment routing
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")] // a cloud's metadata
    [InlineData("fd20:ce::254")] // a cloud's metadata
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fec0::1")] // site-local
    [InlineData("ff02::1")]
    [InlineData("ff0e::1")]
    public void Given_an_address_that_is_not_public_When_it_is_looked_at_Then_it_is_refused(string address) =>
        PublicNetworks.Contains(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("168.63.129.15")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.0.3.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2002:0808:0808::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2001:db7::1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001:80e::200e")]
    [InlineData("3ffe::1")]
    public void Given_an_address_of_the_public_internet_When_it_is_looked_at_Then_it_is_let_through(string address) =>
        PublicNetworks.Contains(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("pos.lan", "pos.lan", 443, true)]
    [InlineData("pos.lan", "POS.lan.", 8080, true)]
    [InlineData("pos.lan:8080", "pos.lan", 8080, true)]
    [InlineData("pos.lan:8080", "pos.lan", 443, false)]
    [InlineData("pos.lan", "evil.pos.lan", 443, false)]
    [InlineData("pos.lan", "pos.lan.evil.com", 443, false)]
    [InlineData(" a.lan , 10.0.0.5:81 ", "10.0.0.5", 81, true)]
    [InlineData("::1", "[::1]", 80, true)]
    [InlineData("[::1]:81", "::1", 81, true)]
    [InlineData("[::1]:81", "::1", 80, false)]
    [InlineData("", "localhost", 80, false)]
    [InlineData("my_till:8080", "my_till", 8080, true)]
    public void Given_the_operators_list_When_a_host_is_asked_for_Then_only_what_it_names_is_allowed(string list, string host, int port, bool allowed) =>
        AllowedHosts.Parse(list).Allow(host, port).ShouldBe(allowed);

    [Theory]
    [InlineData("http://127.0.0.1")]
    [InlineData("localhost,127.0.0.1:99999")]
    [InlineData("*")]
    [InlineData("shop.lan/pos")]
    public void Given_the_operators_list_that_names_no_host_When_read_Then_it_is_refused_with_its_variable(string list) =>
        Should.Throw<FormatException>(() => AllowedHosts.Parse(list)).Message.ShouldContain("SYNC_ALLOW_PRIVATE_HOSTS");
}
