using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sync.Engine.Leases;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Queries;

/// <summary>A run of an org that another process carries out.</summary>
/// <param name="Id">Tells one run from another, and nothing of where it goes on.</param>
public sealed record RunElsewhere(string Id)
{
    private const int Length = 16;

    /// <summary>How far it has come; null where it has not said.</summary>
    public RunStages? Run { get; init; }

    /// <summary>The one that goes on now, by the org's lease; null where none does, or this process has the lease itself. Reads one document.</summary>
    internal static async Task<RunElsewhere?> FindAsync(ITenantStore tenant, string own, TimeProvider time, CancellationToken cancellation) =>
        await OrgLease.HolderAsync(tenant, time, cancellation) is { } lease && lease.Holder != own
            ? new RunElsewhere(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{lease.Holder} {lease.Take}"))))[..Length]) { Run = lease.Run }
            : null;
}
