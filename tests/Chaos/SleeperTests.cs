using Sync.Engine.Runs;
using Sync.Simulator;
using Sync.TestKit;

namespace Sync.Chaos.Tests;

[Trait("Category", "Slow")]
public sealed class SleeperTests(ConcurrencyShops shops) : IClassFixture<ConcurrencyShops>, IDisposable
{
    private const int LastPage = 10;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(150);

    private readonly SqliteGrounds files = new(shops);
    private readonly EmulatorGrounds projects = new(shops);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Given_a_process_that_slept_through_its_lease_When_it_wakes_Then_it_can_write_nothing_more(bool emulator) =>
        SleepAsync(emulator, leaseSeconds: 2, async ground =>
        {
            var heir = await ground.Possync(leaseSeconds: 2).RunAsync("run", Ground.Org, "--wait", "30");
            heir.Code.ShouldBe(0, heir.ToString());
        });

    /// <summary>
    /// By its own clock its lease is good and its renewal not due: it goes on writing at once, and nothing but the fence on each
    /// commit keeps it from the documents.
    /// </summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Given_a_process_that_notices_no_takeover_When_it_goes_on_Then_it_can_write_nothing_more(bool emulator) =>
        SleepAsync(emulator, leaseSeconds: 300, async ground => (await ground.RunLaterAsync()).Result.ShouldBe(RunResult.Done));

    public void Dispose()
    {
        shops.Before.Faults.Clear();
        files.Dispose();
    }

    private async Task SleepAsync(bool emulator, int leaseSeconds, Func<Ground, Task> takeOver)
    {
        Require.That(OperatingSystem.IsLinux(), "signals are sent by their Linux numbers");
        if (emulator) Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        IGrounds grounds = emulator ? projects : files;
        var ground = await grounds.NewAsync(synced: false);
        var nothing = await ground.DigestAsync();
        using var gate = new Gate();
        shops.Before.Faults.Add(new Fault { Path = "/orders", Page = LastPage, Kind = FaultKind.Before, Times = 1, Before = gate.Pass });
        using var sleeper = ground.Possync(leaseSeconds).Start("run", Ground.Org);
        await gate.Reached;
        await SettledAsync(ground, nothing);
        sleeper.Stop(); // in the middle: some batches are stored, and others are not
        gate.Open(); // what it asked for waits in its socket until it wakes

        // The shop has changed meanwhile: whatever the sleeper still wrote would be older than what is stored.
        await ground.ConnectAsync(shops.After);
        await takeOver(ground);
        var digest = await ground.DigestAsync();
        sleeper.Continue();
        var woken = await sleeper.EndAsync();

        woken.Code.ShouldBe(3, woken.ToString());
        woken.Err.ShouldContain("lost its lease");
        woken.Err.ShouldNotContain("   at ");
        (await ground.DigestAsync()).ShouldBe(digest);
        Ground.TenantWrites(await ground.RunLaterAsync()).ShouldBe(0);
    }

    // A process that is stopped within a transaction keeps SQLite's lock for as long as it stands still; no lease helps there.
    private static async Task SettledAsync(Ground ground, string nothing)
    {
        var last = nothing;
        while (true)
        {
            await Task.Delay(Moment, TimeProvider.System);
            var now = await ground.DigestAsync();
            if (now != nothing && now == last) return;
            last = now;
        }
    }
}
