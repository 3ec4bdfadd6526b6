using Sync.Engine.Runs;

namespace Sync.Engine.Leases;

/// <summary>Who has an org's lease.</summary>
/// <param name="Holder">The process.</param>
/// <param name="Take">The how manieth taking of that process it is.</param>
/// <param name="Run">How far the run has come, as far as it says.</param>
internal sealed record LeaseHolder(string Holder, long Take, RunStages? Run);
