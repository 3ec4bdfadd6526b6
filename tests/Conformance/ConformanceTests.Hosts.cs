using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>An owner chooses the address: no connector goes where the operator of the installation does not let it go.</summary>
public abstract partial class ConformanceTests
{
    private static readonly IPAddress Public = IPAddress.Parse("8.8.8.8");

    [Theory]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://169.254.169.254")]
    [InlineData("https://[::1]")]
    [InlineData("https://inside.example")]
    public async Task Given_an_address_that_is_not_public_When_checked_and_read_Then_it_is_refused_and_nothing_is_dialled(string address)
    {
        await using var pos = await OpenSmallAsync();
        var dialled = new ConcurrentQueue<IPEndPoint>();
        using var reading = Reading(pos, address, Reaching("", dialled, _ => IPAddress.Parse("192.168.0.9")));

        (await TextOfCheckAsync(reading)).ShouldMatch("is not on the public internet|must begin with https://");
        foreach (var stream in reading.Connector.Descriptor.Streams)
            (await reading.ReadAsync(stream.Stream)).Error.ShouldBeOfType<FixSettingsException>().Setting.ShouldBe("baseUrl");

        dialled.ShouldBeEmpty();
        pos.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://inside.example/")]
    [InlineData("file:///etc/passwd")]
    public async Task Given_a_POS_that_redirects_to_where_nobody_may_go_When_read_Then_that_is_said_and_nothing_else_is_dialled(string target)
    {
        await using var pos = await OpenSmallAsync();
        var redirect = new FakeAnswer(302, Encoding.UTF8.GetBytes("{}")) { Headers = new Dictionary<string, string> { ["Location"] = target } };
        await using var redirecting = await FakeServer.StartAsync((_, _) => redirect);
        var own = new Uri(redirecting.Url);
        var dialled = new ConcurrentQueue<IPEndPoint>();
        using var reading = Reading(pos, redirecting.Url, Reaching(own.Authority, dialled, _ => IPAddress.Parse("192.168.0.9")));

        foreach (var stream in reading.Connector.Descriptor.Streams)
        {
            var error = (await reading.ReadAsync(stream.Stream)).Error.ShouldBeOfType<FixSettingsException>();
            error.Setting.ShouldBeOneOf("baseUrl", "shop", "domainPrefix"); // where a POS names its shop by another setting
            error.OwnerMessage.ShouldMatch("redirects to where Sync does not go|address");
        }

        redirecting.Requests.ShouldNotBeEmpty();
        dialled.ShouldAllBe(d => d.Port == own.Port && IPAddress.IsLoopback(d.Address));
    }

    [Fact]
    public async Task Given_a_name_that_resolves_to_a_private_address_later_When_a_request_is_tried_again_Then_it_is_refused()
    {
        await using var pos = await OpenSmallAsync();
        var dialled = new ConcurrentQueue<IPEndPoint>();
        using var reading = Reading(pos, "https://pos.example", Reaching("", dialled, lookUp => lookUp == 1 ? Public : IPAddress.Loopback, fails: true));

        var read = await reading.ReadAsync(reading.Connector.Descriptor.Streams[0].Stream);

        read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("'pos.example' is not on the public internet");
        dialled.ShouldHaveSingleItem().Address.ShouldBe(Public);
        pos.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_host_that_the_operator_allows_at_its_port_When_checked_and_read_Then_it_works()
    {
        await using var pos = await OpenSmallAsync();
        var dialled = new ConcurrentQueue<IPEndPoint>();
        using var reading = new ConformanceReading(pos, new FakeTime(Start, autoAdvance: true), client: Reaching(new Uri(pos.Url).Authority, dialled, _ => Public));

        (await reading.Connector.CheckAsync(reading.Context, CancellationToken.None)).Ok.ShouldBeTrue();
        foreach (var stream in reading.Connector.Descriptor.Streams) (await reading.ReadAsync(stream.Stream)).Error.ShouldBeNull();

        dialled.ShouldNotBeEmpty();
    }

    private async Task<IFakePos> OpenSmallAsync()
    {
        var plan = Plan with { Customers = 4, Orders = 6, Products = 3 };
        return await StartAsync(PosTruth.Generate(plan), new FakePosOptions { Time = new FakeTime(Start) });
    }

    private static ConformanceReading Reading(IFakePos pos, string address, HttpClient client) =>
        new(pos, new FakeTime(Start, autoAdvance: true), client: client, otherwise: new Dictionary<string, string> { ["baseUrl"] = address });

    private static async Task<string> TextOfCheckAsync(ConformanceReading reading)
    {
        try
        {
            var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
            report.Ok.ShouldBeFalse();
            return string.Join('\n', report.Verdicts.Where(v => !v.Ok).Select(v => v.Message));
        }
        catch (ConnectorException e)
        {
            return e.OwnerMessage;
        }
    }

    private static HttpClient Reaching(string allowed, ConcurrentQueue<IPEndPoint> dialled, Func<int, IPAddress> resolve, bool fails = false)
    {
        var lookUps = 0;
        return PosHttpClients.Create(
            AllowedHosts.Parse(allowed),
            (_, _) => Task.FromResult(new[] { resolve(Interlocked.Increment(ref lookUps)) }),
            async (address, cancellation) =>
            {
                dialled.Enqueue(address);
                if (fails) throw new SocketException((int)SocketError.ConnectionRefused);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(address, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            });
    }
}
