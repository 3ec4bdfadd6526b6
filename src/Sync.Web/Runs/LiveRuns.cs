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

    /// <summary>Runs something as the org's run.</summary>
    /// <param name="org">Whose.</param>
    /// <param name="by">Who started it, as people know them.</param>
    /// <param name="run">The run, which tells its progress.</param>
    /// <param name="dry">Whether it writes nothing.</param>
    public async Task<OrgOutcome?> WatchAsync(OrgId org, string by, Func<IProgress<RunProgress>, Task<OrgOutcome?>> run, bool dry = false)
    {
        var watched = orgs.GetOrAdd(org, _ => new Watched());
        watched.Set(new LiveRun(time.GetUtcNow(), by) { Dry = dry });
        var end = new OrgOutcome(org, null, "The run was stopped. What is stored is whole; the next run does the rest.");
        try
        {
            var outcome = await run(watched);
            end = outcome ?? new OrgOutcome(org, null, "There was nothing to sync.");
            return outcome;
        }
        finally
        {
            watched.Set(watched.Now! with { Outcome = end });
        }
    }

    /// <summary>The states of the org's runs from now on, the one of now first; late ones replace each other, so that a slow reader misses steps and not the end.</summary>
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

    private sealed class Watched : IProgress<RunProgress>
    {
        private readonly Lock gate = new();

        public ConcurrentDictionary<Channel<LiveRun>, byte> Readers { get; } = new();

        public LiveRun? Now { get; private set; }

        public void Report(RunProgress value)
        {
            lock (gate)
            {
                if (Now is null) return;
                List<RunProgress> stages = [.. Now.Stages];
                var at = stages.FindIndex(s => s.Connection == value.Connection && s.Stage == value.Stage);
                if (at < 0) stages.Add(value);
                else stages[at] = value;
                Tell(Now with { Stages = stages });
            }
        }

        public void Set(LiveRun run)
        {
            lock (gate) Tell(run);
        }

        private void Tell(LiveRun run)
        {
            Now = run;
            foreach (var reader in Readers.Keys) reader.Writer.TryWrite(run);
        }
    }
}
