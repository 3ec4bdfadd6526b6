using Sync.ConnectorKit;
using Sync.Store;

namespace Sync.Engine.Runs;

/// <summary>A record that a run changed. Long fields are cut; times and amounts are as documents have them.</summary>
/// <param name="Stream">Of which stream.</param>
/// <param name="Kind">What was done to it.</param>
/// <param name="Path">The document.</param>
/// <param name="Before">Its fields before; null where it was created.</param>
/// <param name="After">Its fields afterwards; null where it was deleted.</param>
public sealed record RecordSample(PosStream Stream, SampleKind Kind, DocumentPath Path, DocumentBody? Before, DocumentBody? After);

/// <summary>What a run did to a record.</summary>
public enum SampleKind
{
    /// <summary>Stored for the first time.</summary>
    Created,

    /// <summary>Stored again because it changed.</summary>
    Updated,

    /// <summary>Removed.</summary>
    Deleted,
}
