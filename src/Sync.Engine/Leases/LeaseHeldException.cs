using Sync.Model;

namespace Sync.Engine.Leases;

/// <summary>Somebody else is syncing the org.</summary>
public sealed class LeaseHeldException(OrgId org, string holder, DateTimeOffset until) : Exception(
    $"Org '{org}' is being synced by {holder}, which holds it until {until:yyyy-MM-dd'T'HH:mm:ss'Z'}. Wait for it with --wait, or try again then.")
{
    /// <summary>Who holds it.</summary>
    public string Holder { get; } = holder;

    /// <summary>When the lease ends unless it is renewed.</summary>
    public DateTimeOffset Until { get; } = until;
}
