using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Paging;
using Sync.Connectors.Alleaves.Mapping;
using Sync.Connectors.Alleaves.Profiles;
using Sync.Connectors.Alleaves.Wire;
using Sync.Model;

namespace Sync.Connectors.Alleaves;

/// <summary>Reads the orders of a window. The first read can be taken up where it was cut off.</summary>
internal static class OrderStream
{
    public static async IAsyncEnumerable<RecordPage> ReadAsync(
        string? cursor, ConnectionContext connection, AlleavesClient client, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var resume = Resume.Parse(cursor);
        var window = resume is null ? OrderWindow.For(cursor, connection.Settings, connection.Time.GetUtcNow()) : new OrderWindow(resume.From, null);
        await client.EnsureTokenAsync(cancellation).ConfigureAwait(false); // It may name the location.
        var warnings = new Warnings();
        var mapping = new OrderMapping(Settings.ClockOf(connection), connection.Currency, client.Location, warnings, Statuses.Of(connection.Settings));
        var reader = new PageReader<OrderRow?>(
            (page, stop) => client.OrdersAsync(window.From, page, stop), r => r?.Id, Requests.PageSize, connection.Http.Budget.InFlight);
        var latest = resume?.Latest;
        await foreach (var step in reader.ReadAsync(resume?.Place, cancellation).ConfigureAwait(false))
        {
            var page = PageMapping.Map(step.Rows, step.Total, r => r.Id, mapping.Map);
            foreach (var order in page.Records.Cast<Order>())
                if (latest is null || order.CreatedAt > latest) latest = order.CreatedAt;
            yield return page with
            {
                Checkpoint = window.IsFirst && step.Place is { } place ? new Resume(window.From, latest, place).ToString() : null,
                End = step.End is null ? null : End(step.End, window, latest, warnings),
            };
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
