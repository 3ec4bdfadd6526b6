namespace Sync.Store.Rules;

/// <summary>
/// What the writer of a body knows of it, so that it need not be walked once more: a walk of each takes a twentieth of a first
/// sync's processor time, and a twelfth of a large file's.
/// </summary>
/// <param name="Bytes">As in <see cref="DocumentSize"/>, of the fields alone.</param>
/// <param name="Values">As in <see cref="DocumentSize"/>.</param>
/// <param name="TopNames">As in <see cref="DocumentSize"/>.</param>
/// <param name="Depth">How deep its maps and lists are nested; a time counts as a map.</param>
/// <param name="Longest">The bytes of its longest text or bytes value.</param>
/// <param name="IsKnown">False where somebody else wrote it, or a name in it wants to be looked at.</param>
internal readonly record struct BodyMeasure(int Bytes, int Values, int TopNames, int Depth, int Longest, bool IsKnown)
{
    /// <summary>Whether a walk (<see cref="BodyRules"/>) would find nothing to refuse, whatever the collection.</summary>
    public bool IsWithinLimits => IsKnown && Depth < DocumentLimits.MaxDepth && Longest <= DocumentLimits.MaxIndexedValueBytes;

    /// <summary>Of the fields of both together.</summary>
    public static BodyMeasure operator +(BodyMeasure a, BodyMeasure b) => new(
        a.Bytes + b.Bytes, a.Values + b.Values, a.TopNames + b.TopNames, Math.Max(a.Depth, b.Depth), Math.Max(a.Longest, b.Longest), a.IsKnown && b.IsKnown);
}
