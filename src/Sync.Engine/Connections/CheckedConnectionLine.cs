using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>The line of the audit log that says that somebody has tried a connection, and how that went.</summary>
public static class CheckedConnectionLine
{
    /// <summary>Writes it.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="time">The clock.</param>
    /// <param name="by">Who tried it.</param>
    /// <param name="id">The connection's id; the connector's where it has none yet.</param>
    /// <param name="report">What was found.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static Task AddAsync(ITenantStore tenant, TimeProvider time, Actor by, string id, CheckReport report, CancellationToken cancellation = default) =>
        AuditLog.AddAsync(tenant, time, by, "connection.checked", id, Said(report.Failure), cancellation);

    private static string Said(CheckFailure? failure) => failure switch
    {
        null => "fine",
        CheckFailure.Unanswered => "no answer",
        CheckFailure.NotAsked => "not asked: Sync does not go to that address",
        _ => "refused",
    };
}
