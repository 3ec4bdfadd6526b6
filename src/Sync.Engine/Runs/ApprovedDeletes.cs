using Sync.ConnectorKit;

namespace Sync.Engine.Runs;

/// <summary>The owner's word that held removals are right.</summary>
/// <param name="Connection">Of which connection.</param>
/// <param name="Stream">Of which stream.</param>
/// <param name="Set">The set that they saw (<see cref="Deletes.HeldRemovals.Set"/>): what has joined it since stays held. Null for all there are.</param>
public sealed record ApprovedDeletes(string Connection, PosStream Stream, string? Set = null);
