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

    /// <summary>Looks for the feed's end: by strides that grow, then by halves, with a row each, until less than a page follows.</summary>
    /// <param name="first">Its first page.</param>
    /// <param name="second">The page after it.</param>
    /// <param name="cancellation">Ends the look.</param>
    /// <returns>Where to begin; null where the feed contradicts itself, so that it has to be read upwards.</returns>
    public async Task<FeedPlace?> FindTopAsync(FeedPage<T> first, FeedPage<T> second, CancellationToken cancellation)
    {
        if (Lowest(first) is not { } lowest || lowest <= 0 || first.Top is not { } end || second.Top is not { } top || top <= end) return null;
        // What stands before the first version that can be read has one too, and a lower one.
        var bottom = first.Rows.All(r => VersionOf(r) is not null) ? lowest - 1 : 0;
        var (width, size) = (top - end, Math.Max(first.Rows.Count, second.Rows.Count));
        while (await LastOfStridesAsync(top, width, cancellation).ConfigureAwait(false) is { } last)
        {
            var page = await fetch(last, cancellation).ConfigureAwait(false);
            if (page.Rows.Count == 0) return At(last, bottom, last, width, size);
            if (page.Top is not { } reached || !(Lowest(page) > last)) return null;
            size = Math.Max(size, page.Rows.Count);
            // The last page is the first window, asked for anew from where it was: an answer that is given twice is then the right one.
            if (page.Rows.Count < size) return At(reached, bottom, last, WidthOf(reached - last, page.Rows.Count, size), size);
            (top, width) = (reached, Math.Min(width, reached - last));
        }

        return null;
    }

    /// <summary>
    /// Reads what lies below a place. Where the feed contradicts itself (a page that ends below what is known to follow, or brings
    /// what was not asked for), it ends before the place is done: then all has to be read upwards.
    /// </summary>
    /// <param name="place">From where on.</param>
    /// <param name="cancellation">Ends the read.</param>
    /// <returns>Pages, in the feed's own order each, and the place once one is taken in.</returns>
    public async IAsyncEnumerable<(IReadOnlyList<T?> Rows, FeedPlace Place)> ReadAsync(FeedPlace place, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (!place.IsDone)
        {
            if (await WindowAsync(place, cancellation).ConfigureAwait(false) is not { } window) yield break;
            var page = window.First;
            if (window.Place.IsDone)
            {
                yield return (UpTo(page, place.Floor), window.Place);
                yield break;
            }

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

    private static FeedPlace At(long top, long bottom, long lower, long width, int size) => new(top, bottom, top, lower, lower, width, size);

    // A version that is there, with nothing beyond that is further away than a width; null where an answer is not to the question.
    private async Task<long?> LastOfStridesAsync(long present, long width, CancellationToken cancellation)
    {
        var beyond = long.MaxValue;
        for (var stride = width; beyond - present > width;)
        {
            var strides = beyond == long.MaxValue;
            var next = !strides ? present + ((beyond - present) / 2) : present > long.MaxValue - stride ? long.MaxValue - 1 : present + stride;
            var found = await probe(next, cancellation).ConfigureAwait(false);
            if (found.Rows.Count == 0) beyond = next;
            else if (found.Top is { } row && row > next && !(Lowest(found) <= next)) present = row;
            else return null;
            if (strides) stride = Widest(stride);
        }

        return present;
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
            var held = page.Rows.Count(r => VersionOf(r) <= place.Floor);
            if (held == 0 && lower == place.Bottom) return await NothingLeftAsync(place, cancellation).ConfigureAwait(false);
            if (held == 0) (empty, crowded) = (width, crowded > width ? crowded : null);
            else if (Pages(place.Floor - lower, top - lower) > MostPages && width - empty > top - lower) crowded = width;
            else return (place with { Lower = lower, At = lower, Width = NextWidth(place, lower, top, held) }, page);
        }
    }

    // All that was left has changed meanwhile, or has no version; or the answer was another question's: then it is not the same again.
    private async Task<(FeedPlace Place, FeedPage<T> First)?> NothingLeftAsync(FeedPlace place, CancellationToken cancellation)
    {
        var again = await fetch(place.Bottom, cancellation).ConfigureAwait(false);
        return Lowest(again) > place.Floor ? (place with { Floor = place.Bottom, Lower = place.Bottom, At = place.Bottom }, again) : null;
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

    // A row without a version stands between its neighbours; where they are of two windows it comes with both.
    private List<T?> UpTo(FeedPage<T> page, long floor)
    {
        var rows = new List<T?>(page.Rows.Count);
        var above = false;
        foreach (var row in page.Rows)
        {
            var version = VersionOf(row);
            above |= version > floor;
            if (version is null ? !above : version <= floor) rows.Add(row);
        }

        return rows;
    }

    private long? VersionOf(T? row) => row is null ? null : versionOf(row);

    private long? Lowest(FeedPage<T> page) => page.Rows.Min(VersionOf);
}
