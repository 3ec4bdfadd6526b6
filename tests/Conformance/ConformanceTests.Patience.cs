using System.Net;
using Sync.ConnectorKit;
using Sync.Connectors;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Somebody waits at a form for what the check says: it is not as patient as a run.</summary>
public abstract partial class ConformanceTests
{
    [Fact]
    public async Task Given_a_POS_that_fails_whatever_is_asked_When_somebody_checks_Then_they_are_told_so_within_seconds()
    {
        await using var pos = await OpenSmallAsync();
        var time = new FakeTime(Start, autoAdvance: true);
        using var failing = new Answering((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent("{}") }));
        using var client = new HttpClient(failing);

        var said = await CheckAsync(pos, client, time, c => c);

        time.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        failing.Count.ShouldBeLessThanOrEqualTo(2 * DescriptorOf(pos).Streams.Count);
        said.ShouldContain("500");
        said.ShouldContain("try again in a few minutes");
    }

    private static async Task<string> CheckAsync(Sync.Simulator.Kit.IFakePos pos, HttpClient client, FakeTime time, Func<ConnectionChecker, ConnectionChecker> with)
    {
        var settings = ConnectionSettings.From(DescriptorOf(pos), pos.SettingsFor("customers"));
        var report = await with(new ConnectionChecker(new ConnectorCatalog(AllConnectors.List), client, time)).CheckAsync(pos.ConnectorId, "main", settings, new OrgSettings { Name = "Shop" }, null);
        report.Ok.ShouldBeFalse();
        return string.Join('\n', report.Verdicts.Where(v => !v.Ok).Select(v => v.Message));
    }

    private sealed class Answering(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref count);
            return answer(request, cancellationToken);
        }
    }
}
