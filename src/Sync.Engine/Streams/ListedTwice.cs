using Sync.ConnectorKit;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Model;

namespace Sync.Engine.Streams;

/// <summary>
/// Records that an earlier read brought on several pages, each time with other content. Taken in one after the other they would
/// each look like a change, in every run anew: they wait for the end of the read, and the last of each is what counts.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="stream">Which stream.</param>
/// <param name="report">Where those that are passed over are counted.</param>
/// <param name="intake">What takes in the last ones.</param>
internal sealed class ListedTwice<T>(RunContext run, PosStream stream, StreamReport report, IIntake<T> intake)
    where T : IPosRecord
{
    private readonly SortedSet<StableHash> known = run.Ledger.Manifest.ListedTwice.GetValueOrDefault(StreamLoop.NameOf(stream)) ?? [];
    private readonly Dictionary<StableHash, T> waiting = [];
    private readonly HashSet<StableHash> again = [];

    /// <summary>Whether a record waits now, in the place of one that came before.</summary>
    public bool Holds(T record)
    {
        if (known.Count == 0 || StableHash.Of(record.Id) is var key && !known.Contains(key)) return false;
        if (waiting.Remove(key))
        {
            again.Add(key);
            report.Skip(StreamLoop.ListedTwice);
        }

        waiting.Add(key, record);
        return true;
    }

    /// <summary>A record is deleted at the POS.</summary>
    public void Forget(string id) => waiting.Remove(StableHash.Of(id));

    /// <summary>Takes in what waits: all pages were seen, or how far they were is about to be noted.</summary>
    public async ValueTask ReleaseAsync()
    {
        foreach (var record in waiting.Values) await intake.HandleAsync(record);
        waiting.Clear();
    }

    /// <summary>The stream has ended: remembers what came several times.</summary>
    /// <param name="whole">Whether every record was read, so that what came once is single now.</param>
    public void Remember(bool whole)
    {
        var (books, name) = (run.Ledger.Manifest.ListedTwice, StreamLoop.NameOf(stream));
        again.UnionWith(run.CameAgain.GetValueOrDefault(stream) ?? []);
        if (!whole) again.UnionWith(known);
        if (again.Count == 0) books.Remove(name);
        else books[name] = [.. again.Order().Take(LedgerManifest.MostListedTwice)];
    }
}
