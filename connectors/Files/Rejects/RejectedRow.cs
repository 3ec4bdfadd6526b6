using Sync.ConnectorKit;
using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Rejects;

/// <summary>A row that does not go in.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Why">The reason.</param>
/// <param name="Cells">Its cells as they stand in the file.</param>
internal sealed record RejectedRow(long Line, Rejection Why, string[] Cells)
{
    /// <summary>As a page carries it.</summary>
    public RejectedRecord Record => new($"line {Line}", Why.Reason, Why.Detail);
}
