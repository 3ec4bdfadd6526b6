using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What the client lets through that goes where an owner wants it to.</summary>
public sealed class PublicHttpTests
{
    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")] // the same in one number
    [InlineData("https://0x7f.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://localhost/")]
    public async Task Given_an_address_that_is_private_When_it_is_asked_Then_it_is_refused(string address)
    {
        using var client = PosHttpClients.Create(AllowedHosts.None);

        await Should.ThrowAsync<RefusedAddressException>(client.GetAsync(new Uri(address)));
    }

    [Theory]
    [InlineData("http://1.1.1.1/")]
    [InlineData("http://pos.example/")]
    [InlineData("https://user:word@pos.example/")]
    public async Task Given_an_address_without_TLS_or_with_a_user_When_it_is_asked_Then_it_is_refused_before_its_name_is_resolved(string address)
    {
        using var client = PosHttpClients.Create(AllowedHosts.None, (_, _) => throw new InvalidOperationException("resolved"));

        await Should.ThrowAsync<RefusedAddressException>(client.GetAsync(new Uri(address)));
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("192.168.1.1,fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Given_a_name_that_resolves_to_private_addresses_When_it_is_asked_Then_it_is_refused(string resolved)
    {
        using var client = PosHttpClients.Create(AllowedHosts.None, (_, _) => Task.FromResult(resolved.Split(',').Select(IPAddress.Parse).ToArray()));

        var refusal = await Should.ThrowAsync<RefusedAddressException>(client.GetAsync(new Uri("https://pos.example/")));

        refusal.Message.ShouldContain("pos.example");
    }

    [Fact]
    public async Task Given_an_allowed_name_When_it_is_asked_Then_the_very_address_that_was_resolved_is_dialled_once()
    {
        await using var server = await FakeServer.StartAsync((_, _) => Text(200, "{}"));
        var resolved = 0;
        using var client = PosHttpClients.Create(AllowedHosts.Parse("pos.example"), (_, _) =>
        {
            resolved++;
            return Task.FromResult(new[] { IPAddress.Loopback });
        });

        (await client.GetAsync(Named(server, "pos.example"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        resolved.ShouldBe(1);
    }

    [Theory]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://inside.example/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://pos.example/")] // another port than the allowed one, without TLS
    public async Task Given_a_redirect_to_a_private_address_When_it_is_followed_Then_it_is_refused(string target)
    {
        await using var server = await FakeServer.StartAsync((_, _) => Redirect(target));
        using var client = Client($"pos.example:{new Uri(server.Url).Port}");

        await Should.ThrowAsync<RefusedAddressException>(client.GetAsync(Named(server, "pos.example")));

        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_redirects_When_they_are_followed_Then_credentials_stay_with_their_host_and_the_number_is_small()
    {
        FakeServer? server = null;
        server = await FakeServer.StartAsync((request, _) => request.Path.Value switch
        {
            "/same" => Redirect("/end"),
            "/other" => Redirect(Named(server!, "other.example", "/end").ToString()),
            "/loop" => Redirect("/loop"),
            _ => Text(200, "{}"),
        });
        await using var closing = server;
        using var client = Client("pos.example,other.example");

        await SendAsync(client, Named(server, "pos.example", "/same"));
        var same = server.Requests.Last();
        await SendAsync(client, Named(server, "pos.example", "/other"));
        var other = server.Requests.Last();

        same.Headers["X-Api-Key"].ShouldBe("k");
        same.Headers["Authorization"].ShouldBe("Bearer t");
        other.Path.ShouldBe("/end");
        other.Headers.Keys.ShouldNotContain("X-Api-Key");
        other.Headers.Keys.ShouldNotContain("Authorization");
        await Should.ThrowAsync<RefusedAddressException>(SendAsync(client, Named(server, "pos.example", "/loop")));
        server.Requests.Count(r => r.Path == "/loop").ShouldBe(4);
    }

    [Fact]
    public async Task Given_a_redirect_of_what_has_a_body_When_it_comes_Then_it_is_not_followed()
    {
        await using var server = await FakeServer.StartAsync((_, _) => Redirect("/end"));
        using var client = Client("pos.example");

        var answer = await client.PostAsync(Named(server, "pos.example"), new StringContent("client_secret=s"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_slow_answer_or_a_large_one_When_it_is_read_Then_it_is_given_up()
    {
        await using var server = await FakeServer.StartAsync((_, _) => Text(200, new string(' ', 5000) + "{}"));
        server.Faults.Add(new Fault { Path = "/slow", Kind = FaultKind.Latency, Wait = TimeSpan.FromSeconds(20) });
        using var client = Client("pos.example");
        using var http = new PosHttp(client, new RateBudget(1), TimeProvider.System, new RequestMeter(), new PosHttpOptions
        {
            MaxTries = 1,
            MaxAnswerBytes = 4096,
            TryDeadline = TimeSpan.FromMilliseconds(300),
        });
        Task<bool> Read(string path) => http.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, Named(server, "pos.example", path)), _ => true, new StatusMap("POS"), CancellationToken.None);

        await Should.ThrowAsync<RetryLaterException>(Read("/slow"));
        await Should.ThrowAsync<ConnectorBugException>(Read("/large"));
    }

    private static HttpClient Client(string allowed) => PosHttpClients.Create(
        AllowedHosts.Parse(allowed),
        (host, _) => Task.FromResult(new[] { host == "inside.example" ? IPAddress.Parse("192.168.0.9") : IPAddress.Loopback }));

    private static async Task SendAsync(HttpClient client, Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer t");
        request.Headers.TryAddWithoutValidation("X-Api-Key", "k");
        (await client.SendAsync(request)).EnsureSuccessStatusCode();
    }

    private static Uri Named(FakeServer server, string host, string path = "/") => new($"http://{host}:{new Uri(server.Url).Port}{path}");

    private static FakeAnswer Redirect(string to) => Text(302, "{}") with { Headers = new Dictionary<string, string> { ["Location"] = to } };

    private static FakeAnswer Text(int status, string text) => new(status, Encoding.UTF8.GetBytes(text));
}
