using System.Runtime.CompilerServices;

namespace Sync.ConnectorKit.Paging;

/// <summary>
/// Reads numbered pages, counted from 1, in order. Where the first page tells the total, further pages are fetched ahead so
/// that the connection's budget stays in use; memory is bounded by the pages ahead.
/// </summary>
/// <param name="fetch">Fetches one page.</param>
/// <param name="idOf">A row's id; null where it has none.</param>
/// <param name="pageSize">Rows on a full page.</param>
/// <param name="inFlight">The connection's budget.</param>
public sealed class PageReader<T>(
    Func<int, CancellationToken, Task<NumberedPage<T>>> fetch, Func<T, string?> idOf, int pageSize, int inFlight)
{
    // Twice the budget: while one slow page holds up the order, the slots behind it go on working.
    private readonly int ahead = inFlight > 1 ? inFlight * 2 : 1;

    /// <summary>Reads to the end.</summary>
    /// <param name="after">
    /// Where an earlier read stood; null for the beginning. The page that it read last is asked for once more and delivered together
    /// with the next, so that a read that is cut off after each page gets on: what was pushed to later pages meanwhile comes
    /// again, and what was drawn to earlier ones, by less than a page, is on it. Such a read proves nothing.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RestartPagingException">
    /// A page came again, or the pages hold less than the total says, or the row that an earlier read ended with is on none of them.
    /// Those before it were delivered.
    /// </exception>
    public async IAsyncEnumerable<PageStep<T>> ReadAsync(PagePlace? after = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var window = new Queue<Task<NumberedPage<T>>>();
        var audit = new PageAudit(pageSize, ahead, after);
        var next = audit.First;
        IReadOnlyList<T> again = [];
        try
        {
            do
            {
                while (window.Count < ahead && audit.MayAsk(next)) window.Enqueue(fetch(next++, stop.Token));
                var page = await window.Dequeue().ConfigureAwait(false);
                audit.Add([.. page.Rows.Select(idOf)], page.Total);
                if (audit.IsAgain)
                {
                    again = page.Rows;
                    continue;
                }

                // One at a time means that a cut loses no page that was asked for and not taken in.
                while (ahead > 1 && window.Count < ahead && audit.MayAsk(next)) window.Enqueue(fetch(next++, stop.Token));
                var rows = audit.BringsNothing ? [] : page.Rows;
                yield return new PageStep<T>(again.Count == 0 ? rows : [.. again, .. rows], page.Total, audit.Ended ? audit.Conclude() : null) { Place = audit.Place };
                again = [];
            }
            while (!audit.Ended);

            if (audit.Conclude() is null) throw audit.Incomplete();
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // Pages that were fetched ahead and are not wanted any more; what became of them is nobody's concern.
            await Task.WhenAll(window.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
