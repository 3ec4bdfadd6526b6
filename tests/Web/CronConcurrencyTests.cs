using System.Net;
using System.Text.Json;
using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;

namespace Sync.Web.Tests;

/// <summary>Calls at once, callers that hang up, and a service that is stopped.</summary>
public sealed class CronConcurrencyTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task GivenSeveralCallsAtOnce_WhenTheyAskForTheSameOrg_ThenOneRunsAndTheOthersSayWhoDoes()
    {
        await using var pos = await Shops.OpenAsync(Slow);
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => service.SyncAsync()));

        var outcomes = answers.Select(a => a["a"]).ToLookup(o => o.GetProperty("result").GetString());
        outcomes["done"].Count().ShouldBe(1);
        outcomes["running"].Count().ShouldBe(5);
        (await service.RunsAsync("a")).ShouldBe(1);
        foreach (var running in outcomes["running"])
        {
            running.GetProperty("heldBy").GetString().ShouldNotBeNullOrEmpty();
            running.GetProperty("heldUntil").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task GivenTwoCallsThatFindTheLeaseFreeAtTheSameInstant_WhenBothTakeIt_ThenOnlyOneSyncs()
    {
        using var folder = new TempFolder();
        await using var pos = await Shops.OpenAsync(Slow);
        await using var service = await Service.WithARaceAsync(folder.Store);
        await service.ConnectAsync("a", pos);
        var answers = await Task.WhenAll(service.SyncAsync(), service.SyncAsync());
        answers.Select(a => a["a"].GetProperty("result").GetString()).Order().ShouldBe(["done", "running"]);
    }

    [Fact]
    public async Task GivenACallerWhoHangsUp_WhenTheSyncIsUnderWay_ThenItGoesOnToItsEnd()
    {
        await using var pos = await Shops.OpenAsync(Slow);
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var patience = new CancellationTokenSource();
        var call = service.CronAsync(cancellation: patience.Token);
        await Eventually.TrueAsync(() => !pos.Requests.IsEmpty, "the POS is asked");

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await Eventually.TrueAsync(async () => await service.RunsAsync("a") == 1, "the run is on record");
    }

    [Fact]
    public async Task GivenASyncUnderWay_WhenTheServiceIsStopped_ThenTheCallerIsToldAndTheNextRunNeedsNotWait()
    {
        using var folder = new TempFolder();
        await using var pos = await Shops.OpenAsync(Slow);
        var service = await Service.OverAsync(folder.Store);
        await service.ConnectAsync("a", pos);
        var call = service.CronAsync();
        await Eventually.TrueAsync(() => !pos.Requests.IsEmpty, "the POS is asked");

        await service.StopAsync();

        using (var response = await call)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("title").GetString().ShouldBe("Stopping");
        }

        await service.DisposeAsync();
        await using var next = await Service.OverAsync(folder.Store);
        (await next.SyncAsync())["a"].GetProperty("result").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task GivenARunThatSomebodyStarted_WhenTheServiceIsStopped_ThenItEndsFirst_AndTheNextRunNeedsNotWait()
    {
        using var folder = new TempFolder();
        await using var pos = await Shops.OpenAsync(Slow);
        var service = await Service.OverAsync(folder.Store);
        await service.ConnectAsync("a", pos);
        var org = OrgId.Parse("a");
        (await service.Starter.TryStartAsync(org, new RunOptions(), Actor.Operator)).ShouldBeTrue();
        await Eventually.TrueAsync(() => !pos.Requests.IsEmpty, "the POS is asked");

        await service.StopAsync();

        service.Live.Find(org)!.Outcome.ShouldNotBeNull("the service must not end before its runs");
        await service.DisposeAsync();
        await using var next = await Service.OverAsync(folder.Store);
        (await next.SyncAsync())["a"].GetProperty("result").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task GivenAFileThatIsBroughtIn_WhenTheServiceIsStopped_ThenTheImportEndsFirst()
    {
        await using var service = await Service.StartAsync();
        using var user = await Api.ApiUser.WithKeyAsync(service, "a");
        var file = "Order ID,Date,Total,Customer ID\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{i},2026-01-02,5,{i}\n"));
        (await user.UploadAsync("/api/orgs/a/imports", file, [("as", "orders")])).ShouldBe(202);

        await service.StopAsync();

        service.Starter.GoingOn.ShouldBeEmpty();
        service.Live.Find(OrgId.Parse("a"))?.Outcome.ShouldNotBeNull();
    }

    [Fact]
    public async Task GivenTwoProcessesOverOneFile_WhenBothAreCalled_ThenOnlyOneSyncs()
    {
        using var folder = new TempFolder();
        await using var pos = await Shops.OpenAsync(Slow);
        await using var first = await Service.OverAsync(folder.Store);
        await using var second = await Service.OverAsync(folder.Store);
        await first.ConnectAsync("a", pos);
        var answers = await Task.WhenAll(first.SyncAsync(), second.SyncAsync());
        answers.Select(a => a["a"].GetProperty("result").GetString()).Order().ShouldBe(["done", "running"]);
    }
}
