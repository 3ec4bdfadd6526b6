using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Store;

namespace Sync.Engine.Hints;

/// <summary>A webhook that waits for what it told of to be read again.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Connection">The connection's id.</param>
/// <param name="ReceivedAt">When it came.</param>
internal sealed record PendingEvent(DocumentPath Path, string Connection, DateTimeOffset ReceivedAt)
{
    public IReadOnlyList<RecordHint> Records { get; init; } = [];

    public IReadOnlyList<PosStream> Streams { get; init; } = [];

    public bool Revoked { get; init; }

    /// <summary>The streams that it speaks of.</summary>
    public IEnumerable<PosStream> Touched => Records.Select(r => r.Stream).Concat(Streams).Distinct();
}
