namespace Sync.Model;

/// <summary>One record of a stream, as the retail vocabulary has it.</summary>
public interface IPosRecord
{
    /// <summary>The POS's own id, as text, unaltered (leading zeros and capitals survive).</summary>
    string Id { get; }
}
