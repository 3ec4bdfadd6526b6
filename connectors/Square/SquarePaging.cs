using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sync.ConnectorKit;

namespace Sync.Connectors.Square;

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

/// <summary>What a part of a read asks for.</summary>
internal enum PieceKind
{
    /// <summary>The stream's records.</summary>
    Records,

    /// <summary>Of stock: counts that changed while all were read.</summary>
    Moved,

    /// <summary>Of customers: loyalty accounts, for those whose points moved.</summary>
    Points,
}

/// <summary>A part of a read that is paged by itself.</summary>
/// <param name="Ids">The locations; empty where the stream does not go by locations.</param>
/// <param name="Since">Only what changed since; null for all.</param>
/// <param name="Kind">What is asked for.</param>
internal sealed record Piece(List<string> Ids, DateTimeOffset? Since, PieceKind Kind = PieceKind.Records);

/// <summary>Where a read stands. As text it is a checkpoint, or at the end a cursor.</summary>
internal sealed record ReadState
{
    private const string CheckpointMark = "resume|";
    private const string CursorMark = "v1|";
    private const string LookedMark = "points=";
    private const string SoldAgainMark = "sold=";

    /// <summary>When this read began by our clock, less the overlap.</summary>
    public DateTimeOffset HighWater { get; init; }

    /// <summary>The same by Square's clock, as its first answer told it; null where that did not.</summary>
    public DateTimeOffset? Told { get; init; }

    /// <summary>
    /// What the next read begins at. By the earlier clock: what changes at Square until its clock has come to where ours, which is
    /// ahead, stood would be passed over.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset Mark => Told < HighWater ? Told.Value : HighWater;

    /// <summary>The locations that this read covers.</summary>
    public List<string> Ids { get; init; } = [];

    /// <summary>What is left, the piece under way first.</summary>
    public List<Piece> Pieces { get; init; } = [];

    /// <summary>Square's mark of the next page; null at a piece's beginning.</summary>
    public string? Page { get; init; }

    /// <summary>When that mark was given.</summary>
    public DateTimeOffset Taken { get; init; }

    /// <summary>The time that the present query begins at; it stays while <see cref="Page"/> is used, since the query must be the same.</summary>
    public DateTimeOffset? QueryEdge { get; init; }

    /// <summary>The time to begin a new query at where <see cref="Page"/> does not hold any more.</summary>
    public DateTimeOffset? Edge { get; init; }

    /// <summary>Of customers: when loyalty accounts were looked at last, less the overlap; null where they never were.</summary>
    public DateTimeOffset? Looked { get; init; }

    /// <summary>Of products: when the first of those that are sold out is sold again without a change; null where none is.</summary>
    public DateTimeOffset? SoldAgain { get; init; }

    /// <summary>Whether this is a read taken up again, whose first part was not seen here.</summary>
    [JsonIgnore]
    public bool Resumed { get; init; }

    /// <summary>This without Square's mark: a new query from where the last page ended.</summary>
    public ReadState Anew() => this with { Page = null, QueryEdge = Edge };

    /// <summary>What is left after a page.</summary>
    public ReadState After(Batch batch, DateTimeOffset now)
    {
        List<Piece> pieces = batch.Further is { } further && Pieces.All(p => p.Since is not null) ? [.. Pieces, further] : Pieces;
        DateTimeOffset?[] soldAgain = [SoldAgain, batch.SoldAgain];
        var read = this with { SoldAgain = soldAgain.Min() };
        if (Paging.Next(Page, batch.Next) is { } next)
            return read with { Pieces = pieces, Page = next, Taken = now, Edge = batch.Edge ?? Edge };
        return read with { Pieces = pieces[1..], Page = null, QueryEdge = null, Edge = null };
    }

    public string ToCheckpoint() => CheckpointMark + JsonSerializer.Serialize(this, SquareJson.Default.ReadState);

    public string Cursor() => string.Join('|', (string[])[CursorMark + Paging.Text(Mark), .. Fact(LookedMark, Looked > Mark ? Mark : Looked), .. Fact(SoldAgainMark, SoldAgain), .. Ids.Select(Uri.EscapeDataString)]);

    /// <summary>What a cursor says; null where it is a checkpoint or cannot be read, which costs one full read and loses nothing.</summary>
    public static ReadState? OfCursor(string? text)
    {
        if (text?.StartsWith(CursorMark, StringComparison.Ordinal) != true) return null;
        var parts = text.Split('|');
        return Time(parts[1]) is { } since
            ? new ReadState
            {
                Ids = [.. parts[2..].Where(p => !p.Contains('=')).Select(Uri.UnescapeDataString)],
                Pieces = [new Piece([], since)],
                Looked = Fact(parts, LookedMark),
                SoldAgain = Fact(parts, SoldAgainMark),
            }
            : null;
    }

    // No id that was escaped holds the sign by which these are known.
    private static string[] Fact(string mark, DateTimeOffset? time) => time is { } known ? [mark + Paging.Text(known)] : [];

    private static DateTimeOffset? Fact(string[] parts, string mark) =>
        parts.FirstOrDefault(p => p.StartsWith(mark, StringComparison.Ordinal)) is { } part ? Time(part[mark.Length..]) : null;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;

    public static ReadState? OfCheckpoint(string? text)
    {
        if (text?.StartsWith(CheckpointMark, StringComparison.Ordinal) != true) return null;
        try
        {
            var state = JsonSerializer.Deserialize(text[CheckpointMark.Length..], SquareJson.Default.ReadState);
            return state is { Pieces.Count: > 0 } ? state with { Resumed = true } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What one request brought.</summary>
/// <param name="Page">The records.</param>
/// <param name="Next">Square's mark of the next page; null after the last.</param>
/// <param name="Edge">The time of the last row, from which a new query would go on; null where the stream has none.</param>
internal sealed record Batch(RecordPage Page, string? Next, DateTimeOffset? Edge)
{
    /// <summary>What turned out to be read besides.</summary>
    public Piece? Further { get; init; }

    /// <summary>When the first of the page's products that are sold out is sold again without a change.</summary>
    public DateTimeOffset? SoldAgain { get; init; }
}
