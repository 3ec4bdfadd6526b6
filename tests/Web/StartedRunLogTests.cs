using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Tests.Secrecy;

namespace Sync.Web.Tests;

/// <summary>What the log says of runs that the site or the API started.</summary>
public sealed class StartedRunLogTests
{
    [Fact]
    public async Task GivenARunThatSomebodyStarted_WhenItFailsInsideOfSync_ThenALineNamesTheOrgAndTheCause()
    {
        using var folder = new TempFolder();
        using var log = new LogCapture();
        await using var pos = await Shops.OpenAsync();
        var settings = new SyncSettings { Store = StoreLocation.Parse(folder.Store), AllowedHosts = ConnectorKit.Http.AllowedHosts.Parse(Simulator.Kit.FakeServer.Host) };
        await using var service = await Service.LoggedAsync(settings, log.AddTo);
        await service.ConnectAsync("a", pos);
        await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        // Days that neither the site nor the API would take: no calendar goes beyond them.
        await service.Starter.RunAsync(OrgId.Parse("a"), new RunOptions { Again = new OrderRange("alleaves", DateOnly.MaxValue, DateOnly.MaxValue) }, Actor.Operator);
        log.Lines.ShouldContain(l => l.Contains("RunStarter Warning: Org a, connection alleaves failed: ") && l.Contains("ArgumentOutOfRangeException"));
    }
}
