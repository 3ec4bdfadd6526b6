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

    // Points move without their customer's profile: beside changed customers, whoever's account moved is looked up every some
    // hours. A read of all customers has their points anyway.
    private ReadState WithPoints(ReadState state)
    {
        if (state.Resumed || !client.ReadsLoyalty) return state;
        var now = connection.Time.GetUtcNow();
        var whole = state.Pieces[0].Since is null;
        if (!whole && state.Looked <= now && now - state.Looked < TimeSpan.FromHours(connection.Settings.Number(Settings.LoyaltyHours) ?? 6)) return state;
        return state with
        {
            Looked = state.HighWater,
            Pieces = whole ? state.Pieces : [.. state.Pieces, new Piece([], state.Looked, PieceKind.Points)],
        };
    }

    // The accounts cannot be asked for by time, but each says when it changed.
    private async Task<Batch> PointsPageAsync(ReadState at, CancellationToken cancellation)
    {
        var answer = await client.LoyaltyAccountsAsync(at.Page, cancellation).ConfigureAwait(false);
        var since = at.Pieces[0].Since;
        var moved = (answer.LoyaltyAccounts ?? []).OfType<LoyaltyRow>().Where(a => !(Time(a.UpdatedAt) < since))
            .Select(a => Words.OrNull(a.CustomerId)).OfType<string>().Distinct();
        var page = new PageBuilder();
        foreach (var some in moved.Chunk(MostCustomersById)) await AddCustomersAsync(page, some, cancellation).ConfigureAwait(false);
        return new Batch(page.Build(), answer.Cursor, null);
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

/// <summary>Whether all stock was seen: every row could be read, and none came twice.</summary>
/// <param name="closed">The closed locations; null where it is no read of all, or they are not known.</param>
internal sealed class StockProof(List<string>? closed)
{
    private readonly HashSet<string> seen = [];
    private bool sure = true;

    public void Add(ReadState at, RecordPage page, bool readable)
    {
        if (closed is null) return;
        sure &= readable && page.Rejected.Count == 0;
        if (at.Pieces[0].Kind == PieceKind.Moved) return; // these come again, of course
        if (at.Page is null) seen.Clear(); // begun anew
        foreach (var record in page.Records) sure &= seen.Add(record.Id);
    }

    public StreamEnd End(string cursor)
    {
        if (closed is not null && sure) return new StreamEnd(cursor, CoverageKind.Everything) { ClosedLocations = closed };
        return new StreamEnd(cursor, CoverageKind.Changes) { Warnings = closed is null ? [] : ["stock moved while paging, or not all of it could be read"] };
    }
}
