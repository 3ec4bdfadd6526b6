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
        var (resume, now) = (Resume.Parse(cursor), connection.Time.GetUtcNow());
        var window = resume is null ? OrderWindow.For(cursor, connection.Settings, now) : new OrderWindow(resume.From, null);
        await client.EnsureTokenAsync(cancellation).ConfigureAwait(false); // It may name the location.
        var (recent, turned, total) = (new RecentOrders(window, now), false, (long?)null);
        await foreach (var (page, isFirst) in AllAsync(resume, window, recent, connection, client, cancellation).ConfigureAwait(false))
        {
            (turned, total) = (resume is null && isFirst && page.End is null && recent.ComeLast(page), page.ExpectedTotal);
            if (turned) break;
            yield return page;
        }

        if (!turned) yield break;
        var mapping = MappingOf(connection, client, new Warnings()); // its warnings come with the read of all
        await foreach (var page in recent.ReadAsync(ReaderOf(connection, client, recent.From), mapping, total, cancellation).ConfigureAwait(false)) yield return page;
        await foreach (var (page, _) in AllAsync(resume, window, recent, connection, client, cancellation).ConfigureAwait(false)) yield return page;
    }

    private static async IAsyncEnumerable<(RecordPage Page, bool IsFirst)> AllAsync(
        Resume? resume, OrderWindow window, RecentOrders recent, ConnectionContext connection, AlleavesClient client, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var warnings = new Warnings();
        var mapping = MappingOf(connection, client, warnings);
        var (latest, isFirst) = (resume?.Latest, true);
        await foreach (var step in ReaderOf(connection, client, window.From).ReadAsync(resume?.Place, cancellation).ConfigureAwait(false))
        {
            var page = PageMapping.Map(step.Rows, step.Total, r => r.Id, mapping.Map);
            foreach (var order in page.Records.Cast<Order>())
                if (latest is null || order.CreatedAt > latest) latest = order.CreatedAt;
            page = recent.WithoutGiven(page) with
            {
                Checkpoint = window.IsFirst && step.Place is { } place ? new Resume(window.From, latest, place).ToString() : null,
                End = step.End is null ? null : End(step.End, window, latest, warnings),
            };
            yield return (page, isFirst);
            isFirst = false;
        }
    }

    private static PageReader<OrderRow?> ReaderOf(ConnectionContext connection, AlleavesClient client, DateTimeOffset? from) =>
        new((page, stop) => client.OrdersAsync(from, page, stop), r => r?.Id, Requests.PageSize, connection.Http.Budget.InFlight);

    private static OrderMapping MappingOf(ConnectionContext connection, AlleavesClient client, Warnings warnings) =>
        new(Settings.ClockOf(connection), connection.Currency, client.Location, warnings, Statuses.Of(connection.Settings));

    private static StreamEnd End(PagingEnd end, OrderWindow window, DateTimeOffset? latest, Warnings warnings)
    {
        var kind = !end.Proven ? CoverageKind.Changes : window.From is null ? CoverageKind.Everything : CoverageKind.Window;
        return new StreamEnd(window.Next(latest), kind, kind == CoverageKind.Window ? window.CoveredFrom : null)
        {
            Warnings = [.. end.Warnings, .. warnings.Lines],
        };
    }
}
