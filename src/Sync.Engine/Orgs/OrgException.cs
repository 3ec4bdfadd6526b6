namespace Sync.Engine.Orgs;

/// <summary>What was asked of an org or its connections cannot be done; the message says why and what to do.</summary>
public sealed class OrgException(string message) : Exception(message);
