using Sync.Model;

namespace Sync.Engine.Leases;

/// <summary>The lease was taken over while this run was too slow to renew it; nothing more was written.</summary>
public sealed class LeaseLostException(OrgId org, Exception? inner = null) : Exception(
    $"This run of org '{org}' lost its lease to another one and stopped; what it had not finished, the other one does.", inner);
