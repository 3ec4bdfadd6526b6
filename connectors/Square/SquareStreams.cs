using System.Globalization;
using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Square;

/// <summary>Reads the four streams.</summary>
internal sealed partial class SquareStreams(ConnectionContext connection, SquareClient client)
{
    private const int MostLocations = 10; // Of one order search.
    private const int LargestPage = 1000;
    private const int LargestCustomerPage = 100;

    private readonly Paging paging = new(connection);

    public IAsyncEnumerable<RecordPage> ReadAsync(ReadRequest request, CancellationToken cancellation) => request.Stream switch
    {
        PosStream.Customers => CustomersAsync(paging.Start(request.Cursor), cancellation),
        PosStream.Orders => OrdersAsync(request.Cursor, cancellation),
        PosStream.Products => new CatalogStream(connection, client).ReadAsync(paging.Start(request.Cursor), cancellation),
        PosStream.Inventory => InventoryAsync(paging.Start(request.Cursor), cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Stream, "Square has no such stream."),
    };

    private static StreamEnd End(ReadState state) => new(state.Cursor(), CoverageKind.Changes);

    private async IAsyncEnumerable<RecordPage> OrdersAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var places = await client.LocationsAsync(cancellation).ConfigureAwait(false);
        var mapping = new OrderMapping(connection, places);
        var state = OverLocations(paging.Start(cursor), [.. places.Select(p => p.Id!)]);
        await foreach (var page in paging.ReadAsync(state, (at, stop) => OrdersPageAsync(at, mapping, stop), End, cancellation).ConfigureAwait(false))
            yield return page;
    }

    // A location that the last read did not know has all of its past yet to come; one that is gone is not asked for.
    private static ReadState OverLocations(ReadState state, List<string> ids)
    {
        if (state.Resumed) return state;
        var since = state.Pieces[0].Since;
        var known = since is null ? [] : ids.Where(state.Ids.Contains).ToList();
        var pieces = known.Chunk(MostLocations).Select(c => new Piece([.. c], since))
            .Concat(ids.Except(known).Chunk(MostLocations).Select(c => new Piece([.. c], null)));
        return state with { Ids = ids, Pieces = [.. pieces] };
    }

    // History comes by its making, newest first; changes by their time, oldest first, so that the mark to go on from can move.
    private async Task<Batch> OrdersPageAsync(ReadState at, OrderMapping mapping, CancellationToken cancellation)
    {
        var piece = at.Pieces[0];
        var whole = piece.Since is null;
        var range = whole ? Paging.Range(HistoryStart(at), at.QueryEdge) : Paging.Range(at.QueryEdge ?? piece.Since, null);
        var ask = new Ask
        {
            LocationIds = piece.Ids,
            Limit = LargestPage,
            ReturnEntries = false, // Else only ids come.
            Cursor = at.Page,
            Query = new AskQuery
            {
                Filter = range is null ? null : new AskFilter
                {
                    DateTimeFilter = whole ? new AskFilter { CreatedAt = range } : new AskFilter { UpdatedAt = range },
                },
                Sort = whole
                    ? new AskSort { SortField = "CREATED_AT", SortOrder = "DESC" }
                    : new AskSort { SortField = "UPDATED_AT", SortOrder = "ASC" }, // The field of the filter, else 400.
            },
        };
        var answer = await client.PostAsync("/v2/orders/search", ask, Scope.Orders, cancellation).ConfigureAwait(false);
        var page = new PageBuilder();
        var rows = page.Read(answer.Orders);
        mapping.Knows(await SourcesAsync(mapping, rows, cancellation).ConfigureAwait(false));
        foreach (var row in rows) page.Add(row.Id, id => mapping.Map(row, id));
        return new Batch(page.Build(), answer.Cursor, rows.Count == 0 ? null : Time(whole ? rows[^1].CreatedAt : rows[^1].UpdatedAt));
    }

    private DateTimeOffset? HistoryStart(ReadState at) =>
        connection.Settings.Number(Settings.HistoryDays) is { } days ? at.HighWater.AddDays(-Math.Min(days, 36_500)) : null;

    // A return often does not name its buyer, but the sale that it belongs to does.
    private async Task<List<OrderRow>> SourcesAsync(OrderMapping mapping, List<OrderRow> rows, CancellationToken cancellation)
    {
        mapping.Turn(rows);
        var unknown = rows.SelectMany(mapping.UnknownSources).Distinct().ToList();
        if (unknown.Count == 0) return [];
        return new PageBuilder().Read(await client.OrdersAsync(unknown, cancellation).ConfigureAwait(false));
    }

    private async IAsyncEnumerable<RecordPage> CustomersAsync(ReadState state, [EnumeratorCancellation] CancellationToken cancellation)
    {
        state = WithPoints(state);
        var proof = new CustomerProof(state.Pieces[0].Since is null && !state.Resumed);
        StreamEnd Close(ReadState s) => proof.End(s.Cursor());
        Task<Batch> PageAsync(ReadState at, CancellationToken stop) => at.Pieces[0].Kind == PieceKind.Points ? PointsPageAsync(at, stop) : CustomersPageAsync(at, proof, stop);
        await foreach (var page in paging.ReadAsync(state, PageAsync, Close, cancellation).ConfigureAwait(false))
            yield return page;
    }

    private async Task<Batch> CustomersPageAsync(ReadState at, CustomerProof proof, CancellationToken cancellation)
    {
        var since = at.Pieces[0].Since;
        var (updated, created) = (Paging.Range(since, null), Paging.Range(null, at.QueryEdge));
        var ask = new Ask
        {
            Limit = LargestCustomerPage,
            Cursor = at.Page,
            Count = since is null ? true : null,
            Query = new AskQuery
            {
                Filter = updated is null && created is null ? null : new AskFilter { UpdatedAt = updated, CreatedAt = created },
                Sort = new AskSort { Field = "CREATED_AT", Order = "DESC" }, // There is no sort by the time of the change.
            },
        };
        var answer = await client.PostAsync("/v2/customers/search", ask, Scope.Customers, cancellation).ConfigureAwait(false);
        var page = new PageBuilder();
        var rows = page.Read(answer.Customers);
        proof.Add(rows, answer.Count.Value);
        var points = await client.LoyaltyAsync(rows.Select(r => r.Id).OfType<string>(), cancellation).ConfigureAwait(false);
        foreach (var row in rows) page.Add(row.Id, id => CustomerMapping.Map(row, id, points, connection.StoreClock));
        var built = page.Build() with { ExpectedTotal = (long?)answer.Count.Value };
        return new Batch(built, answer.Cursor, rows.Count == 0 ? null : Time(rows[^1].CreatedAt));
    }

    // Counts come newest first: one that changes meanwhile goes to the front, which was passed, and is asked for at the end.
    private async IAsyncEnumerable<RecordPage> InventoryAsync(ReadState state, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var whole = state.Pieces[0].Since is null && !state.Resumed;
        var closed = whole ? await ClosedAsync(cancellation).ConfigureAwait(false) : null;
        if (whole) state = state with { Pieces = [.. state.Pieces, new Piece([], null, PieceKind.Moved)] };
        var proof = new StockProof(closed);
        StreamEnd Close(ReadState s) => proof.End(s.Cursor());
        await foreach (var page in paging.ReadAsync(state, (at, stop) => InventoryPageAsync(at, proof, stop), Close, cancellation).ConfigureAwait(false))
            yield return page;
    }

    // What is at a closed location may not be told any more. Null where the locations may not be read: then nothing can be proven.
    private async Task<List<string>?> ClosedAsync(CancellationToken cancellation)
    {
        try
        {
            var all = await client.LocationsAsync(cancellation).ConfigureAwait(false);
            return [.. all.Where(l => l.Status == "INACTIVE").Select(l => l.Id!)];
        }
        catch (FixSettingsException)
        {
            return null; // orders, which need them, tell why
        }
    }

    private async Task<Batch> InventoryPageAsync(ReadState at, StockProof proof, CancellationToken cancellation)
    {
        var piece = at.Pieces[0];
        var chosen = SquareClient.Chosen(connection.Settings);
        var ask = new Ask
        {
            Limit = LargestPage,
            Cursor = at.Page,
            LocationIds = chosen.Count == 0 ? null : [.. chosen],
            States = ["IN_STOCK"], // What can be sold; the other states are waste, orders under way and so on.
            UpdatedAfter = (piece.Kind == PieceKind.Moved ? at.Mark : piece.Since) is { } since ? Paging.Text(since) : null,
        };
        var answer = await client.PostAsync("/v2/inventory/counts/batch-retrieve", ask, Scope.Inventory, cancellation).ConfigureAwait(false);
        var page = new PageBuilder();
        foreach (var row in page.Read(answer.Counts).Where(InventoryMapping.Counts))
            page.Add(InventoryMapping.IdOf(row), _ => InventoryMapping.Map(row));
        var built = page.Build();
        proof.Add(at, built, answer.Counts?.Whole != false);
        return new Batch(built, answer.Cursor, null);
    }

    private DateTimeOffset? Time(string? text) => WireTime.Parse(text, connection.StoreClock);
}

/// <summary>Goes from page to page and from piece to piece.</summary>
internal sealed class Paging(ConnectionContext connection)
{
    private DateTimeOffset Now => connection.Time.GetUtcNow();

    private TimeSpan Overlap => TimeSpan.FromMinutes(connection.Settings.Number(Settings.OverlapMinutes) ?? 5);

    /// <summary>Where a read begins.</summary>
    public ReadState Start(string? cursor)
    {
        var mark = Now - Overlap;
        // What was written by a clock that was ahead does not tell from when on changes are missing: then all is read.
        if (ReadState.OfCheckpoint(cursor) is { } resumed && resumed.HighWater <= Now)
            return StillHolds(resumed) ? resumed with { HighWater = Earlier(resumed.HighWater, mark) } : resumed.Anew() with { HighWater = Earlier(resumed.HighWater, mark) };
        return ReadState.OfCursor(cursor) is { } last && last.Pieces[0].Since <= Now
            ? last with { HighWater = mark, Pieces = [new Piece([], Earlier(last.Pieces[0].Since!.Value, mark))] }
            : new ReadState { HighWater = mark, Pieces = [new Piece([], null)] };
    }

    public async IAsyncEnumerable<RecordPage> ReadAsync(
        ReadState state,
        Func<ReadState, CancellationToken, Task<Batch>> fetch,
        Func<ReadState, StreamEnd> end,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (state.Pieces.Count == 0) yield return new RecordPage([]) { End = end(state) };
        var (taken, first) = (state.Resumed && state.Page is not null, !state.Resumed);
        while (state.Pieces.Count > 0)
        {
            // Whoever takes the pages may have waited for something else meanwhile.
            if (state.Page is not null && !StillHolds(state)) state = state.Anew();
            var (asked, batch) = await FetchAsync(state, taken, fetch, cancellation).ConfigureAwait(false);
            if (first) asked = asked with { Told = connection.Http.PosTime - Overlap };
            (taken, first) = (false, false);
            state = asked.After(batch, Now);
            var over = state.Pieces.Count == 0;
            yield return batch.Page with { Checkpoint = over ? null : state.ToCheckpoint(), End = over ? end(state) : null };
        }
    }

    /// <summary>Square's mark of the next page; null after the last.</summary>
    /// <exception cref="RestartPagingException">It is the mark of this page.</exception>
    public static string? Next(string? present, string? next)
    {
        if (string.IsNullOrEmpty(next)) return null;
        return next != present ? next : throw new RestartPagingException(
            "Square sent the same page again. Sync will read from the start; nothing was removed.", "The next page's cursor is this page's.");
    }

    /// <summary>A range of times, null where it has no end; Square's times may be finer than the milliseconds sent, so it is as wide as needed.</summary>
    public static AskRange? Range(DateTimeOffset? from, DateTimeOffset? to) =>
        from is null && to is null ? null : new AskRange(from is { } f ? Text(f) : null, to is { } t ? Text(t.AddMilliseconds(1)) : null);

    /// <summary>RFC 3339 in milliseconds, rounded down.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // A mark that was kept over an interruption may be refused; then the read goes on by time, or from the piece's beginning.
    private static async Task<(ReadState From, Batch Batch)> FetchAsync(
        ReadState state, bool taken, Func<ReadState, CancellationToken, Task<Batch>> fetch, CancellationToken cancellation)
    {
        try
        {
            return (state, await fetch(state, cancellation).ConfigureAwait(false));
        }
        catch (FixSettingsException) when (taken)
        {
            var anew = state.Anew();
            return (anew, await fetch(anew, cancellation).ConfigureAwait(false));
        }
    }

    private bool StillHolds(ReadState state) =>
        state.Taken <= Now && Now - state.Taken < TimeSpan.FromMinutes(connection.Settings.Number(Settings.CursorMinutes) ?? 10);

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}

/// <summary>Whether all customers were seen: as many as Square counts, none twice, and the count stood still.</summary>
internal sealed class CustomerProof(bool whole)
{
    private readonly HashSet<string> seen = [];
    private decimal? count;
    private bool sure = true;

    public void Add(List<CustomerRow> rows, decimal? stated)
    {
        if (!whole) return;
        if (stated is null || (count is not null && count != stated)) sure = false;
        count = stated;
        foreach (var row in rows) sure &= row.Id is not null && seen.Add(row.Id);
    }

    public StreamEnd End(string cursor)
    {
        if (whole && sure && seen.Count == count) return new StreamEnd(cursor, CoverageKind.Everything);
        return new StreamEnd(cursor, CoverageKind.Changes) { Warnings = whole ? ["customers moved while paging"] : [] };
    }
}
