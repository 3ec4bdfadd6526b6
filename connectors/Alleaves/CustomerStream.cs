using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Paging;
using Sync.Connectors.Alleaves.Mapping;
using Sync.Connectors.Alleaves.Profiles;
using Sync.Connectors.Alleaves.Wire;

namespace Sync.Connectors.Alleaves;

/// <summary>Reads all customers; there is no way to ask for those that changed.</summary>
internal static class CustomerStream
{
    public static async IAsyncEnumerable<RecordPage> ReadAsync(
        ConnectionContext connection, AlleavesClient client, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var mapping = new CustomerMapping(connection.StoreClock);
        var reader = new PageReader<CustomerRow?>(client.CustomersAsync, r => r?.Id, Requests.PageSize, connection.Http.Budget.InFlight);
        await foreach (var step in reader.ReadAsync(cancellation).ConfigureAwait(false))
            yield return PageMapping.Map(step.Rows, step.Total, r => r.Id, mapping.Map) with { End = End(step.End) };
    }

    private static StreamEnd? End(PagingEnd? end) => end is null
        ? null
        : new StreamEnd(null, end.Proven ? CoverageKind.Everything : CoverageKind.Changes) { Warnings = end.Warnings };
}
