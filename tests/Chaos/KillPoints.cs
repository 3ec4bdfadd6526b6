using System.Diagnostics;
using System.Globalization;
using Sync.Engine.Runs;
using Sync.Simulator;

namespace Sync.Chaos.Tests;

/// <summary>
/// Kills <c>possync run</c> at instants spread over the time that it works, runs the org again, and compares with a run that
/// nobody disturbed.
/// </summary>
internal sealed class KillPoints(IGrounds grounds, FakeAlleaves pos, bool synced, int seed)
{
    private const int Probes = 3;
    private const double Margin = 0.05; // of a run's work: no two runs take the same time
    private readonly Random random = new(seed);
    private (string Start, string End) undisturbed;
    private TimeSpan untilFirstRequest;
    private TimeSpan working;

    /// <summary>As many kills as are asked for, each of a process that was alive; says where they fell.</summary>
    public async Task<string> RunAsync(int points)
    {
        var watch = Stopwatch.StartNew();
        await MeasureAsync();
        var (killed, missed) = (0, 0);
        var found = new Dictionary<string, int> { ["nothing"] = 0, ["a part"] = 0, ["all documents"] = 0 };
        var (lastBefore, firstAfter) = (0.0, 1.0); // the writes of a run lie between these, more or less
        while (killed < points || (found["a part"] <= points / 10 && killed < points * 2))
        {
            // Stratified, so that few points reach everywhere; those after the end of a run that was quicker today are drawn again.
            // Where a run writes so quickly that few fell between its writes, more are aimed there.
            var (aimed, fromStart) = (killed >= points, killed < points && killed % 10 == 9);
            var (from, to) = (Math.Min(lastBefore, firstAfter) - Margin, Math.Max(lastBefore, firstAfter) + Margin);
            var share = aimed ? Math.Clamp(from + (random.NextDouble() * (to - from)), 0, 1) : (killed + random.NextDouble()) / points;
            if (missed > points) throw new InvalidOperationException("Most processes ended before they were killed.");
            if (await PointAsync(share, fromStart) is not { } state)
            {
                missed++;
                continue;
            }

            killed++;
            found[state]++;
            if (fromStart || aimed) continue;
            if (state == "nothing") lastBefore = Math.Max(lastBefore, share);
            if (state == "all documents") firstAfter = Math.Min(firstAfter, share);
        }

        found["a part"].ShouldBeGreaterThan(points / 10, "the kills must fall between the writes, or they prove nothing");
        return string.Create(CultureInfo.InvariantCulture,
            $"{killed} kills in {watch.Elapsed.TotalSeconds:0} s ({missed} came too late); found stored: {string.Join(", ", found.Select(f => $"{f.Key} {f.Value}"))}; a run works {working.TotalMilliseconds:0} ms");
    }

    private async Task MeasureAsync()
    {
        var reference = await grounds.NewAsync(synced);
        var start = await reference.DigestAsync();
        (await reference.RunLaterAsync()).Result.ShouldBe(RunResult.Done);
        undisturbed = (start, await reference.DigestAsync());
        undisturbed.End.ShouldNotBe(undisturbed.Start);

        var times = new List<(TimeSpan First, TimeSpan Work)>();
        for (var i = 0; i < Probes; i++)
        {
            var ground = await grounds.NewAsync(synced);
            var watch = Stopwatch.StartNew();
            var seen = pos.Requests.Count;
            using var running = ground.Possync().Start("run", Ground.Org);
            await FirstRequestAsync(seen, running.Ended);
            var first = watch.Elapsed;
            (await running.EndAsync()).Code.ShouldBe(0);
            times.Add((first, watch.Elapsed - first));
            (await ground.DigestAsync()).ShouldBe(undisturbed.End, "a process must do what a run in here does");
        }

        (untilFirstRequest, working) = (times.Min(t => t.First), times.Select(t => t.Work).Order().ElementAt(Probes / 2));
    }

    /// <summary>One kill; what it left, or null where the process had ended by then.</summary>
    private async Task<string?> PointAsync(double share, bool fromStart)
    {
        var ground = await grounds.NewAsync(synced);
        var seen = pos.Requests.Count;
        using var running = ground.Possync().Start("run", Ground.Org);
        if (!fromStart) await FirstRequestAsync(seen, running.Ended);
        var watch = Stopwatch.StartNew();
        var delay = share * (fromStart ? untilFirstRequest : working);
        await Task.WhenAny(Task.Delay(delay, TimeProvider.System), running.Ended);
        if (running.HasEnded)
        {
            TooLate(fromStart, watch.Elapsed);
            return null;
        }

        running.Kill();
        if ((await running.EndAsync()).Code == 0)
        {
            TooLate(fromStart, watch.Elapsed);
            return null;
        }

        var left = await ground.DigestAsync();
        var where = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, killed {delay.TotalMilliseconds:0.0} ms after the {(fromStart ? "start" : "first request")}");
        (await ground.RunLaterAsync()).Result.ShouldBe(RunResult.Done, where);
        (await ground.DigestAsync()).ShouldBe(undisturbed.End, where);
        Ground.TenantWrites(await ground.RunLaterAsync()).ShouldBe(0, where);
        await ground.ClearAsync();
        return left == undisturbed.Start ? "nothing" : left == undisturbed.End ? "all documents" : "a part";
    }

    // Runs grow quicker as files and emulator grow warm; and the last moments of a process are no work any more.
    private void TooLate(bool fromStart, TimeSpan took)
    {
        if (!fromStart) working = (working + took) / 2 * 0.98;
    }

    private async Task FirstRequestAsync(int seen, Task ended)
    {
        while (pos.Requests.Count == seen && !ended.IsCompleted) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
    }
}
