using System.Runtime.CompilerServices;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Paging;
using Sync.Connectors.Alleaves.Mapping;
using Sync.Connectors.Alleaves.Profiles;
using Sync.Connectors.Alleaves.Wire;

namespace Sync.Connectors.Alleaves;

/// <summary>
/// Reads all customers; there is no way to ask for those that changed. The first read can be taken up where it was cut off; a later
/// one, which finds next to nothing new, begins again and costs no note of how far it has come.
/// </summary>
internal static class CustomerStream
{
    /// <summary>The cursor that says no more than that all were read once.</summary>
    private const string ReadOnce = "v1";

    public static async IAsyncEnumerable<RecordPage> ReadAsync(
        string? cursor, ConnectionContext connection, AlleavesClient client, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var resume = Resume.Parse(cursor);
        var first = cursor is null || resume is not null;
        var mapping = new CustomerMapping(Settings.ClockOf(connection));
        var reader = new PageReader<CustomerRow?>(client.CustomersAsync, r => r?.Id, Requests.PageSize, connection.Http.Budget.InFlight);
        await foreach (var step in reader.ReadAsync(resume?.Place, cancellation).ConfigureAwait(false))
            yield return PageMapping.Map(step.Rows, step.Total, r => r.Id, mapping.Map) with
            {
                Checkpoint = first && step.Place is { } place ? new Resume(null, null, place).ToString() : null,
                End = End(step.End),
            };
    }

    private static StreamEnd? End(PagingEnd? end) => end is null
        ? null
        : new StreamEnd(ReadOnce, end.Proven ? CoverageKind.Everything : CoverageKind.Changes) { Warnings = end.Warnings };
}
