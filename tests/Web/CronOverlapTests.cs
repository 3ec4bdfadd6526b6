using Sync.Simulator;
using Sync.TestKit;

namespace Sync.Web.Tests;

/// <summary>The cron syncs several orgs at a time.</summary>
public sealed class CronOverlapTests
{
    [Fact]
    public async Task GivenTwoOrgs_WhenTheCronIsCalled_ThenEachIsUnderWayWhileTheOtherIs()
    {
        await using var one = await Shops.OpenAsync();
        await using var two = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", one);
        await service.ConnectAsync("b", two);
        using var first = Hold(one);
        using var second = Hold(two);

        var call = service.SyncAsync();
        await Task.WhenAll(first.Reached, second.Reached); // neither goes on before both are asked for their orders
        call.IsCompleted.ShouldBeFalse();
        first.Open();
        second.Open();

        (await call).Select(o => (o.Key, o.Value.GetProperty("result").GetString())).ShouldBe([("a", "done"), ("b", "done")]);
    }

    private static Gate Hold(FakeAlleaves pos)
    {
        var gate = new Gate();
        pos.Faults.Add(new Fault { Path = "/orders", Kind = FaultKind.Before, Times = 1, Before = gate.Pass });
        return gate;
    }
}
