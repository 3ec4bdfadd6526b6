namespace Sync.Engine.Ledger;

/// <summary>The run that is changing documents, so that one which dies over it can be told of by the next.</summary>
/// <param name="Record">The id of the record that it leaves in <c>runs</c> when it ends.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record UnsettledRun(string Record, DateTimeOffset StartedAt);
