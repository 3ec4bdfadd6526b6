using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Paging;
using Sync.Connectors.Alleaves.Mapping;
using Sync.Connectors.Alleaves.Profiles;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves;

/// <summary>Reads the orders of a window.</summary>
internal static class OrderStream
{
    public static async IAsyncEnumerable<RecordPage> ReadAsync(
        OrderWindow window, ConnectionContext connection, AlleavesClient client, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await client.EnsureTokenAsync(cancellation).ConfigureAwait(false); // It may name the location.
        var warnings = new Warnings();
        var mapping = new OrderMapping(connection.StoreClock, connection.Currency, client.Location, warnings);
        var reader = new PageReader<OrderRow?>(
            (page, stop) => client.OrdersAsync(window.From, page, stop), r => r?.Id, Requests.PageSize, connection.Http.Budget.InFlight);
        DateTimeOffset? latest = null;
        await foreach (var step in reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var page = PageMapping.Map(step.Rows, step.Total, r => r.Id, mapping.Map);
            foreach (var order in page.Records.Cast<Order>())
                if (latest is null || order.CreatedAt > latest) latest = order.CreatedAt;
            yield return page with { End = step.End is null ? null : End(step.End, window, latest, warnings) };
        }
    }

    private static StreamEnd End(PagingEnd end, OrderWindow window, DateTimeOffset? latest, Warnings warnings)
    {
        var kind = !end.Proven ? CoverageKind.Changes : window.From is null ? CoverageKind.Everything : CoverageKind.Window;
        return new StreamEnd(window.Next(latest), kind, kind == CoverageKind.Window ? window.CoveredFrom : null)
        {
            Warnings = [.. end.Warnings, .. warnings.Lines],
        };
    }
}
