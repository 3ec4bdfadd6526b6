using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Runs;

namespace Sync.Web.Tests;

/// <summary>Runs of one org that are asked for at the same instant.</summary>
public sealed class StartAtOnceTests
{
    [Fact]
    public async Task GivenARunThatIsJustBeginning_WhenAnotherIsAskedFor_ThenItIsNotStarted()
    {
        await using var service = await Service.StartAsync();
        var org = OrgId.Parse("shop");
        using var time = new HeldTime();
        var starter = new RunStarter(service.Parts, new LiveRuns(time), new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), NullLogger<RunStarter>.Instance);
        var first = Task.Run(() => starter.TryStartAsync(org, new RunOptions(), Actor.Operator));
        await time.Asked;

        var second = await starter.TryStartAsync(org, new RunOptions(), Actor.Operator);

        time.Release();
        (await first, second).ShouldBe((true, false));
        await Task.WhenAll(starter.GoingOn.Select(r => r.Key));
    }

    // Holds whoever asks first, who has found the org free by then and is not seen to run yet.
    private sealed class HeldTime : TimeProvider, IDisposable
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim released = new();

        public Task Asked => asked.Task.WaitAsync(TimeSpan.FromSeconds(60));

        public void Release() => released.Set();

        public override DateTimeOffset GetUtcNow()
        {
            if (asked.TrySetResult()) released.Wait(TimeSpan.FromSeconds(60));
            return base.GetUtcNow();
        }

        public void Dispose() => released.Dispose();
    }
}
