using System.Runtime.CompilerServices;

namespace Sync.ConnectorKit.Paging;

/// <summary>
/// Reads a feed of versions, which can be asked for upwards only, from its end down. A version is a number that grows with each
/// change, has gaps and knows no time; a record stands at its last change alone. What changes meanwhile moves above the place where
/// the read began, which the caller reads upwards afterwards.
/// </summary>
/// <param name="fetch">Asks for a page of the rows after a version.</param>
/// <param name="probe">Asks for the first row after a version alone.</param>
/// <param name="versionOf">A row's version; null where it cannot be read.</param>
public sealed class FeedDescent<T>(
    Func<long, CancellationToken, Task<FeedPage<T>>> fetch, Func<long, CancellationToken, Task<FeedPage<T>>> probe, Func<T, long?> versionOf) where T : class
{
    // Of a page, what a window is meant to fill: a row more than fits costs a request, a row less only its share of one.
    private const double Fill = 0.85;

    // A window of more pages is made narrower: within one the oldest come first.
    private const int MostPages = 4;

    private const int Faster = 4;

    /// <summary>Looks for the feed's end: by strides that grow, then by halves, with a row each.</summary>
    /// <param name="first">Its first page.</param>
    /// <param name="second">The page after it.</param>
    /// <param name="cancellation">Ends the look.</param>
    /// <returns>Where to begin; null where the versions cannot be relied on, so that the feed has to be read upwards.</returns>
    public async Task<FeedPlace?> FindTopAsync(FeedPage<T> first, FeedPage<T> second, CancellationToken cancellation)
    {
        if (Lowest(first) is not { } lowest || lowest <= 0 || first.Top is not { } end || second.Top is not { } top || top <= end) return null;
        var width = top - end;
        var (present, beyond) = await StrideAsync(top, width, cancellation).ConfigureAwait(false);
        while (present is { } row && beyond - row > width)
        {
            var middle = row + ((beyond - row) / 2);
            var found = await probe(middle, cancellation).ConfigureAwait(false);
            if (found.Rows.Count == 0) beyond = middle;
            else present = found.Top > middle ? found.Top : null;
        }

        return present is { } last ? await AtEndAsync(last, lowest - 1, width, Math.Max(first.Rows.Count, second.Rows.Count), cancellation).ConfigureAwait(false) : null;
    }

    /// <summary>
    /// Reads what lies below a place. Where the feed contradicts itself (a page that ends below what is known to follow, or brings
    /// what was not asked for), it ends before the place is done: then all has to be read upwards.
    /// </summary>
    /// <param name="place">From where on.</param>
    /// <param name="cancellation">Ends the read.</param>
    /// <returns>Pages, each with its newest row first, and the place once it is taken in.</returns>
    public async IAsyncEnumerable<(IReadOnlyList<T?> Rows, FeedPlace Place)> ReadAsync(FeedPlace place, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!place.IsDone)
        {
            if (await WindowAsync(place, cancellation).ConfigureAwait(false) is not { } window) yield break;
            var page = window.First;
            for (place = window.Place; ; page = await fetch(place.At, cancellation).ConfigureAwait(false))
            {
                if (page.Top is not { } top || !(Lowest(page) > place.At)) yield break;
                var rows = UpTo(page, place.Floor);
                place = Past(place, top, page.Rows.Count);
                yield return (rows, place);
                if (place.IsBetween) break;
            }
        }
    }

    private async Task<(long? Present, long Beyond)> StrideAsync(long from, long stride, CancellationToken cancellation)
    {
        for (var present = from; ; stride = Widest(stride))
        {
            var next = present > long.MaxValue - stride ? long.MaxValue : present + stride;
            var found = await probe(next, cancellation).ConfigureAwait(false);
            if (found.Rows.Count == 0) return (present, next);
            if (found.Top is not { } top || top <= next) return (null, next);
            present = top;
        }
    }

    // The last page is the first window, asked for anew from where it was: an answer that is given twice is then the right one.
    private async Task<FeedPlace> AtEndAsync(long top, long bottom, long width, int size, CancellationToken cancellation)
    {
        var lower = top - 1;
        while (true)
        {
            var page = await fetch(top, cancellation).ConfigureAwait(false);
            if (page.Top is not { } reached || reached <= top) break;
            size = Math.Max(size, page.Rows.Count);
            (width, lower, top) = (WidthOf(reached - top, page.Rows.Count, size), top, reached);
            if (page.Rows.Count < size) break;
        }

        return new FeedPlace(top, bottom, top, lower, lower, width, size);
    }

    // The window to read next, with its first page. One that holds nothing is widened, one of many pages narrowed, until it has what it
    // should: that it holds nothing is believed only of a page that lists what lies below it too.
    private async Task<(FeedPlace Place, FeedPage<T> First)?> WindowAsync(FeedPlace place, CancellationToken cancellation)
    {
        if (!place.IsBetween) return (place, await fetch(place.At, cancellation).ConfigureAwait(false));
        var (empty, crowded) = (0L, (long?)null);
        for (var width = Math.Min(place.Width, place.Floor - place.Bottom); ; width = crowded is { } known ? empty + ((known - empty + 1) / 2) : Widened(width, place))
        {
            var lower = place.Floor - width;
            var page = await fetch(lower, cancellation).ConfigureAwait(false);
            if (page.Top is not { } top || !(Lowest(page) > lower)) return null;
            var held = page.Rows.Count(r => r is not null && versionOf(r) <= place.Floor);
            if (held == 0 && lower == place.Bottom) return null; // all of them changed meanwhile, or the answer is another's
            if (held == 0) (empty, crowded) = (width, crowded > width ? crowded : null);
            else if (Pages(place.Floor - lower, top - lower) > MostPages && width - empty > top - lower) crowded = width;
            else return (place with { Lower = lower, At = lower, Width = NextWidth(place, lower, top, held) }, page);
        }
    }

    private static long Widened(long width, FeedPlace place) => width > (place.Floor - place.Bottom) / Faster ? place.Floor - place.Bottom : width * Faster;

    // What lies below a window is thought to be as dense as its lower end; where little has changed, chance is evened out.
    private static long NextWidth(FeedPlace place, long lower, long top, int held)
    {
        var span = place.Floor - lower;
        var next = top < place.Floor ? WidthOf(top - lower, held, place.Size) : Math.Clamp(WidthOf(span, held, place.Size), Math.Max(1, span / Faster), Widest(span));
        return Math.Abs(next - place.Width) < place.Width / 2 ? place.Width + ((next - place.Width) / 4) : next;
    }

    private static FeedPlace Past(FeedPlace place, long top, int rows)
    {
        var next = place with { Size = Math.Max(place.Size, rows) };
        return top >= place.Floor ? next with { Floor = place.Lower, At = place.Lower } : next with { At = top };
    }

    private static long WidthOf(long span, int rows, int size) => (long)Math.Clamp(span * Fill * size / Math.Max(1, rows), 1, long.MaxValue / 2);

    private static long Widest(long span) => span > long.MaxValue / Faster ? long.MaxValue : span * Faster;

    private static long Pages(long span, long ofOne) => (span / ofOne) + (span % ofOne == 0 ? 0 : 1);

    // A row without a version can stand anywhere: it goes in with whatever page brings it.
    private List<T?> UpTo(FeedPage<T> page, long floor) => [.. page.Rows.Where(r => !(r is not null && versionOf(r) > floor)).Reverse()];

    private long? Lowest(FeedPage<T> page) => page.Rows.Min(r => r is null ? null : versionOf(r));
}
