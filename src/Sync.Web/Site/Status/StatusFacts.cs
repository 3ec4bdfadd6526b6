using Sync.ConnectorKit;
using Sync.Engine.Queries;
using Sync.Web.Runs;

namespace Sync.Web.Site.Status;

/// <summary>What is stored of how an org stands.</summary>
/// <param name="Status">Its connections and what their last runs left.</param>
/// <param name="Streams">The streams of each connection, by its id.</param>
internal sealed record StatusFacts(OrgStatus Status, IReadOnlyDictionary<string, IReadOnlyList<PosStream>> Streams)
{
    /// <summary>How a run stands.</summary>
    public LiveModel Live(LiveRun? run, DateTimeOffset now) => LiveNumbers.Of(run, c => Streams.GetValueOrDefault(c) ?? [], IsFirst(run), now);

    private bool IsFirst(LiveRun? run) => run?.Stages is [.., { } last]
        ? Status.Connections.FirstOrDefault(c => c.Id == last.Connection)?.LastRunAt is null
        : Status.Connections.All(c => c.LastRunAt is null);
}
