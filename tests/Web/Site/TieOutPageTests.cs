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
}
