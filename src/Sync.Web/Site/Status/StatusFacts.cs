using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Store;
using Sync.Web.Runs;

namespace Sync.Web.Site.Status;

/// <summary>What is stored of how an org stands.</summary>
/// <param name="Connections">Its connections.</param>
/// <param name="Streams">The streams of each, by connection.</param>
/// <param name="Status">What their last runs left; null where there was none.</param>
internal sealed record StatusFacts(IReadOnlyList<Connection> Connections, IReadOnlyDictionary<string, IReadOnlyList<PosStream>> Streams, DocumentFields? Status)
{
    /// <summary>What a connection's last run left; null where there was none.</summary>
    public DocumentFields? StatusOf(string connection) => Status?.Map("connections")?.Map(connection);

    /// <summary>How a run stands.</summary>
    public LiveModel Live(LiveRun? run, DateTimeOffset now) => LiveNumbers.Of(
        run, c => Streams.GetValueOrDefault(c) ?? [], run?.Stages is [.., { } last] ? StatusOf(last.Connection) is null : Connections.All(c => StatusOf(c.Id) is null), now);
}
