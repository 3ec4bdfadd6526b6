using Sync.ConnectorKit;
using Sync.Engine.Ledger;

namespace Sync.Engine.Deletes;

/// <summary>What of one stream is gone at the POS.</summary>
/// <param name="Stream">Which stream.</param>
/// <param name="Absent">Records that the POS does not list, though it lists all.</param>
/// <param name="Named">Records that the POS says are deleted.</param>
/// <param name="Stored">How many are stored.</param>
/// <param name="IdOf">A record's id.</param>
/// <param name="IsShown">Whether the POS has shown a record in this run.</param>
internal sealed record GoneRecords(
    PosStream Stream, IReadOnlyCollection<StableHash> Absent, IReadOnlyCollection<StableHash> Named, long Stored, Func<StableHash, string> IdOf, Func<StableHash, bool> IsShown);
