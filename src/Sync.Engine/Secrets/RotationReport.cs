using Sync.Model;

namespace Sync.Engine.Secrets;

/// <summary>How a rotation of the master key went.</summary>
public sealed class RotationReport
{
    /// <summary>Whose keys were wrapped anew.</summary>
    public IList<OrgId> Rotated { get; } = [];

    /// <summary>Whose keys none of the master keys can unwrap: nothing of them was changed.</summary>
    public IList<OrgId> Unreadable { get; } = [];
}
