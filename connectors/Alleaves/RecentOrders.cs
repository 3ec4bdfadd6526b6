using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Paging;
using Sync.Connectors.Alleaves.Mapping;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves;

/// <summary>
/// The orders of the last days, which a first read of a list that begins with the oldest brings before all others. They prove nothing and
/// are no place to go on from: all is read from its first page after them, and what comes again as it was is left out there.
/// </summary>
/// <param name="window">What the read asks for.</param>
/// <param name="now">When it begins.</param>
internal sealed class RecentOrders(OrderWindow window, DateTimeOffset now)
{
    private const int Days = 30;

    // Whether the POS counts days by UTC or by the shop's clock is not known.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2);

    private readonly Dictionary<string, int> given = new(StringComparer.Ordinal);

    /// <summary>From when on orders are recent.</summary>
    public DateTimeOffset From { get; } = now.AddDays(-Days);

    /// <summary>Whether the first page of several shows that they come last.</summary>
    public bool ComeLast(RecordPage first) =>
        window.IsFirst && !(window.From >= From)
        && first.Records is [Order oldest, .., Order newest] && oldest.CreatedAt < newest.CreatedAt && oldest.CreatedAt < From;

    /// <summary>Reads them.</summary>
    public async IAsyncEnumerable<RecordPage> ReadAsync(
        PageReader<OrderRow?> reader, OrderMapping mapping, long? total, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var steps = reader.ReadAsync(null, cancellation).GetAsyncEnumerator(cancellation);
        while (await NextAsync(steps).ConfigureAwait(false) is { } step)
        {
            var orders = PageMapping.Map(step.Rows, null, r => r.Id, mapping.Map).Records;
            // A POS that passes over the day that is asked from sends its oldest ones once more.
            if (orders.Cast<Order>().Any(o => o.CreatedAt < From - Margin)) yield break;
            foreach (var order in orders.Cast<Order>()) given[order.Id] = ContentOf(order);
            yield return new RecordPage(orders) { ExpectedTotal = total, Ahead = true };
        }
    }

    /// <summary>A later page without those that were given, unless they have changed since.</summary>
    public RecordPage WithoutGiven(RecordPage page) => given.Count == 0 ? page : page with { Records = [.. page.Records.Cast<Order>().Where(o => !IsGiven(o))] };

    // Of an order that is listed twice the last one counts: once it comes otherwise than it was given, it comes as often as it is listed.
    private bool IsGiven(Order order)
    {
        if (!given.TryGetValue(order.Id, out var content)) return false;
        if (content == ContentOf(order)) return true;
        given.Remove(order.Id);
        return false;
    }

    // A list that moves ends this early, and no more than this, and so does a POS that does not take the day that is asked from: what is
    // wrong besides the read of all meets too.
    private static async Task<PageStep<OrderRow?>?> NextAsync(IAsyncEnumerator<PageStep<OrderRow?>> steps)
    {
        try
        {
            return await steps.MoveNextAsync().ConfigureAwait(false) ? steps.Current : null;
        }
        catch (ConnectorException)
        {
            return null;
        }
    }

    // An edit that this does not tell (one in four thousand millions) comes with the next read, which reads these days again.
    private static int ContentOf(Order order) =>
        order.Lines.Aggregate((order with { Lines = Array.Empty<OrderLine>() }).GetHashCode(), (before, line) => HashCode.Combine(before, line));
}
