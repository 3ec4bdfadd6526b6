namespace Sync.Connectors.Files.Values;

/// <summary>Why a row or an order does not go in.</summary>
/// <param name="Reason">Short and stable, to count by.</param>
/// <param name="Detail">What exactly was wrong, and what to do.</param>
internal sealed record Rejection(string Reason, string Detail);
