using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sync.Engine.Runs;
using Sync.Model;

namespace Sync.Web.Runs;

/// <summary>
/// The runs that go on in this process, for whoever watches: the latest state of each org's, told as it changes. What goes on in
/// another process is seen in the store only.
/// </summary>
public sealed class LiveRuns(TimeProvider time)
{
    private readonly ConcurrentDictionary<OrgId, Watched> orgs = new();

    /// <summary>How the org's run stands, or how its last one here ended; null where there was none.</summary>
    public LiveRun? Find(OrgId org) => orgs.TryGetValue(org, out var watched) ? watched.Now : null;

    /// <summary>How the org's latest dry run stands, or how it ended, whatever else is seen since; null where there was none.</summary>
    public LiveRun? FindDry(OrgId org) => orgs.TryGetValue(org, out var watched) ? watched.Dry?.Now : null;

    /// <summary>
    /// Runs something as the org's run: at once where no other goes on here, else from its first word on. Until then it waits for the
    /// other one, or is told that it cannot run, and what is seen stays the other's.
    /// </summary>
    /// <param name="org">Whose.</param>
    /// <param name="by">Who started it, as people know them.</param>
    /// <param name="run">The run, which tells its progress.</param>
    /// <param name="dry">Whether it writes nothing.</param>
    public async Task<OrgOutcome?> WatchAsync(OrgId org, string by, Func<IProgress<RunProgress>, Task<OrgOutcome?>> run, bool dry = false)
    {
        var own = new Place(orgs.GetOrAdd(org, _ => new Watched()), new LiveRun(time.GetUtcNow(), by) { Dry = dry }, time);
        var end = new OrgOutcome(org, null, "The run was stopped. What is stored is whole; the next run does the rest.");
        try
        {
            var outcome = await run(own);
            end = outcome ?? new OrgOutcome(org, null, "There was nothing to sync.");
            return outcome;
        }
        finally
        {
            own.End(end);
        }
    }

    /// <summary>The states of the org's runs from now on, the one of now first; late ones replace each other, so that a slow reader misses steps and not the end. A dry run's end is told too where another run is seen: as that run's state, once more.</summary>
    public async IAsyncEnumerable<LiveRun> FollowAsync(OrgId org, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var watched = orgs.GetOrAdd(org, _ => new Watched());
        var channel = Channel.CreateBounded<LiveRun>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        watched.Readers[channel] = 0;
        try
        {
            if (watched.Now is { } now) yield return now;
            await foreach (var state in channel.Reader.ReadAllAsync(cancellation)) yield return state;
        }
        finally
        {
            watched.Readers.TryRemove(channel, out _);
        }
    }

    private sealed class Watched
    {
        public Lock Gate { get; } = new();

        public ConcurrentDictionary<Channel<LiveRun>, byte> Readers { get; } = new();

        public LiveRun? Now { get; private set; }

        public Place? Shown { get; private set; }

        /// <summary>The dry run that began last. It is kept beside what is seen: a run of the schedule's may begin while it goes on.</summary>
        public Place? Dry { get; set; }

        public void Show(Place place, LiveRun run)
        {
            (Shown, Now) = (place, run);
            Tell(run);
        }

        public void Tell(LiveRun run)
        {
            foreach (var reader in Readers.Keys) reader.Writer.TryWrite(run);
        }
    }

    // One run, and whether it is the one that is seen.
    private sealed class Place : IProgress<RunProgress>
    {
        private readonly Watched org;
        private readonly TimeProvider time;
        private volatile LiveRun now;
        private bool wasShown;

        public Place(Watched org, LiveRun now, TimeProvider time)
        {
            (this.org, this.now, this.time) = (org, now, time);
            lock (org.Gate)
            {
                if (now.Dry) org.Dry = this;
                if (org.Now is not { Outcome: null }) Show();
            }
        }

        public LiveRun Now => now;

        public void Report(RunProgress value)
        {
            lock (org.Gate)
            {
                var told = new RunStages(now.StartedAt) { Stages = now.Stages, Since = now.Since }.After(value, time.GetUtcNow());
                now = now with { Stages = told.Stages, Since = told.Since };
                // A dry run and another one may go on side by side: they must not take turns.
                if (org.Shown == this || !wasShown || org.Now is not { Outcome: null }) Show();
            }
        }

        public void End(OrgOutcome outcome)
        {
            lock (org.Gate)
            {
                now = now with { Outcome = outcome };
                if (org.Shown == this) Show();
                else if (org.Dry == this && org.Now is { } seen) org.Tell(seen);
            }
        }

        private void Show()
        {
            wasShown = true;
            org.Show(this, now);
        }
    }
}
