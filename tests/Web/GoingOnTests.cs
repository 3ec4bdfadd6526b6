using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;

namespace Sync.Web.Tests;

/// <summary>What was started and has not ended, while it ends.</summary>
public sealed class GoingOnTests
{
    [Fact]
    public async Task GivenRunsThatBeginAndEnd_WhenItIsListedWhichGoOn_ThenTheListHasNoGaps()
    {
        await using var service = await Service.StartAsync();
        var starting = Task.Run(async () =>
        {
            for (var i = 0; i < 400; i++) await service.Starter.TryStartAsync(OrgId.Parse($"org{i}"), new RunOptions { DryRun = true }, Actor.Operator);
        });

        var gaps = 0;
        while (!starting.IsCompleted) gaps += service.Starter.GoingOn.Count(r => r.Key is null);

        await starting;
        gaps.ShouldBe(0);
    }
}
