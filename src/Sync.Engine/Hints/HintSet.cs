using Sync.ConnectorKit;

namespace Sync.Engine.Hints;

/// <summary>What the waiting webhooks of one connection tell, put together.</summary>
internal sealed class HintSet
{
    // Beyond this, reading what changed since the cursor is cheaper than asking for each.
    private const int MostIds = 500;

    private readonly Dictionary<PosStream, HashSet<string>> ids = [];
    private readonly HashSet<PosStream> whole = [];

    public HintSet(IEnumerable<PendingEvent> events, IReadsById? reader)
    {
        foreach (var e in events)
        {
            whole.UnionWith(e.Streams);
            foreach (var record in e.Records)
            {
                if (reader?.StreamsById.Contains(record.Stream) != true) whole.Add(record.Stream);
                else (ids.TryGetValue(record.Stream, out var known) ? known : ids[record.Stream] = []).Add(record.Id);
            }
        }

        foreach (var (stream, storm) in ids.Where(i => i.Value.Count > MostIds).ToList())
        {
            whole.Add(stream);
            ids.Remove(stream);
        }
    }

    /// <summary>Whether a stream's changes since its cursor are read.</summary>
    public bool IsNamed(PosStream stream) => whole.Contains(stream);

    /// <summary>The records to read by their ids; empty for none.</summary>
    public IReadOnlyList<string> IdsOf(PosStream stream) => ids.TryGetValue(stream, out var known) ? [.. known.Order(StringComparer.Ordinal)] : [];

    /// <summary>Whether a stream is touched at all.</summary>
    public bool Touches(PosStream stream) => IsNamed(stream) || ids.ContainsKey(stream);
}
