namespace Sync.Engine.Runs;

/// <summary>How a stream's part of a run ended.</summary>
public enum StreamStatus
{
    /// <summary>Read to its end and stored.</summary>
    Complete,

    /// <summary>Read to its end and stored, but removals wait for approval.</summary>
    Held,

    /// <summary>The POS answered with nothing where it had records: nothing was removed.</summary>
    Suspicious,

    /// <summary>Read to its end, if it is read, but stored records were removed or changed by others, and nobody has shown them again.</summary>
    Damaged,

    /// <summary>
    /// Cut short, or the POS does not let us read a part; what came is stored, nothing was removed for what did not, and the next run
    /// goes on.
    /// </summary>
    Incomplete,

    /// <summary>Not tried, because what it needs has not been read yet.</summary>
    Waiting,
}
