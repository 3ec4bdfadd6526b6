using Sync.Engine.Accounts;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>Whether the days add up, on the status page.</summary>
public sealed class TieOutPageTests
{
    [Fact]
    public async Task GivenAFirstImport_WhenThePageIsOpened_ThenItSaysWithoutBeingAskedWhichDaysAddUpAndWhenTheyWereCompared()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.SyncAsync();
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var page = await viewer.TextAsync("/orgs/a");
        page.ShouldContain("days add up");
        page.ShouldContain("compared ");
        page.ShouldContain("Adds up");
        page.ShouldNotContain("Totals not compared yet");
    }

    [Fact]
    public async Task GivenNoSales_WhenTheDaysWereCompared_ThenThePageDoesNotSayThatNoneOfThemAddUp()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        foreach (var order in pos.Shop.Orders.ToList()) pos.Shop.Orders.Remove(order);
        await service.ConnectAsync("a", pos);
        await service.SyncAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        await manager.SubmitAsync("/orgs/a", "/orgs/a/tie-out", []);
        var page = await manager.TextAsync("/orgs/a");
        page.ShouldContain("Nothing to compare yet");
        page.ShouldNotContain("days add up");
    }
}
