namespace Sync.Engine.Runs;

/// <summary>How far a run has come.</summary>
/// <param name="Connection">Which connection.</param>
/// <param name="Stage">What it is doing, such as <c>customers</c> or <c>spending</c>.</param>
/// <param name="Done">Records so far.</param>
/// <param name="Expected">Records in all; null where nobody knows.</param>
public sealed record RunProgress(string Connection, string Stage, long Done, long? Expected);
