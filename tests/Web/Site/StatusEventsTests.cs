using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.TestKit;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>Live progress, as a browser hears of it.</summary>
public sealed class StatusEventsTests
{
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenARun_WhenItProgressesAndEnds_ThenTheBrowserKnowsWithinASecond()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var (response, events) = await OpenAsync(viewer);
        using var _ = response;
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);

        var end = new TaskCompletionSource();
        IProgress<RunProgress>? progress = null;
        var run = service.Live.WatchAsync(Org, "somebody", async p =>
        {
            progress = p;
            await end.Task;
            return null;
        });
        while (!(await NextAsync(events)).GetProperty("running").GetBoolean()) { }
        for (var done = 10; done <= 50; done += 20)
        {
            var watch = Stopwatch.StartNew();
            progress!.Report(new RunProgress("alleaves", "orders", done, 100) { FirstImport = true });
            var state = await NextAsync(events);
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
            state.GetProperty("lines")[0].GetString().ShouldBe($"alleaves, orders: {done} of 100");
            state.GetProperty("text").GetString()!.ShouldStartWith("Importing: ");
        }

        end.SetResult();
        await run;
        (await NextAsync(events)).GetProperty("running").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task GivenAnOrgThatNothingRanOf_WhenSomebodyWatches_ThenTheyAreToldSoAtOnce()
    {
        // As after a restart: the page may have been made by the process before, and wait for the end of what is gone.
        await using var service = await Service.StartAsync();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var (response, events) = await OpenAsync(viewer);
        using var _ = response;
        var state = await NextAsync(events);
        state.GetProperty("running").GetBoolean().ShouldBeFalse();
        state.GetProperty("dry").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task GivenADryRunBesideAnotherRun_WhenItEnds_ThenThatIsToldThoughTheOtherIsSeen()
    {
        await using var service = await Service.StartAsync();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var (response, events) = await OpenAsync(viewer);
        using var _ = response;
        var (dry, other) = (new TaskCompletionSource<OrgOutcome?>(), new TaskCompletionSource<OrgOutcome?>());
        var tried = service.Live.WatchAsync(Org, "somebody", p => dry.Task, dry: true);
        var run = service.Live.WatchAsync(Org, "the schedule", p =>
        {
            p.Report(new RunProgress("alleaves", "orders", 1, 10));
            return other.Task;
        });
        while (await NextAsync(events) is var now && (!now.GetProperty("dry").GetBoolean() || now.GetProperty("lines").GetArrayLength() == 0)) { }
        dry.SetResult(null);
        await tried;
        var state = await NextAsync(events);
        (state.GetProperty("running").GetBoolean(), state.GetProperty("dry").GetBoolean()).ShouldBe((true, false));
        other.SetResult(null);
        await run;
    }

    [Fact]
    public async Task GivenNothingToSay_WhenTimePasses_ThenAHeartbeatComes()
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var service = await Service.StartWithAsync(s => s, time);
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var (response, events) = await OpenAsync(viewer);
        using var _ = response;
        var beat = LineAsync(events, l => l.StartsWith(':'));
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return beat.IsCompleted;
            },
            "a heartbeat comes");
        (await beat).ShouldBe(": still here");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenSomebodyWhoWatches_WhenTheyAreRemovedOrSignOut_ThenTheyHearNoMore(bool removed)
    {
        var time = new FakeTime(TimeProvider.System.GetUtcNow());
        await using var service = await Service.StartWithAsync(s => s, time);
        await Browserish.MemberAsync(service, "a", Role.Owner, "owner@a.example");
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var (response, events) = await OpenAsync(viewer);
        using var _ = response;
        var ended = EndAsync(events);
        for (var i = 0; i < 6; i++) await PassAsync(time, TimeSpan.FromSeconds(5));
        ended.IsCompleted.ShouldBeFalse(); // they may, so they hear on

        var tenant = service.Parts.Store.OpenTenant(Org);
        var account = (await service.Parts.Accounts.FindByEmailAsync("viewer@a.example"))!.Id;
        if (removed) await new MemberDirectory(tenant, service.Parts.Accounts, time).RemoveAsync(account, Engine.Audit.Actor.Operator);
        else await viewer.SubmitAsync("/orgs", "/sign-out", []);

        for (var i = 0; i < 60 && !ended.IsCompleted; i++) await PassAsync(time, TimeSpan.FromSeconds(5));
        ended.IsCompleted.ShouldBeTrue();
    }

    private static async Task EndAsync(StreamReader events)
    {
        try
        {
            while (await events.ReadLineAsync() is not null) { }
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // a host that stops may reset the connection: that is an end as well
        }
    }

    // What waits for the clock goes on before it moves again.
    private static async Task PassAsync(FakeTime time, TimeSpan by)
    {
        time.Advance(by);
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }

    [Fact]
    public async Task GivenSomebodyWhoWatches_WhenTheHostStops_ThenTheStreamEndsAndDoesNotHoldIt()
    {
        await using var service = await Service.StartAsync();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var (response, events) = await OpenAsync(viewer);
        using var _ = response;
        var ended = EndAsync(events);
        var watch = Stopwatch.StartNew();
        await service.StopAsync();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await ended;
    }

    private static async Task<(HttpResponseMessage Response, StreamReader Events)> OpenAsync(Browserish browser)
    {
        var response = await browser.Client.GetAsync("/orgs/a/events", HttpCompletionOption.ResponseHeadersRead);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldBe("retry: 2000"); // from here on somebody listens
        return (response, reader);
    }

    private static async Task<JsonElement> NextAsync(StreamReader events) =>
        JsonDocument.Parse((await LineAsync(events, l => l.StartsWith("data: ", StringComparison.Ordinal)))[6..]).RootElement;

    private static async Task<string> LineAsync(StreamReader events, Func<string, bool> wanted)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (await events.ReadLineAsync(late.Token) is { } line)
            if (wanted(line)) return line;
        throw new EndOfStreamException("The events ended.");
    }
}
