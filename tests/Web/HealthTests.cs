using System.Net;

namespace Sync.Web.Tests;

/// <summary>Whether the process lives, and whether it can work.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task GivenAStoreThatAnswers_WhenHealthIsAsked_ThenItIsAliveAndReady()
    {
        await using var service = await Service.StartAsync();
        (await service.Client.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.Client.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenAStoreThatBreaks_WhenHealthIsAsked_ThenItIsAliveButNotReadyAndTellsStrangersNothing()
    {
        using var folder = new TempFolder();
        var (service, store) = await Service.OverBreakableAsync(folder.Store);
        await using var _ = service;
        store.Broken = true;

        (await service.Client.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var ready = await service.Client.GetAsync("/readyz");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync()).ShouldNotContain("/secret/place");
        (await service.CronAsync()).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        store.Broken = false;
        (await service.Client.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task GivenAPathThatNobodyServes_WhenItIsAsked_ThenItIsNotFound()
    {
        await using var service = await Service.StartAsync();
        (await service.Client.GetAsync("/nothing-here")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await service.Client.GetAsync("/../sync.db")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
