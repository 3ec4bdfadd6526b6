using Sync.Engine.Connections;
using Sync.Engine.Leases;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>
/// Turns a run that ended because the POS takes the credentials no longer into a note on its connection, and takes the note away
/// after a run that was let in. A failure that may pass does neither.
/// </summary>
internal sealed class ReconnectNotes(ConnectionDirectory directory, RunnerOptions options, TimeProvider time)
{
    public async Task UpdateAsync(ITenantStore tenant, Connection connection, RunReport report, OrgLease? lease, CancellationToken cancellation)
    {
        var note = NoteAfter(connection, report);
        if (note != connection.Reconnect && lease is not null && !await directory.NoteAsync(tenant, connection, note, lease.Fence, cancellation))
            note = null; // connected again while this run was under way
        if (note is null) return;
        report.Reconnect = note;
        report.ReconnectBy = options.ReconnectBy?.Invoke(tenant.Org, connection.Connector, connection.Id);
    }

    private ReconnectNote? NoteAfter(Connection connection, RunReport report)
    {
        var why = report.CredentialsRefused ? report.Error : report.Streams.Values.FirstOrDefault(s => s.CredentialsRefused)?.Error;
        if (why is not null) return new ReconnectNote(connection.Reconnect?.Since ?? time.GetUtcNow(), why);
        return report.Result == RunResult.Failed ? connection.Reconnect : null;
    }
}
