using System.Globalization;
using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Streams;

/// <summary>
/// The orders that the POS says are deleted. It names ids only, and which month's table holds one may not be known: then its
/// stored document tells, so that one deleted id does not load the whole past.
/// </summary>
internal sealed class DeletedOrders(RunContext run, OrderTables tables)
{
    private const int ReadAtOnce = 300;

    private readonly Deletions deletions = new();

    public bool Any => deletions.Any;

    public void Add(string id)
    {
        if (HomeOf(StableHash.Of(id)) is not null || !tables.AllLoaded) deletions.Add(id);
    }

    public void TakeBack(StableHash key) => deletions.TakeBack(key);

    public bool Has(StableHash key) => deletions.Has(key);

    /// <summary>Those that are stored, with the table that holds each.</summary>
    public async Task<List<(LedgerTable Table, StableHash Key)>> FindAsync(CancellationToken cancellation)
    {
        if (!tables.AllLoaded)
            foreach (var chunk in deletions.Ids.Where(d => HomeOf(d.Key) is null).Select(d => d.Value).ToList().Chunk(ReadAtOnce / 2))
                await LoadMonthsAsync(chunk, cancellation);
        return [.. deletions.Ids.Keys.Where(k => HomeOf(k) is not null).Select(k => (HomeOf(k)!, k))];
    }

    private LedgerTable? HomeOf(StableHash key) => tables.Loaded.Values.FirstOrDefault(t => t.Contains(key));

    private async Task LoadMonthsAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        foreach (var document in await run.Store.GetManyAsync([.. ids.SelectMany(Paths)], cancellation))
            if (DateOnly.TryParseExact(
                document?.Body.Read().Text("businessDate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                await tables.OfAsync(date, cancellation);
    }

    private IEnumerable<DocumentPath> Paths(string id)
    {
        try
        {
            return [run.Scope.Path(Collections.Orders, id), run.Scope.Path(Collections.UnmatchedOrders, id)];
        }
        catch (FormatException)
        {
            return []; // no such id can be stored
        }
    }
}
