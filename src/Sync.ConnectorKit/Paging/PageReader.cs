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
    /// <exception cref="RestartPagingException">A page came again, or the pages hold less than the total says. Those before it were delivered.</exception>
    public async IAsyncEnumerable<PageStep<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var window = new Queue<Task<NumberedPage<T>>>();
        var audit = new PageAudit(pageSize);
        var next = 1;
        try
        {
            do
            {
                while (window.Count < ahead && audit.MayAsk(next)) window.Enqueue(fetch(next++, stop.Token));
                var page = await window.Dequeue().ConfigureAwait(false);
                audit.Add([.. page.Rows.Select(idOf)], page.Total);
                while (window.Count < ahead && audit.MayAsk(next)) window.Enqueue(fetch(next++, stop.Token));
                yield return new PageStep<T>(page.Rows, page.Total, audit.Ended ? audit.Conclude() : null);
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
